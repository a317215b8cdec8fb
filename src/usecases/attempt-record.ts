import {
  type AppError,
  type EpochRecord,
  endedProgress,
  type FinalJobState,
  initialProgress,
  type Job,
  type StopReason,
} from '../domain/index.ts';

/**
 * The record at the start of an attempt. What earlier attempts found of the epochs stays until the trainer says which of them
 * it goes on from; their warnings are told again.
 */
export const begunJob = (job: Job, attempt: number, at: string): Job => ({
  ...job,
  attempt,
  state: 'validating',
  startedAt: job.startedAt ?? at,
  endedAt: null,
  progress: { ...initialProgress(job.request.recipe.epochs), phase: 'validating' },
  stopReason: null,
  warnings: [],
  error: null,
  modelVersion: null,
});

/** The record after an epoch: its metrics, the best saved one, and how long early stopping has waited. */
export const withEpoch = (job: Job, { epoch, metrics, checkpoint, earlyStopping }: EpochRecord): Job => ({
  ...job,
  metrics,
  best: checkpoint.saved ? { epoch, monitor: checkpoint.monitor, value: checkpoint.value } : job.best,
  earlyStopping:
    earlyStopping === null ? null : { wait: earlyStopping.wait, patience: earlyStopping.patience },
});

/** The record of a job whose epochs so far are these, oldest first. */
export const withEpochs = (job: Job, epochs: readonly EpochRecord[]): Job =>
  epochs.reduce(withEpoch, { ...job, metrics: null, best: null, earlyStopping: null });

/** The record of a job that ends now. */
export const endedJobRecord = (
  job: Job,
  at: string,
  end: { readonly state: FinalJobState; readonly stopReason: StopReason; readonly error: AppError | null },
): Job => ({
  ...job,
  state: end.state,
  endedAt: at,
  stopReason: end.stopReason,
  error: end.error?.toRecord() ?? null,
  progress: endedProgress(job.progress, end.state),
});

/** The record of a job that waits for its next attempt. */
export const waitingJob = (job: Job): Job => ({
  ...job,
  state: 'queued',
  progress: initialProgress(job.request.recipe.epochs),
});
