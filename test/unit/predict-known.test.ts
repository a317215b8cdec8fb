import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { makeAnswerCache } from '../../src/inference/index.ts';
import type { PictureDecoder } from '../../src/ports/index.ts';
import type { PredictResult } from '../../src/usecases/index.ts';
import { aManifest, fake, makeIds } from './fakes.ts';
import { asked, makePredictWorld, picture } from './predict-world.ts';

const cachedOf = ({ predictions }: PredictResult) =>
  predictions.map((entry) => ('error' in entry ? entry.error.code : entry.cached));

const topOf = ({ predictions }: PredictResult) =>
  predictions.map((entry) => ('error' in entry ? null : entry.topK));

const twoHeads = [
  aManifest({ version: 1, jobId: 'j1' }),
  aManifest({ version: 2, jobId: 'j2', weights: { file: 'weights.safetensors', bytes: 1, sha256: 'w2' } }),
];
const version = (number: number) => ({ model: 'animals', by: 'version', version: number }) as const;

describe('a picture that is known', () => {
  it('is answered again without decoder and predictor, to the bit', async () => {
    const world = makePredictWorld();
    const first = await world.ask();
    const second = await world.ask();
    expect([cachedOf(first), cachedOf(second)]).toEqual([[false], [true]]);
    expect(topOf(second)).toEqual(topOf(first));
    expect(second.timing).toMatchObject({ queueMs: 0, inferMs: 0 });
    expect([world.options.length, world.requests.length]).toEqual([1, 1]);
  });

  it('is a hit for another topK and threshold', async () => {
    const world = makePredictWorld();
    await world.ask();
    const [entry] = (await world.ask({ topK: 1, threshold: 1 })).predictions;
    expect(entry).toMatchObject({ topK: [{ className: 'cat' }], abstained: true, cached: true });
    expect(world.requests).toHaveLength(1);
  });

  it('goes to another head on the same base as its row, undecoded', async () => {
    const world = makePredictWorld(twoHeads, []);
    await world.ask({ reference: version(1) });
    const other = await world.ask({ reference: version(2) });
    expect(cachedOf(other)).toEqual([true]);
    expect(asked(world.requests)).toEqual(['pixels 2', 'row 2']);
    expect(world.options).toHaveLength(1);
    await world.ask({ reference: version(2) });
    await world.ask({ reference: version(1) });
    expect(world.requests).toHaveLength(2);
  });

  it('is computed anew with no-cache, and the new answer replaces the known one', async () => {
    const world = makePredictWorld();
    await world.ask();
    expect(cachedOf(await world.ask({ cache: 'renew' }))).toEqual([false]);
    expect(cachedOf(await world.ask())).toEqual([true]);
    expect(asked(world.requests)).toEqual(['pixels 2', 'pixels 2']);
  });

  it('is neither looked up nor kept with no-store', async () => {
    const world = makePredictWorld();
    expect(cachedOf(await world.ask({ cache: 'bypass' }))).toEqual([false]);
    expect(cachedOf(await world.ask())).toEqual([false]);
    expect(cachedOf(await world.ask({ cache: 'bypass' }))).toEqual([false]);
    expect(world.requests).toHaveLength(3);
  });

  it('is answered while its version is not loaded', async () => {
    let isLoaded = true;
    const requests: unknown[] = [];
    const world = makePredictWorld(undefined, undefined, {
      predictor: {
        isLoaded: () => isLoaded,
        load: () => Promise.reject(new AppError('PREDICTOR_UNAVAILABLE', 'it is down')),
        infer: (request) => {
          requests.push(request);
          return Promise.resolve({
            pictures: [{ logits: Float32Array.of(1, 0), row: Float32Array.of(1), explanation: null }],
            queueMs: 0,
            inferMs: 0,
          });
        },
      },
    });
    await world.ask();
    isLoaded = false;
    expect(cachedOf(await world.ask())).toEqual([true]);
    await expect(world.ask({ pictures: [picture(3)] })).rejects.toMatchObject({
      code: 'PREDICTOR_UNAVAILABLE',
    });
    expect(requests).toHaveLength(1);
  });
});

