import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { type BatcherSettings, MicroBatcher } from '../../src/inference/index.ts';

/** A picture of a model, known by a number. */
interface Item {
  readonly key: string;
  readonly value: number;
}

const live = new AbortController().signal;

/** A batcher whose batches end when the test says so. Results are the numbers of the items. */
const makeBench = (more: Partial<BatcherSettings> = {}) => {
  let now = 0;
  const batches: { items: readonly Item[]; finish: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new MicroBatcher<Item, number>(
    { maxBatch: 4, windowMs: 0, maxWaiting: 8, nowMs: () => now, ...more },
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          finish: () => {
            resolve(items.map(({ value }) => value));
          },
          fail: reject,
        });
      }),
  );
  const submit = (key: string, values: number[], deadlineMs = 1000, signal: AbortSignal = live) => {
    const items = values.map((value) => ({ key, value }));
    return batcher.submit(items, deadlineMs, signal);
  };
  return {
    batcher,
    batches,
    submit,
    advance: (ms: number) => {
      now += ms;
    },
  };
};

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

describe('the micro-batcher', () => {
  it('starts at once when idle and gathers what comes while a batch runs', async () => {
    const { batches, submit, advance } = makeBench();
    const first = submit('a', [1]);
    expect(batches).toHaveLength(1);
    const second = submit('a', [2, 3]);
    const third = submit('b', [4]);
    expect(batches).toHaveLength(1);
    advance(7);
    batches[0]?.finish();
    expect(await first).toEqual([{ result: 1, queueMs: 0 }]);
    expect(batches[1]?.items.map(({ key }) => key)).toEqual(['a', 'a', 'b']);
    batches[1]?.finish();
    expect(await second).toEqual([
      { result: 2, queueMs: 7 },
      { result: 3, queueMs: 7 },
    ]);
    expect(await third).toEqual([{ result: 4, queueMs: 7 }]);
  });

  it('counts pictures and not requests', async () => {
    const { batches, submit } = makeBench({ maxBatch: 3 });
    const whole = submit('a', [1, 2, 3, 4]);
    expect(batches[0]?.items).toHaveLength(3);
    batches[0]?.finish();
    await expect.poll(() => batches.length).toBe(2);
    expect(batches[1]?.items).toHaveLength(1);
    batches[1]?.finish();
    expect((await whole).map(({ result }) => result)).toEqual([1, 2, 3, 4]);
  });

  it('after a batch waits the window for more, unless the next batch is full', async () => {
    const { batches, submit } = makeBench({ maxBatch: 2, windowMs: 60_000 });
    const first = submit('a', [1]);
    const second = submit('a', [2]);
    batches[0]?.finish();
    await first;
    expect(batches).toHaveLength(1);
    const third = submit('a', [3]);
    expect(batches).toHaveLength(2);
    batches[1]?.finish();
    expect(await Promise.all([second, third])).toHaveLength(2);
  });

  it('refuses a request that finds no room, as a whole', async () => {
    const { batches, submit, batcher } = makeBench({ maxBatch: 1, maxWaiting: 2 });
    const running = submit('a', [1]);
    const waiting = submit('a', [2]);
    const error: unknown = await submit('a', [3, 4]).catch((caught: unknown) => caught);
    expect(codeOf(error)).toBe('PREDICT_QUEUE_FULL');
    expect(error instanceof AppError && error.retryAfterSeconds).toBe(1);
    expect(batcher.waitingItems).toBe(1);
    batches[0]?.finish();
    await running;
    batches[1]?.finish();
    expect(await waiting).toHaveLength(1);
  });

  it('spends no compute on a picture whose deadline has passed or whose client has gone', async () => {
    const { batches, submit, advance } = makeBench();
    const running = submit('a', [1]);
    const late = submit('a', [2], 5).catch(codeOf);
    const client = new AbortController();
    const gone = submit('a', [3], 1000, client.signal).catch(codeOf);
    const good = submit('a', [4]);
    client.abort(new Error('client gone'));
    advance(6);
    batches[0]?.finish();
    await running;
    expect(await late).toBe('PREDICT_DEADLINE');
    expect(await gone).toBe('Error: client gone');
    expect(batches[1]?.items.map(({ value }) => value)).toEqual([4]);
    batches[1]?.finish();
    expect(await good).toHaveLength(1);
  });

  it('refuses what waits past its deadline also while a batch does not end (it waited for ever)', async () => {
    const { batches, submit } = makeBench({ nowMs: () => performance.now() });
    const stuck = submit('a', [1], performance.now() + 60_000);
    const late = submit('a', [2], performance.now() + 5).catch(codeOf);
    const later = submit('a', [3], performance.now() + 20).catch(codeOf);
    expect(await Promise.all([late, later])).toEqual(['PREDICT_DEADLINE', 'PREDICT_DEADLINE']);
    expect(batches).toHaveLength(1);
    batches[0]?.finish();
    await stuck;
  });

  it('goes on after a batch that failed', async () => {
    const { batches, submit } = makeBench();
    const lost = submit('a', [1]).catch(codeOf);
    const next = submit('a', [2]);
    batches[0]?.fail(new AppError('PREDICTOR_UNAVAILABLE', 'its process ended'));
    expect(await lost).toBe('PREDICTOR_UNAVAILABLE');
    batches[1]?.finish();
    expect(await next).toEqual([{ result: 2, queueMs: 0 }]);
  });

  it('gives the place of a client that has gone to the next one at once, also while a batch runs (it held it)', async () => {
    const { batches, submit, batcher } = makeBench({ maxBatch: 1, maxWaiting: 2 });
    const running = submit('a', [1]);
    const client = new AbortController();
    const gone = submit('a', [2, 3], 1000, client.signal).catch(codeOf);
    expect(await submit('a', [4]).catch(codeOf)).toBe('PREDICT_QUEUE_FULL');
    client.abort(new Error('client gone'));
    expect(await gone).toBe('Error: client gone');
    expect(batcher.waitingItems).toBe(0);
    const next = submit('a', [5, 6]);
    batches[0]?.finish();
    await running;
    batches[1]?.finish();
    await expect.poll(() => batches.length).toBe(3);
    batches[2]?.finish();
    expect((await next).map(({ result }) => result)).toEqual([5, 6]);
    const late = submit('a', [7], 1000, client.signal).catch(codeOf);
    expect(await late).toBe('Error: client gone');
    expect(batches).toHaveLength(3);
  });

  it('keeps the order of arrival, so that a large request neither starves nor is cut in front of', async () => {
    const { batches, submit } = makeBench({ maxBatch: 4, maxWaiting: 64 });
    const asked = [submit('a', [0]), submit('large', [1, 2, 3, 4, 5, 6]), submit('b', [7]), submit('c', [8])];
    for (const batch of [0, 1, 2]) {
      await expect.poll(() => batches.length).toBe(batch + 1);
      batches[batch]?.finish();
    }
    expect((await Promise.all(asked)).flat().map(({ result }) => result)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(batches.map(({ items }) => items.map(({ value }) => value))).toEqual([
      [0],
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
  });

  it('tells who finds no room how long the line as it is will take', async () => {
    const { batches, submit, advance } = makeBench({ maxBatch: 2, maxWaiting: 3 });
    const first = submit('a', [1, 2], 60_000);
    const waiting = submit('a', [3, 4, 5], 60_000);
    advance(4000);
    batches[0]?.finish();
    await first;
    const more = submit('a', [6, 7], 60_000);
    const error: unknown = await submit('a', [8], 60_000).catch((caught: unknown) => caught);
    // Two seconds a picture: two that run and three that wait.
    expect(error instanceof AppError && error.retryAfterSeconds).toBe(10);
    for (const batch of [1, 2, 3]) {
      await expect.poll(() => batches.length).toBe(Math.min(batch + 1, 4));
      batches[batch]?.finish();
    }
    expect((await Promise.all([waiting, more])).flat()).toHaveLength(5);
  });

  it('takes a request that is larger than the line when nothing waits (it was refused for ever)', async () => {
    const { batches, submit } = makeBench({ maxBatch: 4, maxWaiting: 2 });
    const large = submit('a', [1, 2, 3]);
    batches[0]?.finish();
    expect(await large).toHaveLength(3);
  });
});
