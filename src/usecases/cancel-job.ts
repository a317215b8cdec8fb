import { AppError, isFinal, type Job } from '../domain/index.ts';
import type { EventLog, RunStore, TrainingQueue } from '../ports/index.ts';
import { appendEvent } from './append-event.ts';
import { type EndUnheldJobDeps, endUnheldJob } from './end-unheld-job.ts';
import { type JobView, recordOf, viewOf } from './find-job.ts';

/** What `makeCancelJob` needs. */
export interface CancelJobDeps extends EndUnheldJobDeps {
  readonly runs: EndUnheldJobDeps['runs'] & Pick<RunStore, 'requestControl'>;
  readonly queue: Pick<TrainingQueue, 'removeWaiting' | 'holds' | 'notifyControl'>;
  readonly events: Pick<EventLog, 'append' | 'latestProgress'>;
}

const endNow = (deps: CancelJobDeps, jobId: string): Promise<void> =>
  endUnheldJob(deps, jobId, (recorder) => recorder.cancel());

/** A job that nobody works on ends at once; the worker that holds one is told. */
const stopWherever = async (deps: CancelJobDeps, job: Job): Promise<void> => {
  if (await deps.queue.removeWaiting(job.id)) return endNow(deps, job.id);
  if (await deps.queue.holds(job.id)) {
    await appendEvent(deps, job.id, { type: 'state', data: { state: 'cancelling' } });
    return deps.queue.notifyControl(job.id, 'cancel');
  }
  // Between the two questions a worker may have ended the job; then the record says so and stays.
  return endNow(deps, job.id);
};

/**
 * Makes the use case behind `POST /jobs/:id/cancel`. Again on a cancelled job changes nothing. While the queue cannot be
 * reached the wish is kept in the run store, where the worker finds it. `JOB_NOT_FOUND`, `JOB_STATE_CONFLICT`.
 */
export const makeCancelJob =
  (deps: CancelJobDeps) =>
  async (id: string): Promise<JobView> => {
    const job = await recordOf(deps.runs, id);
    if (job.state === 'cancelled') return viewOf(deps, job);
    if (isFinal(job.state)) {
      throw new AppError(
        'JOB_STATE_CONFLICT',
        `expected a job that has not ended, the job ${id} has ${job.state}`,
      );
    }
    await deps.runs.requestControl(id, 'cancel');
    try {
      await stopWherever(deps, job);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'QUEUE_UNAVAILABLE')) throw error;
      deps.log.warn(
        { jobId: id, error },
        'a cancelled job is left to its worker: the queue cannot be reached',
      );
    }
    return viewOf(deps, await recordOf(deps.runs, id));
  };