describe('pictures of one request', () => {
  it('are computed once where they are the same, and know nothing of each other', async () => {
    const world = makePredictWorld();
    const reply = await world.ask({ pictures: [picture(2), picture(3), picture(2)] });
    expect(cachedOf(reply)).toEqual([false, false, false]);
    expect(topOf(reply)[2]).toEqual(topOf(reply)[0]);
    expect(asked(world.requests)).toEqual(['pixels 2', 'pixels 3']);
  });

  it('are known, half known and new side by side, in order', async () => {
    const world = makePredictWorld(twoHeads, []);
    await world.ask({ reference: version(1), pictures: [picture(4), picture(5)] });
    await world.ask({ reference: version(2), pictures: [picture(5)] });
    const pictures = [picture(6), picture(4), picture(0), picture(5)];
    const reply = await world.ask({ reference: version(2), pictures });
    expect(cachedOf(reply)).toEqual([false, true, 'IMAGE_UNREADABLE', true]);
    expect(asked(world.requests).slice(-2)).toEqual(['pixels 6', 'row 4']);
    const alone = await Promise.all(
      [6, 4, 5].map(async (byte) => {
        const own = makePredictWorld(twoHeads, []);
        return topOf(await own.ask({ reference: version(2), pictures: [picture(byte)] }))[0];
      }),
    );
    expect(topOf(reply)).toEqual([alone[0], alone[1], null, alone[2]]);
  });

  it('that are bad are not remembered', async () => {
    const world = makePredictWorld();
    for (let time = 0; time < 2; time += 1) {
      expect(cachedOf(await world.ask({ pictures: [picture(0), picture(2)] }))[0]).toBe('IMAGE_UNREADABLE');
    }
    expect(world.options).toHaveLength(3);
  });
});

describe('an explanation', () => {
  it('is made of the picture itself, though the answer is known', async () => {
    const world = makePredictWorld();
    await world.ask();
    const [entry] = (await world.ask({ explain: true })).predictions;
    expect(asked(world.requests)).toEqual(['pixels 2', 'pixels 2 explain']);
    expect(entry).toMatchObject({
      cached: false,
      explanation: {
        method: 'gradcam',
        className: 'cat',
        layer: 'block5_pool',
        heatMap: Uint8Array.of(1),
        blended: Uint8Array.of(2, 1),
      },
    });
    const ms = entry !== undefined && 'topK' in entry ? (entry.explanation?.ms ?? 0) : 0;
    expect(ms).toBeGreaterThanOrEqual(5);
  });

  it('stands beside the entry of a bad picture', async () => {
    const { predictions } = await makePredictWorld().ask({
      explain: true,
      pictures: [picture(0), picture(3)],
    });
    expect(predictions).toMatchObject([
      { error: { code: 'IMAGE_UNREADABLE' } },
      { explanation: { blended: Uint8Array.of(3, 1) } },
    ]);
  });
});

