import { expect, test } from 'vitest';
import { fileIdAt } from '../../src/domain/index.ts';
import type { DatasetStore } from '../../src/ports/index.ts';
import { aDataset } from '../unit/fakes.ts';
import { AT, type DatasetStoreUnderTest, digest, filesOf, put, textOf } from './dataset-store.ts';

const PAGE = { limit: 10, after: null };

const later = (days: number): string => new Date(Date.parse(AT) + days * 86_400_000).toISOString();

const listed = async (store: DatasetStore): Promise<string[]> =>
  (await store.list(PAGE)).data.map(({ id }) => id);

const binned = async (store: DatasetStore): Promise<string[]> =>
  (await store.binned(PAGE)).data.map(({ dataset }) => dataset.id);

/** Another dataset out of files of `from`, which share their contents. */
const derive = async (store: DatasetStore, from: string, id: string) => {
  const draft = await store.openDraft();
  const files = (await store.allFiles(from, {})).filter(({ verdict }) => verdict !== 'unsupported');
  for (const file of files) await draft.receive({ kind: 'shared', path: file.path, datasetId: from, file });
  return draft.commit(aDataset({ id, fingerprint: digest(id) }), files);
};

/** What every dataset store must do with datasets that are removed, and with contents that datasets share. */
export const datasetBinConformance = (open: () => Promise<DatasetStoreUnderTest>): void => {
  test('hides what lies in the bin from all but the list of the bin, in every process', async () => {
    const { store, again } = await open();
    const { dataset } = await put(store, 'ds_01a');
    await put(store, 'ds_01b');
    const other = again();
    expect(await other.find('ds_01a')).toEqual(dataset);
    expect(await store.bin('ds_01a', AT)).toBe(true);
    for (const one of [store, other]) {
      expect(await one.find('ds_01a')).toBeNull();
      expect(await one.allFiles('ds_01a', {})).toEqual([]);
      expect(await one.file('ds_01a', fileIdAt(0))).toBeNull();
      await expect(textOf(one, 'ds_01a', digest('a catds_01a'))).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
      });
      expect(await listed(one)).toEqual(['ds_01b']);
      expect((await one.binned(PAGE)).data).toEqual([{ dataset, binnedAt: AT }]);
    }
    expect(await other.bin('ds_01a', later(1))).toBe(false);
    expect((await store.binned(PAGE)).data).toEqual([{ dataset, binnedAt: AT }]);
  });

  test('gives back what lies in the bin whole, once', async () => {
    const { store, again } = await open();
    const { dataset } = await put(store, 'ds_01a');
    await store.bin('ds_01a', AT);
    expect(await again().restore('ds_01a')).toBe(true);
    expect(await store.restore('ds_01a')).toBe(false);
    expect(await store.find('ds_01a')).toEqual(dataset);
    expect(await store.allFiles('ds_01a', {})).toEqual(filesOf('ds_01a'));
    expect(await textOf(store, 'ds_01a', digest('a catds_01a'))).toBe('a catds_01a');
    expect(await binned(store)).toEqual([]);
  });

  test('lists the bin newest dataset first, page by page', async () => {
    const { store } = await open();
    for (const id of ['ds_01a', 'ds_01b', 'ds_01c']) {
      await put(store, id);
      await store.bin(id, AT);
    }
    const first = await store.binned({ limit: 2, after: null });
    expect(first.data.map(({ dataset }) => dataset.id)).toEqual(['ds_01c', 'ds_01b']);
    const second = await store.binned({ limit: 2, after: first.nextAfter });
    expect(second).toMatchObject({ data: [{ dataset: { id: 'ds_01a' } }], nextAfter: null });
  });

  test('brings the dataset of the same content back out of the bin with its id', async () => {
    const { store, again } = await open();
    const { dataset } = await put(store, 'ds_01a', 'same');
    await store.bin('ds_01a', AT);
    expect(await put(again(), 'ds_01b', 'same')).toEqual({ dataset, isNew: false });
    expect(await store.find('ds_01a')).toEqual(dataset);
    expect([await listed(store), await binned(store)]).toEqual([['ds_01a'], []]);
  });

  test('removes for good only what lies in the bin, once, and takes its content again as a new dataset', async () => {
    const { store, again } = await open();
    await put(store, 'ds_01a', 'same');
    expect(await store.purge('ds_01a')).toBe(false);
    await store.bin('ds_01a', AT);
    expect(await again().purge('ds_01a')).toBe(true);
    expect([await store.purge('ds_01a'), await store.restore('ds_01a')]).toEqual([false, false]);
    expect([await listed(store), await binned(store)]).toEqual([[], []]);
    expect(await put(store, 'ds_01b', 'same')).toMatchObject({ isNew: true, dataset: { id: 'ds_01b' } });
  });

  test('sweeps out of the bin what went there before a time', async () => {
    const { store } = await open();
    for (const [index, id] of ['ds_01a', 'ds_01b', 'ds_01c'].entries()) {
      await put(store, id);
      if (id !== 'ds_01c') await store.bin(id, later(index));
    }
    expect(await store.purgeBinned(AT)).toEqual([]);
    expect(await store.purgeBinned(later(1))).toEqual(['ds_01a']);
    expect([await listed(store), await binned(store)]).toEqual([['ds_01c'], ['ds_01b']]);
  });

  test('knows which dataset was given to somebody besides its maker, in the bin too', async () => {
    const { store, again } = await open();
    await put(store, 'ds_01a', 'same');
    expect(await store.wasGivenAgain('ds_01a')).toBe(false);
    await put(again(), 'ds_01b', 'same');
    expect(await store.wasGivenAgain('ds_01a')).toBe(true);
    await store.bin('ds_01a', AT);
    expect(await store.wasGivenAgain('ds_01a')).toBe(true);
  });

  test('lets one of a restore and a purge at the same time win, and leaves the dataset whole or gone', async () => {
    const { store, again } = await open();
    const other = again();
    for (let round = 0; round < 10; round += 1) {
      const id = `ds_0${round}`;
      await put(store, id);
      await store.bin(id, AT);
      const [isRestored, isPurged] = await Promise.all([store.restore(id), other.purge(id)]);
      expect([isRestored, isPurged].filter(Boolean)).toHaveLength(1);
      expect((await other.allFiles(id, {})).length).toBe(isRestored ? 4 : 0);
      expect(await binned(store)).toEqual([]);
    }
  });

  test('gives a dataset that is there to everyone who commits while it is removed for good', async () => {
    const { store, again } = await open();
    const other = again();
    for (let round = 0; round < 10; round += 1) {
      const marker = `round ${round}`;
      const first = `ds_1${round}a`;
      await put(store, first, marker);
      await store.bin(first, AT);
      const [, again1, again2] = await Promise.all([
        store.purge(first),
        put(other, `ds_1${round}b`, marker),
        put(store, `ds_1${round}c`, marker),
      ]);
      for (const { dataset } of [again1, again2]) {
        expect(await store.find(dataset.id)).toEqual(dataset);
        expect(await textOf(other, dataset.id, digest(`a cat${marker}`))).toBe(`a cat${marker}`);
      }
      expect(again1.dataset.id).toBe(again2.dataset.id);
    }
  });

  test('shares contents with another dataset: either one may go', async () => {
    const { store } = await open();
    await put(store, 'ds_01a');
    const { isNew } = await derive(store, 'ds_01a', 'ds_01b');
    expect(isNew).toBe(true);
    await store.bin('ds_01a', AT);
    await store.purge('ds_01a');
    expect(await textOf(store, 'ds_01b', digest('a catds_01a'))).toBe('a catds_01a');
    await derive(store, 'ds_01b', 'ds_01c');
    await store.bin('ds_01c', AT);
    await store.purge('ds_01c');
    expect(await textOf(store, 'ds_01b', digest('a dogds_01a'))).toBe('a dogds_01a');
  });

  test('has nothing to share of a dataset in the bin', async () => {
    const { store } = await open();
    await put(store, 'ds_01a');
    const [file] = await store.allFiles('ds_01a', {});
    await store.bin('ds_01a', AT);
    const draft = await store.openDraft();
    if (file === undefined) throw new Error('expected a file');
    await expect(
      draft.receive({ kind: 'shared', path: 'x', datasetId: 'ds_01a', file }),
    ).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
};
