import type { JobEventBody } from '../domain/index.ts';
import type { Clock, EventLog, Log } from '../ports/index.ts';

/** What telling the event log needs. */
export interface AppendEventDeps {
  readonly events: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tells the event log. The run store is the history, so a log that cannot be reached is a warning and no failure. */
export const appendEvent = async (
  { events, clock, log }: AppendEventDeps,
  jobId: string,
  body: JobEventBody,
): Promise<void> => {
  try {
    await events.append(jobId, clock.now().toISOString(), body);
  } catch (error) {
    log.warn({ jobId, event: body.type, error }, 'an event of a job could not be written to the event log');
  }
};
