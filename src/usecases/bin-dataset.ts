import { AppError, type Job } from '../domain/index.ts';
import type { Clock, DatasetStore, RunStore } from '../ports/index.ts';
import { unfinishedJobs } from './unfinished-jobs.ts';

/** What putting a dataset into the bin needs. */
export interface BinDatasetDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'bin' | 'restore' | 'purge' | 'wasGivenAgain'>;
  readonly runs: Pick<RunStore, 'list'>;
  readonly clock: Clock;
}

const jobUsing = async (runs: BinDatasetDeps['runs'], id: string): Promise<Job | null> => {
  for await (const job of unfinishedJobs(runs)) if (job.request.datasetId === id) return job;
  return null;
};

const inUse = (id: string, { id: jobId, state }: Job): AppError =>
  new AppError('DATASET_IN_USE', `the job ${jobId} (${state}) uses the dataset ${id}`);

/**
 * Puts a dataset into the bin unless a job that is not final needs it: `DATASET_IN_USE`. False if it is not there. A job that is made
 * meanwhile writes its record and looks for its dataset after; here it is the other way round, so that one of the two sees the other.
 */
export const binDataset = async ({ datasets, runs, clock }: BinDatasetDeps, id: string): Promise<boolean> => {
  if ((await datasets.find(id)) === null) return false;
  const before = await jobUsing(runs, id);
  if (before !== null) throw inUse(id, before);
  if (!(await datasets.bin(id, clock.now().toISOString()))) return false;
  const meanwhile = await jobUsing(runs, id);
  if (meanwhile === null) return true;
  await datasets.restore(id);
  throw inUse(id, meanwhile);
};

const isInUse = (error: unknown): boolean => error instanceof AppError && error.code === 'DATASET_IN_USE';

/**
 * Takes back, for good, a dataset that was made for a request that is refused, unless it was given to somebody else meanwhile: by an
 * upload of the same content, or to a job.
 */
export const takeBackDataset = async (deps: BinDatasetDeps, id: string): Promise<void> => {
  const { datasets } = deps;
  if (await datasets.wasGivenAgain(id)) return;
  try {
    if (!(await binDataset(deps, id))) return;
  } catch (error) {
    if (isInUse(error)) return;
    throw error;
  }
  await ((await datasets.wasGivenAgain(id)) ? datasets.restore(id) : datasets.purge(id));
};
