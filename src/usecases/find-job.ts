import { AppError, isFinal, type Job } from '../domain/index.ts';
import type { EventLog, RunStore } from '../ports/index.ts';

/** A job as clients see it: with its live progress, and `cancelling` once that was asked for. */
export interface JobView {
  readonly job: Job;
  readonly dataset: { readonly id: string; readonly fingerprint: string };
}

/** What a view is made from. */
export interface JobViewDeps {
  readonly runs: Pick<RunStore, 'requestedControl'>;
  readonly events: Pick<EventLog, 'latestProgress'>;
}

/** The view of a job that was read from the run store. */
export const viewOf = async ({ runs, events }: JobViewDeps, job: Job): Promise<JobView> => {
  const dataset = { id: job.request.datasetId, fingerprint: job.request.datasetFingerprint };
  if (isFinal(job.state)) return { job, dataset };
  const [live, control] = await Promise.all([events.latestProgress(job.id), runs.requestedControl(job.id)]);
  // Progress of another phase is older than the record.
  const progress = live !== null && live.phase === job.state ? live : job.progress;
  return { job: { ...job, progress, state: control === 'cancel' ? 'cancelling' : job.state }, dataset };
};

/** The job's record. `JOB_NOT_FOUND`. */
export const recordOf = async (runs: Pick<RunStore, 'find'>, id: string): Promise<Job> => {
  const job = await runs.find(id);
  if (job === null) throw new AppError('JOB_NOT_FOUND', `expected the id of a job, received "${id}"`);
  return job;
};

/** Makes the use case behind `GET /jobs/:id`. `JOB_NOT_FOUND`. */
export const makeFindJob =
  ({
    runs,
    events,
  }: {
    readonly runs: Pick<RunStore, 'find' | 'requestedControl'>;
    readonly events: Pick<EventLog, 'latestProgress'>;
  }) =>
  async (id: string): Promise<JobView> =>
    viewOf({ runs, events }, await recordOf(runs, id));
