import { expect, test } from 'vitest';
import { makeId, type StoredPrediction } from '../../src/domain/index.ts';
import type { PredictionFilter, PredictionOrder, PredictionStore } from '../../src/ports/index.ts';
import { aPrediction } from '../unit/memory-predictions.ts';

/** A store without predictions that takes 100 000 bytes. `again` opens it a second time, as another process does. */
export interface PredictionStoreUnderTest {
  readonly store: PredictionStore;
  readonly again: () => PredictionStore;
}

const START_MS = Date.parse('2026-03-01T09:30:00.000Z');
const DAY_MS = 86_400_000;

/** The id of the prediction of a day. */
export const idOfDay = (day: number): string => makeId('pred', START_MS + day * DAY_MS, new Uint8Array(10));

export const timeOfDay = (day: number): string => new Date(START_MS + day * DAY_MS).toISOString();

/** The prediction of a day, with a highest probability. */
export const predictionOfDay = (
  day: number,
  probability = 0.6,
  changes: Partial<StoredPrediction> = {},
): StoredPrediction =>
  aPrediction(idOfDay(day), {
    createdAt: timeOfDay(day),
    topK: [{ className: 'cat', probability }],
    ...changes,
  });

const ALL: PredictionFilter = { model: null, maxProbability: null, isLabelled: null };

export const labelled = (className: string) => ({ className, at: timeOfDay(90), by: 'req_1' });

const pictureOf = async (store: PredictionStore, prediction: StoredPrediction): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of store.content(prediction)) parts.push(part);
  return Buffer.concat(parts).toString();
};

const daysOf = (predictions: readonly StoredPrediction[]): number[] =>
  predictions.map(({ createdAt }) => (Date.parse(createdAt) - START_MS) / DAY_MS);

const keep = async (store: PredictionStore, ...predictions: readonly StoredPrediction[]): Promise<void> => {
  for (const prediction of predictions) await store.keep(prediction, Buffer.from(`picture ${prediction.id}`));
};

const listed = async (store: PredictionStore, filter: Partial<PredictionFilter> = {}): Promise<number[]> =>
  daysOf(await store.list({ ...ALL, ...filter }));

/** Every part of a list, one after the other. */
const parts = async (
  store: PredictionStore,
  order: PredictionOrder,
  filter: Partial<PredictionFilter> = {},
): Promise<number[][]> => {
  const found: number[][] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<PredictionStore['page']>> = await store.page(
      { ...ALL, ...filter },
      order,
      { limit: 2, after },
    );
    found.push(daysOf(page.data));
    after = page.nextAfter;
  } while (after !== null);
  return found;
};

