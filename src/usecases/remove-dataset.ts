import { AppError } from '../domain/index.ts';
import type { DatasetStore, RunStore } from '../ports/index.ts';
import { makeFindDataset } from './find-dataset.ts';
import { unfinishedJobs } from './unfinished-jobs.ts';

/** Makes the use case behind `DELETE /datasets/:id`. `DATASET_NOT_FOUND`; `DATASET_IN_USE` while a job that is not final needs it. */
export const makeRemoveDataset =
  ({
    datasets,
    runs,
  }: {
    readonly datasets: Pick<DatasetStore, 'find' | 'remove'>;
    readonly runs: Pick<RunStore, 'list'>;
  }) =>
  async (id: string): Promise<void> => {
    await makeFindDataset({ datasets })(id);
    for await (const job of unfinishedJobs(runs)) {
      if (job.request.datasetId !== id) continue;
      throw new AppError('DATASET_IN_USE', `the job ${job.id} (${job.state}) uses the dataset ${id}`);
    }
    await datasets.remove(id);
  };
