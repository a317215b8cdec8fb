import { type AppError, isFinal } from '../domain/index.ts';
import type { Clock, EventLog, Log, RunStore } from '../ports/index.ts';
import { AttemptRecorder, AttemptSuperseded } from './attempt-recorder.ts';

/**
 * Makes the use case that ends a job `failed` when the queue gives it up: its attempts are used up, or its workers died too
 * often. A job that has ended meanwhile stays as it is.
 */
export const makeGiveUpJob =
  (deps: {
    readonly runs: Pick<RunStore, 'find' | 'save' | 'appendEpoch' | 'appendLog' | 'requestedControl'>;
    readonly events: Pick<EventLog, 'append'>;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (jobId: string, error: AppError): Promise<void> => {
    const job = await deps.runs.find(jobId);
    if (job === null || isFinal(job.state)) return;
    try {
      await new AttemptRecorder(deps, job).fail(error);
    } catch (fault) {
      if (!(fault instanceof AttemptSuperseded)) throw fault;
    }
  };