/** What every store of predictions must do. */
export const predictionStoreConformance = (open: () => Promise<PredictionStoreUnderTest>): void => {
  test('gives back what was kept, with its picture as it came, in every process', async () => {
    const { store, again } = await open();
    const other = again();
    expect(await other.find(idOfDay(1))).toBeNull();
    await keep(store, predictionOfDay(1));
    for (const one of [store, other]) {
      expect(await one.find(idOfDay(1))).toEqual(predictionOfDay(1));
      expect(await pictureOf(one, predictionOfDay(1))).toBe(`picture ${idOfDay(1)}`);
      expect(await listed(one)).toEqual([1]);
    }
  });

  test.each(['pred_1', '../../etc/passwd', 'pred_', '', `${idOfDay(1)}/..`, 'ds_0001'])(
    'knows no prediction "%s"',
    async (id) => {
      const { store } = await open();
      await keep(store, predictionOfDay(1));
      expect(await store.find(id)).toBeNull();
      expect(await store.label(id, labelled('cat'))).toBeNull();
      expect(await store.remove(id)).toBe(false);
    },
  );

  test('lists those that match, newest first, however they came', async () => {
    const { store } = await open();
    await keep(
      store,
      predictionOfDay(30, 0.9),
      predictionOfDay(2, 0.5),
      predictionOfDay(1, 0.7, { model: 'plants' }),
      predictionOfDay(3, 0.4, { label: labelled('dog') }),
    );
    expect(await listed(store)).toEqual([30, 3, 2, 1]);
    expect(await listed(store, { model: 'plants' })).toEqual([1]);
    expect(await listed(store, { maxProbability: 0.5 })).toEqual([3, 2]);
    expect(await listed(store, { isLabelled: true })).toEqual([3]);
    expect(await listed(store, { isLabelled: false, maxProbability: 0.7 })).toEqual([2, 1]);
    expect(await listed(store, { model: 'none' })).toEqual([]);
  });

  test('gives parts in both orders, of which the uncertain one has ties by id', async () => {
    const { store } = await open();
    await keep(
      store,
      predictionOfDay(4, 0.5),
      predictionOfDay(1, 0.9),
      predictionOfDay(2, 0.5),
      predictionOfDay(40, 0.3),
      predictionOfDay(3, 0.5),
    );
    expect(await parts(store, 'newest')).toEqual([[40, 4], [3, 2], [1]]);
    expect(await parts(store, 'uncertain')).toEqual([[40, 2], [3, 4], [1]]);
    expect(await parts(store, 'uncertain', { maxProbability: 0.5 })).toEqual([
      [40, 2],
      [3, 4],
    ]);
    expect(await parts(store, 'newest', { model: 'none' })).toEqual([[]]);
  });

  test('goes on after an entry that was labelled since, or by time after one that was removed', async () => {
    const { store } = await open();
    for (const day of [1, 2, 3]) await keep(store, predictionOfDay(day, day / 10));
    const unlabelled = { ...ALL, isLabelled: false };
    await store.label(idOfDay(1), labelled('cat'));
    const after = { limit: 10, after: idOfDay(1) };
    expect(daysOf((await store.page(unlabelled, 'uncertain', after)).data)).toEqual([2, 3]);
    await store.remove(idOfDay(3));
    const gone = { limit: 10, after: idOfDay(3) };
    expect(daysOf((await store.page(ALL, 'newest', gone)).data)).toEqual([2, 1]);
    await expect(store.page(ALL, 'uncertain', gone)).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    await expect(store.page(ALL, 'newest', { limit: 10, after: 'nothing' })).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
  });

  test('replaces a label, and every process sees the last one', async () => {
    const { store, again } = await open();
    const other = again();
    await keep(store, predictionOfDay(1));
    expect((await other.label(idOfDay(1), labelled('dog')))?.label).toEqual(labelled('dog'));
    expect(await store.label(idOfDay(1), labelled('fox'))).toEqual({
      ...predictionOfDay(1),
      label: labelled('fox'),
    });
    for (const one of [store, other]) {
      expect((await one.find(idOfDay(1)))?.label?.className).toBe('fox');
      expect(await listed(one, { isLabelled: true })).toEqual([1]);
    }
  });

  test('removes a prediction with its picture, once, in every process', async () => {
    const { store, again } = await open();
    const other = again();
    await keep(store, predictionOfDay(1), predictionOfDay(2));
    expect(await listed(other)).toEqual([2, 1]);
    expect(await store.remove(idOfDay(1))).toBe(true);
    expect(await other.remove(idOfDay(1))).toBe(false);
    for (const one of [store, other]) {
      expect(await one.find(idOfDay(1))).toBeNull();
      expect(await one.label(idOfDay(1), labelled('cat'))).toBeNull();
      expect(await listed(one)).toEqual([2]);
      await expect(pictureOf(one, predictionOfDay(1))).rejects.toMatchObject({
        code: 'PREDICTION_NOT_FOUND',
      });
    }
  });

  test('removes what is older than a time', async () => {
    const { store, again } = await open();
    const other = again();
    for (const day of [1, 2, 40, 41]) await keep(store, predictionOfDay(day));
    await store.label(idOfDay(1), labelled('cat'));
    expect(await listed(other)).toEqual([41, 40, 2, 1]);
    expect(await store.removeOlder(timeOfDay(1))).toBe(0);
    expect(await store.removeOlder(timeOfDay(41))).toBe(3);
    expect(await store.removeOlder(timeOfDay(41))).toBe(0);
    for (const one of [store, other, again()]) expect(await listed(one)).toEqual([41]);
    await keep(store, predictionOfDay(2));
    expect(await listed(other)).toEqual([41, 2]);
  });

  test('stays within its bytes: the oldest without a label go first, then the oldest', async () => {
    const { store } = await open();
    const large = Buffer.alloc(28_000);
    for (const day of [1, 2, 3]) await store.keep(sized(day, large), large);
    await store.label(idOfDay(1), labelled('cat'));
    expect(await store.removeExcess()).toBe(0);
    await store.keep(sized(4, large), large);
    expect(await listed(store)).toEqual([4, 3, 1]);
    await store.label(idOfDay(3), labelled('cat'));
    await store.label(idOfDay(4), labelled('cat'));
    await store.keep(sized(5, large), large);
    expect(await listed(store)).toEqual([5, 4, 3]);
  });
};

const sized = (day: number, { length }: Uint8Array): StoredPrediction =>
  predictionOfDay(day, 0.6, { picture: { ...predictionOfDay(day).picture, bytes: length } });
