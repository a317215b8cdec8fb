import { AppError, type JobEvent } from '../domain/index.ts';
import type { EventLog, Page, RunStore } from '../ports/index.ts';
import { endedJob, finalEventOf, isFinalEvent } from './final-event.ts';
import { recordOf } from './find-job.ts';

/**
 * Makes the use case behind `GET /jobs/:id/events` as JSON: oldest first, those after the event `after`. While the job goes
 * on, `nextAfter` is where to ask next, even if there is nothing yet. The last event of an ended job is there even
 * when the event log is not. `JOB_NOT_FOUND`, `QUEUE_UNAVAILABLE` (only while the job goes on).
 */
export const makeReadEvents =
  ({ runs, events }: { readonly runs: Pick<RunStore, 'find'>; readonly events: Pick<EventLog, 'read'> }) =>
  async (id: string, after: string | null, limit: number): Promise<Page<JobEvent>> => {
    const ended = endedJob(await recordOf(runs, id));
    const found = await events.read(id, after, limit).catch((error: unknown) => {
      const isLost = error instanceof AppError && error.code === 'QUEUE_UNAVAILABLE' && ended !== null;
      if (isLost) return [];
      throw error;
    });
    const last = found.at(-1);
    if (ended === null || found.length === limit) {
      const isOver = last !== undefined && isFinalEvent(last);
      return { data: found, nextAfter: isOver ? null : (last?.id ?? after) };
    }
    if (last !== undefined && isFinalEvent(last)) return { data: found, nextAfter: null };
    // With a position and nothing after it, the reader has seen the end already.
    if (last === undefined && after !== null) return { data: [], nextAfter: null };
    return { data: [...found, finalEventOf(ended)], nextAfter: null };
  };
