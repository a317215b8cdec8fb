import { describe, expect, it } from 'vitest';
import type { JobEvent, JobEventBody, JobProgress } from '../../src/domain/index.ts';
import type { EventLog } from '../../src/ports/index.ts';

const AT = '2026-01-01T00:00:00.000Z';

export const logEvent = (message: string): JobEventBody => ({
  type: 'log',
  data: { level: 'info', message },
});

export const messagesOf = (events: readonly JobEvent[]): string[] =>
  events.map((event) => (event.type === 'log' ? event.data.message : event.type));

export const progressAt = (percent: number): JobProgress => ({
  phase: 'training',
  epoch: 1,
  epochs: 2,
  step: 3,
  steps: 4,
  percent,
  etaSeconds: null,
  secondsPerEpoch: 1.5,
});

/** Reads a followed log until it has `count` events. */
const take = async (events: AsyncIterable<JobEvent>, count: number): Promise<JobEvent[]> => {
  const taken: JobEvent[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  return taken;
};

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

/** What every event log does, whatever keeps it. `open` gives an empty one. */
export const describeEventLog = (name: string, open: () => Promise<EventLog>): void => {
  describe(`${name} as an event log`, () => {
    const fill = async (log: EventLog, from: number, to: number): Promise<string[]> => {
      const ids: string[] = [];
      for (const message of numbers(from, to)) ids.push(await log.append('job_a', AT, logEvent(message)));
      return ids;
    };

    it('gives back what was added, oldest first, each job on its own', async () => {
      const log = await open();
      const bodies: JobEventBody[] = [
        { type: 'state', data: { state: 'failed', error: { code: 'RUN_LIMIT', detail: 'too long' } } },
        { type: 'progress', data: progressAt(12.5) },
        logEvent('ä → 1'),
      ];
      for (const body of bodies) await log.append('job_a', AT, body);
      await log.append('job_b', AT, logEvent('of another job'));
      const events = await log.read('job_a', null, 100);
      expect(events.map(({ type, data, at }) => ({ type, data, at }))).toEqual(
        bodies.map((body) => ({ ...body, at: AT })),
      );
      expect(await log.read('job_unknown', null, 100)).toEqual([]);
    });

    it('never gives an id twice, and reads on after any of them', async () => {
      const log = await open();
      const ids = await fill(log, 1, 30);
      expect(new Set(ids).size).toBe(30);
      const first = await log.read('job_a', null, 12);
      expect(first.map(({ id }) => id)).toEqual(ids.slice(0, 12));
      const rest = await log.read('job_a', first.at(-1)?.id ?? null, 100);
      expect(rest.map(({ id }) => id)).toEqual(ids.slice(12));
      expect(await log.read('job_a', ids.at(-1) ?? null, 100)).toEqual([]);
    });

    it('refuses an id that none of its events can have', async () => {
      const log = await open();
      for (const id of ['', 'x', '12', '1-2-3', '(1-1', '99999999999999999999-1']) {
        await expect(log.read('job_a', id, 10)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
      }
    });

    it('lets a follower have the past and then what comes, without gap or repeat', async () => {
      const log = await open();
      const ids = await fill(log, 1, 250);
      const controller = new AbortController();
      const following = take(log.follow('job_a', ids[9] ?? null, controller.signal), 490);
      await Promise.all([fill(log, 251, 500), log.append('job_b', AT, logEvent('of another job'))]);
      expect(messagesOf(await following)).toEqual(numbers(11, 500));
      controller.abort();
    });

    it('serves many followers, each from where it stands', async () => {
      const log = await open();
      const ids = await fill(log, 1, 5);
      const { signal } = new AbortController();
      const following = ids.map((id, index) => take(log.follow('job_a', id, signal), 10 - (index + 1)));
      await fill(log, 6, 10);
      const heard = await Promise.all(following);
      expect(heard.map(messagesOf)).toEqual(ids.map((_, index) => numbers(index + 2, 10)));
    });

    it('loses nothing for a follower that is slower than the job', async () => {
      const log = await open();
      const heard: string[] = [];
      const { signal } = new AbortController();
      const filling = fill(log, 1, 300);
      for await (const event of log.follow('job_a', null, signal)) {
        heard.push(...messagesOf([event]));
        if (heard.length % 50 === 0) await log.read('job_a', null, 1);
        if (heard.length === 300) break;
      }
      await filling;
      expect(heard).toEqual(numbers(1, 300));
    });

    it('ends a follower when its signal aborts', async () => {
      const log = await open();
      const controller = new AbortController();
      const events = log.follow('job_a', null, controller.signal)[Symbol.asyncIterator]();
      await fill(log, 1, 1);
      await events.next();
      const next = events.next();
      controller.abort();
      expect(await next).toMatchObject({ done: true });
      const late = await log.follow('job_a', null, AbortSignal.abort())[Symbol.asyncIterator]().next();
      expect(late.done).toBe(true);
    });

    it('knows the latest progress of each job', async () => {
      const log = await open();
      expect(await log.latestProgress('job_a')).toBeNull();
      await log.append('job_a', AT, { type: 'progress', data: progressAt(10) });
      await log.append('job_a', AT, { type: 'progress', data: progressAt(20) });
      await log.append('job_a', AT, logEvent('later'));
      expect(await log.latestProgress('job_a')).toEqual(progressAt(20));
      expect(await log.latestProgress('job_b')).toBeNull();
    });
  });
};
