import { describe, expect, it } from 'vitest';
import type { AppError, ModelReference } from '../../src/domain/index.ts';
import { aManifest } from './fakes.ts';
import { asked, makePredictWorld as makeWorld, picture, START_MS } from './predict-world.ts';

describe('predicting', () => {
  it('gives calibrated probabilities, likeliest first', async () => {
    const { model, version, predictions, timing } = await makeWorld().ask();
    // The temperature of the version is 2, so the logits are 1 and 0.
    const first = 1 / (1 + Math.exp(-1));
    expect({ model, version }).toEqual({ model: 'animals', version: 1 });
    expect(predictions).toEqual([
      {
        topK: [
          { className: 'cat', probability: expect.closeTo(first, 12) as number },
          { className: 'dog', probability: expect.closeTo(1 - first, 12) as number },
        ],
        abstained: false,
        cached: false,
        explanation: null,
        predictionId: null,
      },
    ]);
    expect(timing).toMatchObject({ queueMs: 1.5, inferMs: 20 });
    expect(timing.decodeMs).toBeGreaterThanOrEqual(0);
  });

  it('decodes as the version was trained and gives the predictor a deadline', async () => {
    const preprocessing = {
      mode: 'none',
      interpolation: 'nearest',
      orient: false,
      width: 224,
      height: 224,
    } as const;
    const world = makeWorld([aManifest({ preprocessing })]);
    await world.ask();
    expect(world.options).toEqual([{ width: 224, height: 224, interpolation: 'nearest', orient: false }]);
    expect(world.requests).toMatchObject([{ deadlineMs: START_MS + 30_000 }]);
    expect(asked(world.requests)).toEqual(['pixels 2']);
  });

  it('answers in the order of the pictures, with an entry for each bad one', async () => {
    const world = makeWorld();
    const { predictions } = await world.ask({ pictures: [picture(9), picture(0), picture(3)], topK: 1 });
    expect(predictions.map((entry) => ('error' in entry ? entry.error.code : entry.topK.length))).toEqual([
      1,
      'IMAGE_UNREADABLE',
      1,
    ]);
    expect(asked(world.requests)).toEqual(['pixels 9', 'pixels 3']);
    const [first, , third] = predictions;
    const probabilityOf = (entry: typeof first) =>
      (entry && 'topK' in entry ? entry.topK[0]?.probability : 0) ?? 0;
    expect(probabilityOf(first)).toBeGreaterThan(probabilityOf(third));
  });

  it('asks the predictor nothing when all of several pictures are bad', async () => {
    const world = makeWorld();
    const { predictions } = await world.ask({ pictures: [picture(0), picture(0)] });
    expect(predictions).toHaveLength(2);
    expect(world.requests).toEqual([]);
  });

  it('fails as a whole for a single bad picture, and when the decoder is broken', async () => {
    await expect(makeWorld().ask({ pictures: [picture(0)] })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
    await expect(makeWorld().ask({ pictures: [picture(2), picture(255)] })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });

  it("abstains below the model's threshold, or below the caller's instead", async () => {
    const world = makeWorld([aManifest({ threshold: 0.9 })]);
    const abstained = async (threshold: number | null) => {
      const [entry] = (await world.ask({ threshold })).predictions;
      return entry !== undefined && 'abstained' in entry && entry.abstained;
    };
    expect(await abstained(null)).toBe(true);
    expect(await abstained(0.5)).toBe(false);
    expect(await abstained(0)).toBe(false);
    expect(await abstained(1)).toBe(true);
  });
});

describe('the version that predicts', () => {
  const manifests = [
    aManifest({ model: 'a', version: 1, jobId: 'j1', createdAt: '2026-01-01T00:00:00.000Z' }),
    aManifest({ model: 'a', version: 2, jobId: 'j2', createdAt: '2026-01-03T00:00:00.000Z' }),
    aManifest({ model: 'b', version: 1, jobId: 'j3', createdAt: '2026-01-02T00:00:00.000Z' }),
    aManifest({ model: 'c', version: 1, jobId: 'j4', createdAt: '2026-01-09T00:00:00.000Z' }),
  ];
  const aliases: [string, number][] = [
    ['a@latest', 2],
    ['a@prod', 1],
    ['b@latest', 1],
  ];
  const versionFor = async (reference: ModelReference | null, known = aliases) => {
    const { model, version } = await makeWorld(manifests, known).ask({ reference });
    return `${model}:${version}`;
  };

  it('is the one that is named', async () => {
    expect(await versionFor({ model: 'a', by: 'alias', alias: 'latest' })).toBe('a:2');
    expect(await versionFor({ model: 'a', by: 'alias', alias: 'prod' })).toBe('a:1');
    expect(await versionFor({ model: 'a', by: 'version', version: 1 })).toBe('a:1');
    expect(await versionFor({ model: 'c', by: 'version', version: 1 })).toBe('c:1');
  });

  it('is the latest of the model published last when none is named, of those good enough for an alias', async () => {
    expect(await versionFor(null)).toBe('a:2');
    expect(await versionFor(null, [...aliases, ['c@latest', 1]])).toBe('c:1');
  });

  it.each<[string, ModelReference, string]>([
    ['a model', { model: 'zebra', by: 'alias', alias: 'latest' }, 'received "zebra"'],
    ['a version', { model: 'a', by: 'version', version: 9 }, 'received "a:9"'],
    ['an alias', { model: 'a', by: 'alias', alias: 'canary' }, 'it has the aliases latest, prod'],
    ['a model below its least values', { model: 'c', by: 'alias', alias: 'latest' }, 'the newest version 1'],
  ])('is MODEL_NOT_FOUND for %s that is not there', async (_what, reference, detail) => {
    const error: unknown = await versionFor(reference).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect((error as AppError).message).toContain(detail);
  });

  it('is MODEL_NOT_READY before anything is published, and says what to do', async () => {
    const world = makeWorld([], []);
    for (const reference of [null, { model: 'a', by: 'alias', alias: 'latest' } as const]) {
      const error: unknown = await world.ask({ reference }).catch((fault: unknown) => fault);
      expect(error).toMatchObject({ code: 'MODEL_NOT_READY' });
      expect((error as AppError).message).toContain('POST /jobs');
    }
  });

  it('is MODEL_NOT_READY when no version has reached what its job asked for', async () => {
    await expect(versionFor(null, [])).rejects.toMatchObject({ code: 'MODEL_NOT_READY' });
  });
});
