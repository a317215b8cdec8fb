import { type FinalJobState, isFinal, type Job, type JobEvent } from '../domain/index.ts';

/** True for the last event that a job ever has. */
export const isFinalEvent = (event: JobEvent): boolean => event.type === 'state' && isFinal(event.data.state);

/**
 * The last event of a job that has ended, made from its record, for when the event log has lost it or never got it.
 * Its id sorts with those of the log, which begin with the time in milliseconds.
 */
export const finalEventOf = (job: Job & { readonly state: FinalJobState }): JobEvent => {
  const at = job.endedAt ?? job.createdAt;
  return {
    id: `${Date.parse(at)}-0`,
    at,
    type: 'state',
    data: job.error === null ? { state: job.state } : { state: job.state, error: job.error },
  };
};

/** The job, if it has ended. */
export const endedJob = (job: Job): (Job & { readonly state: FinalJobState }) | null =>
  isFinal(job.state) ? { ...job, state: job.state } : null;
