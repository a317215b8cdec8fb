import { isFinal, type JobState } from './job.ts';

/** The states of an attempt that is at work, in their order. */
const WORK: readonly JobState[] = ['validating', 'preparing', 'training', 'evaluating', 'publishing'];

/**
 * Whether a job may go from one state to another. Work goes forward only, phases may be left out; a new attempt begins at
 * `validating` again, and between attempts the job is `queued`. A final state is never left.
 */
export const canFollow = (from: JobState, to: JobState): boolean => {
  if (isFinal(from)) return false;
  if (to === 'failed' || to === 'cancelled' || to === 'cancelling') return true;
  if (from === 'cancelling') return false;
  if (to === 'succeeded') return from === 'publishing';
  if (to === 'queued') return from !== 'queued';
  if (to === 'paused') return from === 'pausing' || from === 'queued';
  if (to === 'pausing' || to === 'stopping') return from === 'queued' || WORK.includes(from);
  if (to === 'validating') return from !== 'paused';
  if (from === 'stopping') return to === 'evaluating' || to === 'publishing';
  return WORK.includes(from) && WORK.indexOf(to) > WORK.indexOf(from);
};
