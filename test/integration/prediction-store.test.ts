import { appendFile, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeId, type StoredPrediction } from '../../src/domain/index.ts';
import type { PredictionStore } from '../../src/ports/index.ts';
import { makeFsPredictionStore } from '../../src/storage/index.ts';
import {
  idOfDay,
  labelled,
  predictionOfDay,
  predictionStoreConformance,
  timeOfDay,
} from '../conformance/prediction-store.ts';
import { makeFolder } from './support/folder.ts';

const ALL = { model: null, maxProbability: null, isLabelled: null };

const open = async (maxBytes = 100_000) => {
  const data = await makeFolder();
  const again = (): PredictionStore => makeFsPredictionStore(data, { maxBytes });
  const root = path.join(data, 'predictions');
  /** The one folder of predictions there is. */
  const segment = async (): Promise<string> => {
    const [name, ...others] = await readdir(root);
    if (name === undefined || others.length > 0) throw new Error('expected one folder');
    return path.join(root, name);
  };
  return { store: again(), again, root, segment, data };
};

const keep = (store: PredictionStore, prediction: StoredPrediction): Promise<void> =>
  store.keep(prediction, Buffer.from('picture'));

const idsOf = async (store: PredictionStore): Promise<string[]> =>
  (await store.list(ALL)).map(({ id }) => id);

describe('a store of predictions in files', () => {
  predictionStoreConformance(open);

  test('takes back no record of its own after a write that a crash cut off', async () => {
    const { store, again, segment } = await open();
    await keep(store, predictionOfDay(1));
    const journal = path.join(await segment(), 'journal.jsonl');
    const whole = JSON.stringify(predictionOfDay(2));
    await appendFile(journal, `\n${whole.slice(0, whole.length / 2)}`);
    expect(await idsOf(again())).toEqual([idOfDay(1)]);
    await keep(again(), predictionOfDay(3));
    for (const one of [store, again()]) expect(await idsOf(one)).toEqual([idOfDay(3), idOfDay(1)]);
  });

  test('does not see a line that another process is writing before it is whole', async () => {
    const { store, segment } = await open();
    await keep(store, predictionOfDay(1));
    const journal = path.join(await segment(), 'journal.jsonl');
    const line = `\n${JSON.stringify(predictionOfDay(2))}\n`;
    for (let sent = 0; sent < line.length; sent += 100) {
      expect(await idsOf(store)).toEqual([idOfDay(1)]);
      await appendFile(journal, line.slice(sent, sent + 100));
    }
    expect(await idsOf(store)).toEqual([idOfDay(2), idOfDay(1)]);
  });

  test('keeps nothing on the disk of what was removed: neither picture nor answer nor label', async () => {
    const { store, segment, again } = await open();
    for (const day of [1, 2]) await keep(store, predictionOfDay(day, 0.6, { model: `model-${day}` }));
    await store.label(idOfDay(1), labelled('a secret'));
    await store.label(idOfDay(1), labelled('another secret'));
    await store.remove(idOfDay(1));
    const text = await readFile(path.join(await segment(), 'journal.jsonl'), 'utf8');
    expect(text).not.toMatch(/secret|model-1/);
    expect(await readdir(path.join(await segment(), 'pictures'))).toEqual([idOfDay(2)]);
    expect(await again().find(idOfDay(2))).toMatchObject({ model: 'model-2' });
  });

  test('does not bring back what was removed by a label that was written afterwards', async () => {
    const { store, segment, again } = await open();
    await keep(store, predictionOfDay(1));
    await store.remove(idOfDay(1));
    const late = { ...predictionOfDay(1), label: labelled('cat') };
    await appendFile(path.join(await segment(), 'journal.jsonl'), `\n${JSON.stringify(late)}\n`);
    for (const one of [store, again()]) expect(await one.find(idOfDay(1))).toBeNull();
  });

  test('removes with the old also pictures whose record was never written, and folders in which nothing is left', async () => {
    const { store, root, segment } = await open();
    await keep(store, predictionOfDay(1));
    const stray = path.join(await segment(), 'pictures', idOfDay(3));
    const fresh = path.join(await segment(), 'pictures', `.${idOfDay(2)}-half`);
    for (const file of [stray, fresh]) await writeFile(file, 'picture');
    await utimes(stray, new Date(timeOfDay(-1)), new Date(timeOfDay(-1)));
    await store.removeOlder(timeOfDay(0));
    expect((await readdir(path.dirname(stray))).sort()).toEqual([path.basename(fresh), idOfDay(1)]);
    expect(await store.removeOlder(timeOfDay(40))).toBe(1);
    expect(await readdir(root)).toEqual([]);
    expect(await store.find(idOfDay(1))).toBeNull();
  });

  test('finds what another process keeps in a folder that came back', async () => {
    const { store, root, again } = await open();
    await keep(store, predictionOfDay(1));
    await rm(root, { recursive: true });
    expect(await idsOf(store)).toEqual([]);
    await keep(again(), predictionOfDay(2));
    expect(await idsOf(store)).toEqual([idOfDay(2)]);
  });

  test('loses none of what several processes keep, label and remove at the same time', async () => {
    const { again } = await open(1_000_000);
    const stores = [again(), again(), again()];
    await Promise.all(
      stores.flatMap((store, index) =>
        Array.from({ length: 10 }, (_, at) => keep(store, predictionOfDay(index + at * 3))),
      ),
    );
    const [one, two, three] = stores;
    await Promise.all([
      ...[0, 1, 2, 3].map((day) => one?.label(idOfDay(day), labelled('cat'))),
      ...[4, 5].map((day) => two?.remove(idOfDay(day))),
      ...[0, 1, 2, 3].map((day) => three?.label(idOfDay(day), labelled('dog'))),
    ]);
    for (const store of [...stores, again()]) {
      expect(await store.list(ALL)).toHaveLength(28);
      expect(await store.list({ ...ALL, isLabelled: true })).toHaveLength(4);
    }
    const seen = await Promise.all(stores.map((store) => store.list(ALL)));
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  test('answers from 100 000 predictions without reading their records again', async () => {
    const { store, segment, again } = await open(10 ** 10);
    await keep(store, predictionOfDay(0));
    const startMs = Date.parse(timeOfDay(0));
    const lines = Array.from({ length: 100_000 }, (_, index) => {
      const id = makeId('pred', startMs + 1 + index, new Uint8Array(10));
      return `${JSON.stringify(predictionOfDay(0, (index % 1000) / 1000, { id }))}\n`;
    });
    const journal = path.join(await segment(), 'journal.jsonl');
    await appendFile(journal, lines.join(''));
    const page = await again().page(ALL, 'uncertain', { limit: 100, after: null });
    expect(page.data.every(({ topK }) => topK[0]?.probability === 0)).toBe(true);
    const first = await store.page(ALL, 'newest', { limit: 1, after: null });
    expect(first.data.map(({ id }) => id)).toEqual([first.nextAfter]);
    // With nothing in the file any more, only what is remembered can say that there are more.
    await writeFile(journal, ' '.repeat((await stat(journal)).size));
    expect(await store.page(ALL, 'newest', { limit: 1, after: null })).toEqual({
      data: [],
      nextAfter: first.nextAfter,
    });
  });
});
