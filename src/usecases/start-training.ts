import { initialProgress, type Job, type JobRequest } from '../domain/index.ts';
import type { EventLog, IdSource, RunStore, TrainingQueue } from '../ports/index.ts';
import { takeBackDataset } from './bin-dataset.ts';
import { makeFindDataset } from './find-dataset.ts';
import { type PrepareTrainingDeps, prepareTraining, type StartTrainingInput } from './prepare-training.ts';

/** What `makeStartTraining` needs. */
export interface StartTrainingDeps extends PrepareTrainingDeps {
  readonly runs: Pick<RunStore, 'create' | 'remove' | 'list'>;
  readonly queue: Pick<TrainingQueue, 'ping' | 'enqueue'>;
  readonly events: Pick<EventLog, 'append'>;
  readonly ids: IdSource;
}

const newJob = (deps: StartTrainingDeps, request: JobRequest): Job => ({
  id: deps.ids.next('job'),
  request,
  state: 'queued',
  createdAt: deps.clock.now().toISOString(),
  startedAt: null,
  endedAt: null,
  attempt: 0,
  progress: initialProgress(request.recipe.epochs),
  metrics: null,
  best: null,
  earlyStopping: null,
  stopReason: null,
  device: null,
  precision: null,
  warnings: [],
  error: null,
  modelVersion: null,
});

/** The record comes first: a job in the queue without one could not run, a record without a queue entry is found and enqueued again. */
const recordAndEnqueue = async (deps: StartTrainingDeps, job: Job): Promise<void> => {
  const { runs, events, queue } = deps;
  await runs.create(job);
  try {
    // It may have gone into the bin before the record was there to say that it is used.
    await makeFindDataset(deps)(job.request.datasetId);
    await events.append(job.id, job.createdAt, { type: 'state', data: { state: 'queued' } });
    await queue.enqueue(job.id);
  } catch (error) {
    await runs.remove(job.id);
    throw error;
  }
};

/**
 * Makes the use case behind `POST /jobs`. The errors of `prepareTraining`, and `QUEUE_UNAVAILABLE`, after which neither a job
 * nor a new dataset is left behind.
 */
export const makeStartTraining =
  (deps: StartTrainingDeps) =>
  async (input: StartTrainingInput, signal: AbortSignal): Promise<Job> => {
    const { request, isNewDataset } = await prepareTraining(deps, input, () => deps.queue.ping(), signal);
    try {
      const job = newJob(deps, request);
      await recordAndEnqueue(deps, job);
      return job;
    } catch (error) {
      if (isNewDataset) await takeBackDataset(deps, request.datasetId);
      throw error;
    }
  };
