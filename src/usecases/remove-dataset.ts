import { AppError } from '../domain/index.ts';
import { type BinDatasetDeps, binDataset } from './bin-dataset.ts';

/** Whether a dataset goes into the bin, or out of it and everything else for good. */
export type Removal = 'bin' | 'purge';

/**
 * Makes the use case behind `DELETE /datasets/:id`. `DATASET_NOT_FOUND`, also for what lies in the bin already unless it is purged;
 * `DATASET_IN_USE` while a job that is not final needs it.
 */
export const makeRemoveDataset =
  (deps: BinDatasetDeps) =>
  async (id: string, removal: Removal): Promise<void> => {
    const isBinned = await binDataset(deps, id);
    const isDone = removal === 'purge' ? await deps.datasets.purge(id) : isBinned;
    if (!isDone) throw new AppError('DATASET_NOT_FOUND', `expected the id of a dataset, received "${id}"`);
  };
