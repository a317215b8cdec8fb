import { describe, expect, it } from 'vitest';
import { AppError, type JobEvent } from '../../src/domain/index.ts';
import type { EventLog } from '../../src/ports/index.ts';
import { makeFollowEvents, makeReadEvents } from '../../src/usecases/index.ts';
import { aJob, anEpoch, fake } from './fakes.ts';
import { makeMemoryEvents, makeMemoryRuns } from './memory-stores.ts';

const ID = 'job_0001';
const AT = '2026-01-02T03:04:05.000Z';
const down = (): Promise<never> => Promise.reject(new AppError('QUEUE_UNAVAILABLE', 'down'));
const running = () => aJob({ state: 'training', attempt: 1, startedAt: AT });

const collect = async (events: AsyncIterable<JobEvent>): Promise<string[]> => {
  const seen: string[] = [];
  for await (const event of events) seen.push(event.type === 'state' ? event.data.state : event.type);
  return seen;
};

describe('reading events', () => {
  it('says where to go on while the job goes on, and null at its end', async () => {
    const { runs, jobs } = makeMemoryRuns([running()]);
    const { events } = makeMemoryEvents();
    const read = makeReadEvents({ runs, events });
    expect(await read(ID, null, 10)).toEqual({ data: [], nextAfter: null });
    const first = await events.append(ID, AT, { type: 'state', data: { state: 'training' } });
    expect(await read(ID, null, 10)).toMatchObject({ data: [{ id: first }], nextAfter: first });
    expect(await read(ID, first, 10)).toEqual({ data: [], nextAfter: first });
    jobs.set(ID, aJob({ state: 'succeeded', endedAt: AT }));
    await events.append(ID, AT, { type: 'state', data: { state: 'succeeded' } });
    expect(await read(ID, first, 10)).toMatchObject({
      data: [{ data: { state: 'succeeded' } }],
      nextAfter: null,
    });
    expect((await read(ID, null, 1)).nextAfter).toBe(first);
  });

  it('has the end of a job whose event log was lost or cannot be reached', async () => {
    const error = { code: 'TRAINER_CRASHED', detail: 'signal' } as const;
    const { runs } = makeMemoryRuns([aJob({ state: 'failed', endedAt: AT, error })]);
    const expected = {
      data: [{ id: `${Date.parse(AT)}-0`, at: AT, type: 'state', data: { state: 'failed', error } }],
      nextAfter: null,
    };
    const emptied = makeReadEvents({ runs, events: makeMemoryEvents().events });
    expect(await emptied(ID, null, 10)).toEqual(expected);
    expect(await emptied(ID, '1-0', 10)).toEqual({ data: [], nextAfter: null });
    const unreachable = makeReadEvents({ runs, events: fake<EventLog>('events', { read: down }) });
    expect(await unreachable(ID, null, 10)).toEqual(expected);
  });

  it('fails with QUEUE_UNAVAILABLE while the job goes on and the log cannot be reached', async () => {
    const { runs } = makeMemoryRuns([running()]);
    const read = makeReadEvents({ runs, events: fake<EventLog>('events', { read: down }) });
    await expect(read(ID, null, 10)).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });
});

describe('following events', () => {
  it('gives what was and what comes, and ends after the final state', async () => {
    const { runs, jobs } = makeMemoryRuns([running()]);
    const { events } = makeMemoryEvents();
    await events.append(ID, '2026-01-02T03:04:05.000Z', { type: 'state', data: { state: 'training' } });
    const seen = collect(makeFollowEvents({ runs, events })(ID, null, new AbortController().signal));
    await events.append(ID, '2026-01-02T03:04:06.000Z', { type: 'epoch', data: anEpoch(1, 0.5) });
    jobs.set(ID, aJob({ state: 'succeeded', endedAt: '2026-01-02T03:04:07.000Z' }));
    await events.append(ID, '2026-01-02T03:04:07.000Z', { type: 'state', data: { state: 'succeeded' } });
    expect(await seen).toEqual(['training', 'epoch', 'succeeded']);
  });

  it('ends for a job that ended long ago, with and without its event log', async () => {
    const { runs } = makeMemoryRuns([aJob({ state: 'cancelled', endedAt: AT })]);
    const { signal } = new AbortController();
    const { events } = makeMemoryEvents();
    expect(await collect(makeFollowEvents({ runs, events })(ID, null, signal))).toEqual(['cancelled']);
    await events.append(ID, AT, { type: 'state', data: { state: 'training' } });
    await events.append(ID, AT, { type: 'state', data: { state: 'cancelled' } });
    expect(await collect(makeFollowEvents({ runs, events })(ID, null, signal))).toEqual([
      'training',
      'cancelled',
    ]);
    const lost = fake<EventLog>('events', { read: down });
    expect(await collect(makeFollowEvents({ runs, events: lost })(ID, null, signal))).toEqual(['cancelled']);
  });

  it('hears of an end that the event log never got', async () => {
    const { runs, jobs } = makeMemoryRuns([running()]);
    const { events } = makeMemoryEvents();
    const follow = makeFollowEvents({ runs, events, recheckMs: 5 });
    const seen = collect(follow(ID, null, new AbortController().signal));
    jobs.set(ID, aJob({ state: 'failed', endedAt: AT }));
    expect(await seen).toEqual(['failed']);
  });

  it('ends when the reader goes away', async () => {
    const { runs } = makeMemoryRuns([running()]);
    const controller = new AbortController();
    const seen = collect(
      makeFollowEvents({ runs, events: makeMemoryEvents().events })(ID, null, controller.signal),
    );
    controller.abort();
    expect(await seen).toEqual([]);
  });
});