describe('storing predictions', () => {
  it('keeps each good picture as it came, with its answer, under an id of its own', async () => {
    const world = makePredictWorld();
    const pictures = [picture(2), picture(0), picture(2)];
    const { predictions } = await world.ask({ store: true, topK: 1, pictures });
    const ids = predictions.map((entry) => ('error' in entry ? null : entry.predictionId));
    expect(ids).toEqual(['pred_0001', null, 'pred_0002']);
    expect(world.kept).toMatchObject([
      {
        picture: picture(2),
        prediction: {
          id: 'pred_0001',
          createdAt: '1970-01-01T00:16:40.000Z',
          model: 'animals',
          version: 1,
          picture: { sha256: 'dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986', bytes: 1 },
          topK: [{ className: 'cat' }],
          abstained: false,
          label: null,
        },
      },
      { prediction: { id: 'pred_0002' } },
    ]);
  });

  it('stores nothing unasked, and what is known when it is asked', async () => {
    const world = makePredictWorld();
    await world.ask();
    expect(world.kept).toEqual([]);
    const [entry] = (await world.ask({ store: true })).predictions;
    expect(entry).toMatchObject({ cached: true, predictionId: 'pred_0001' });
    expect(world.kept).toHaveLength(1);
  });

  it('fails the call when it fails', async () => {
    const keep = () => Promise.reject(new AppError('STORAGE_UNAVAILABLE', 'the disk is full'));
    const world = makePredictWorld(undefined, undefined, {
      predictions: { store: { keep }, ids: makeIds() },
    });
    await expect(world.ask({ store: true })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('is refused where nothing is stored, before anything is decoded', async () => {
    const world = makePredictWorld(undefined, undefined, { predictions: null });
    const error: unknown = await world.ask({ store: true }).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/store' }] });
    expect((error as AppError).message).toContain('PREDICTIONS_KEPT_DAYS');
    expect(world.options).toEqual([]);
  });
});

/** A decoder whose pictures are held until they are let go. */
const holdingDecoder = () => {
  const held: (() => void)[] = [];
  const decoder = fake<PictureDecoder>('decoder', {
    decode: (source) =>
      new Promise((resolve) => {
        held.push(() => {
          resolve('bytes' in source ? source.bytes : new Uint8Array());
        });
      }),
  });
  const until = async (count: number): Promise<void> => {
    while (held.length < count) await new Promise((resolve) => setImmediate(resolve));
  };
  return { decoder, held, until };
};

describe('pictures before the predictor', () => {
  it('are refused while too many are in work, before anything is decoded, and let in again afterwards', async () => {
    const { decoder, held, until } = holdingDecoder();
    const world = makePredictWorld(undefined, undefined, { decoder, maxInFlight: 3 });
    const first = world.ask({ pictures: [picture(1), picture(2)] });
    await until(2);
    await expect(world.ask({ pictures: [picture(3), picture(4)] })).rejects.toMatchObject({
      code: 'PREDICT_QUEUE_FULL',
      retryAfterSeconds: 1,
    });
    expect(held).toHaveLength(2);
    const third = world.ask({ pictures: [picture(5)] });
    await until(3);
    for (const letGo of held) letGo();
    await Promise.all([first, third]);
    await expect(world.ask({ pictures: [picture(1), picture(2), picture(5)] })).resolves.toBeDefined();
  });

  it('make room again when the call fails', async () => {
    const world = makePredictWorld(undefined, undefined, { maxInFlight: 1 });
    for (let time = 0; time < 2; time += 1) {
      await expect(world.ask({ pictures: [picture(0)] })).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
    await expect(world.ask()).resolves.toBeDefined();
  });

  it('are not decoded for a client that is gone, or past the deadline', async () => {
    const world = makePredictWorld();
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(world.ask({}, gone)).rejects.toThrow('gone');
    const late = makePredictWorld(undefined, undefined, { deadlineMs: -1 });
    await expect(late.ask()).rejects.toMatchObject({ code: 'PREDICT_DEADLINE' });
    expect([world.options, late.options]).toEqual([[], []]);
  });

  it('leave the line before the decoder when their client goes or their deadline passes', async () => {
    const { decoder, held, until } = holdingDecoder();
    const world = makePredictWorld(undefined, undefined, { decoder, maxInFlight: 100, deadlineMs: 1000 });
    const eight = Array.from({ length: 8 }, (_, index) => picture(index + 1));
    const first = world.ask({ pictures: eight });
    await until(8);
    const client = new AbortController();
    const leaving = world.ask({ pictures: [picture(20)] }, client.signal);
    const late = world.ask({ pictures: [picture(21)] });
    client.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    await expect(late).rejects.toMatchObject({ code: 'PREDICT_DEADLINE' });
    for (const letGo of held) letGo();
    await expect(first).resolves.toBeDefined();
    expect(held).toHaveLength(8);
  });

  it('are computed each time where the cache has no room', async () => {
    const world = makePredictWorld(undefined, undefined, { answers: makeAnswerCache(0) });
    await world.ask();
    expect(cachedOf(await world.ask())).toEqual([false]);
  });
});
