import { describe, expect, test } from 'vitest';
import type { ThumbnailSize } from '../../src/domain/index.ts';
import type { PictureDecoder, PictureSource } from '../../src/ports/index.ts';
import {
  makeFindPrediction,
  makeLabelPrediction,
  makeListPredictions,
  makeReadPredictionPicture,
  makeRemovePrediction,
  makeSweepPredictions,
} from '../../src/usecases/index.ts';
import { fake, makeClock, makeLog } from './fakes.ts';
import { aPrediction, makeMemoryPredictions } from './memory-predictions.ts';

const AT = '2026-03-01T09:30:00.000Z';
const DAY_MS = 86_400_000;

const makeWorld = async (maxBytes?: number) => {
  const { predictions, stored } = makeMemoryPredictions(maxBytes);
  await predictions.keep(aPrediction('pred_1'), Buffer.from('one'));
  const made: [PictureSource, ThumbnailSize][] = [];
  const decoder = fake<PictureDecoder>('decoder', {
    thumbnail: (source, size) => {
      made.push([source, size]);
      return Promise.resolve(new Uint8Array([1]));
    },
  });
  const deps = { predictions, decoder, clock: makeClock(Date.parse(AT) + DAY_MS), keptDays: 30 };
  return { ...deps, stored, made, label: makeLabelPrediction(deps) };
};

describe('a stored prediction', () => {
  test('says when it expires', async () => {
    const deps = await makeWorld();
    const expected = { prediction: aPrediction('pred_1'), expiresAt: '2026-03-31T09:30:00.000Z' };
    expect(await makeFindPrediction(deps)('pred_1')).toEqual(expected);
    const all = { model: null, maxProbability: null, isLabelled: null };
    const page = await makeListPredictions(deps)(all, 'newest', { limit: 20, after: null });
    expect(page).toEqual({ data: [expected], nextAfter: null });
  });

  test('takes a label of any class, in one spelling, and another in its place', async () => {
    const { label } = await makeWorld();
    const first = await label('pred_1', 'une\u0301', 'req_1');
    expect(first.prediction.label).toEqual({
      className: 'un\u00e9',
      at: '2026-03-02T09:30:00.000Z',
      by: 'req_1',
    });
    expect((await label('pred_1', 'a fox', 'req_2')).prediction.label?.className).toBe('a fox');
  });

  test('is as it was when it is given the same label again', async () => {
    const { label } = await makeWorld();
    const first = await label('pred_1', 'cat', 'req_1');
    expect(await label('pred_1', 'cat', 'req_2')).toEqual(first);
  });

  test.each(['', 'a/b', '.hidden', 'a\nb', 'x'.repeat(256), 'Thumbs.db'])(
    'does not take the label %j',
    async (name) => {
      const { label, stored } = await makeWorld();
      await expect(label('pred_1', name, 'req_1')).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
        errors: [{ pointer: '/className' }],
      });
      expect(stored.get('pred_1')?.prediction.label).toBeNull();
    },
  );

  test('is shown small, made once for all who ask at the same time', async () => {
    const deps = await makeWorld();
    const read = makeReadPredictionPicture(deps);
    const pictures = await Promise.all([read('pred_1', 256), read('pred_1', 256), read('pred_1', 64)]);
    expect(deps.made).toEqual([
      [{ path: '/predictions/pred_1' }, 256],
      [{ path: '/predictions/pred_1' }, 64],
    ]);
    expect(pictures[0].etag).toMatch(/^"[0-9a-f]{64}-256"$/);
  });

  test('that is not there is not found', async () => {
    const deps = await makeWorld();
    await makeRemovePrediction(deps)('pred_1');
    for (const call of [
      makeRemovePrediction(deps)('pred_1'),
      makeFindPrediction(deps)('pred_1'),
      makeReadPredictionPicture(deps)('pred_1', 256),
      deps.label('pred_1', 'cat', 'req_1'),
    ])
      await expect(call).rejects.toMatchObject({ code: 'PREDICTION_NOT_FOUND' });
  });
});

describe('the sweep of stored predictions', () => {
  const sweepAfter = async (days: number, maxBytes?: number) => {
    const deps = await makeWorld(maxBytes);
    const log = makeLog();
    const clock = makeClock(Date.parse(AT) + days * DAY_MS);
    await makeSweepPredictions({ ...deps, clock, log })();
    return { ids: [...deps.stored.keys()], lines: log.lines };
  };

  test('leaves what has not expired, and removes and tells what has', async () => {
    expect(await sweepAfter(30)).toEqual({ ids: ['pred_1'], lines: [] });
    const { ids, lines } = await sweepAfter(31);
    expect([ids, lines]).toEqual([[], ['info: stored predictions that had expired were removed']]);
  });

  test('removes what is beyond the bytes', async () => {
    const { ids, lines } = await sweepAfter(1, 2);
    expect([ids, lines]).toEqual([[], ['info: stored predictions were removed to stay within their bytes']]);
  });
});
