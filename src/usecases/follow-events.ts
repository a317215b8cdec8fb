import type { FinalJobState, Job, JobEvent } from '../domain/index.ts';
import type { EventLog, RunStore } from '../ports/index.ts';
import { endedJob, finalEventOf, isFinalEvent } from './final-event.ts';
import { recordOf } from './find-job.ts';

/** What `makeFollowEvents` needs. */
export interface FollowEventsDeps {
  readonly runs: Pick<RunStore, 'find'>;
  readonly events: Pick<EventLog, 'read' | 'follow'>;
  /** How long to listen before the record is asked whether the job has ended meanwhile; the event log may have missed that. */
  readonly recheckMs?: number;
}

const RECHECK_MS = 15_000;
const PAGE = 500;

async function* drainEnded(
  events: Pick<EventLog, 'read'>,
  job: Job & { readonly state: FinalJobState },
  after: string | null,
): AsyncGenerator<JobEvent> {
  let last = after;
  for (;;) {
    // A log that cannot be reached, or has lost the job, must not keep the end from the reader.
    const page: readonly JobEvent[] = await events.read(job.id, last, PAGE).catch(() => []);
    for (const event of page) {
      yield event;
      if (isFinalEvent(event)) return;
    }
    if (page.length < PAGE) break;
    last = page.at(-1)?.id ?? last;
  }
  yield finalEventOf(job);
}

/**
 * Makes the use case behind `GET /jobs/:id/events` as a stream: the events after the one with id `after`, then live ones. It
 * ends after the final state event, also for a job that ended long ago, and when `signal` aborts. `JOB_NOT_FOUND` at the
 * first step; a reader that comes back after the end hears the final event again.
 */
export const makeFollowEvents = ({ runs, events, recheckMs = RECHECK_MS }: FollowEventsDeps) =>
  async function* followEvents(
    id: string,
    after: string | null,
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent> {
    let last = after;
    while (!signal.aborted) {
      const ended = endedJob(await recordOf(runs, id));
      if (ended !== null) {
        yield* drainEnded(events, ended, last);
        return;
      }
      const listening = AbortSignal.any([signal, AbortSignal.timeout(recheckMs)]);
      try {
        for await (const event of events.follow(id, last, listening)) {
          yield event;
          last = event.id;
          if (isFinalEvent(event)) return;
        }
      } catch (error) {
        if (!listening.aborted) throw error;
      }
    }
  };
