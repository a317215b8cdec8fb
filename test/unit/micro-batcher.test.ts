import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { type BatcherSettings, type BatchItem, MicroBatcher } from '../../src/inference/index.ts';

const picture = (value: number): Uint8Array => Uint8Array.of(value);
const live = new AbortController().signal;

/** A batcher whose batches end when the test says so. Results are the pictures' first bytes. */
const makeBench = (more: Partial<BatcherSettings> = {}) => {
  let now = 0;
  const batches: { items: readonly BatchItem<string>[]; finish: () => void; fail: (error: Error) => void }[] =
    [];
  const batcher = new MicroBatcher<string, number>(
    { maxBatch: 4, windowMs: 0, maxWaiting: 8, nowMs: () => now, ...more },
    (items) =>
      new Promise((resolve, reject) => {
        batches.push({
          items,
          finish: () => {
            resolve(items.map((item) => item.picture[0] ?? -1));
          },
          fail: reject,
        });
      }),
  );
  const submit = (key: string, values: number[], deadlineMs = 1000, signal: AbortSignal = live) =>
    batcher.submit(key, values.map(picture), deadlineMs, signal);
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
    expect(batcher.waitingPictures).toBe(1);
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
    expect(batches[1]?.items.map((item) => item.picture[0])).toEqual([4]);
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
});
