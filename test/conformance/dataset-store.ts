import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Dataset, type DatasetFile, fileIdAt } from '../../src/domain/index.ts';
import type { DatasetDraft, DatasetStore, IncomingFile } from '../../src/ports/index.ts';
import { aDataset, aFile } from '../unit/fakes.ts';

/** A store without datasets that takes 5 files, 1000 bytes a file, 2000 bytes in all. `again` opens it a second time. */
export interface DatasetStoreUnderTest {
  readonly store: DatasetStore;
  readonly again: () => DatasetStore;
}

/** When things happen in these tests. */
export const AT = '2026-03-01T09:30:00.000Z';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

async function* chunksOf(text: string): AsyncGenerator<Uint8Array> {
  for (const byte of Buffer.from(text)) yield await Promise.resolve(Buffer.from([byte]));
}

const incoming = (path: string, text: string): IncomingFile => ({
  kind: 'stream',
  path,
  content: chunksOf(text),
});

const contents = {
  'cat/1.png': 'a cat',
  'cat/2.png': 'a cat',
  'dog/1.png': 'a dog',
  'dog/notes.txt': 'notes',
};

/** What `put` puts. */
export const filesOf = (marker: string): readonly DatasetFile[] => [
  aFile('cat/1.png', { fileId: fileIdAt(0), sha256: digest(`a cat${marker}`) }),
  aFile('cat/2.png', {
    fileId: fileIdAt(1),
    sha256: digest(`a cat${marker}`),
    verdict: 'duplicate',
    reason: 'the same as cat/1.png',
  }),
  aFile('dog/1.png', { fileId: fileIdAt(2), sha256: digest(`a dog${marker}`), split: 'train' }),
  aFile('dog/notes.txt', {
    fileId: fileIdAt(3),
    sha256: digest(`notes${marker}`),
    verdict: 'unsupported',
    reason: 'text',
  }),
];

const receiveAll = async (draft: DatasetDraft, marker: string): Promise<void> => {
  for (const [path, text] of Object.entries(contents)) await draft.receive(incoming(path, text + marker));
};

/** Puts a dataset with the given id into the store; `marker` makes its content a different one. */
export const put = async (
  store: DatasetStore,
  id: string,
  marker = id,
): Promise<{ dataset: Dataset; isNew: boolean }> => {
  const draft = await store.openDraft();
  await receiveAll(draft, marker);
  return draft.commit(aDataset({ id, fingerprint: digest(marker) }), filesOf(marker));
};

const WHOLE = { limit: 100, after: null };

/** The content of a file that the store holds. */
export const textOf = async (store: DatasetStore, id: string, sha256: string): Promise<string> => {
  const source = await store.content(id, { sha256, reference: null });
  return 'path' in source ? readFile(source.path, 'utf8') : Buffer.from(source.bytes).toString();
};

/** What every dataset store must do. */
export const datasetStoreConformance = (open: () => Promise<DatasetStoreUnderTest>): void => {
  test('receives a file with its size and sha256 and lets it be read before the commit', async () => {
    const { store } = await open();
    const draft = await store.openDraft();
    const received = await draft.receive(incoming('../cat/1.png', 'a cat'));
    expect(received).toMatchObject({ path: '../cat/1.png', bytes: 5, sha256: digest('a cat') });
    expect(await readFile(received.location, 'utf8')).toBe('a cat');
    await draft.discard();
    await expect(readFile(received.location)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('shows nothing of a draft before it is committed, and nothing after it is discarded', async () => {
    const { store } = await open();
    const draft = await store.openDraft();
    await receiveAll(draft, 'x');
    expect((await store.list({ limit: 10, after: null })).data).toEqual([]);
    await draft.discard();
    await draft.discard();
    expect((await store.list({ limit: 10, after: null })).data).toEqual([]);
  });

  test('gives back a committed dataset with its files, also when opened again', async () => {
    const { store, again } = await open();
    const { dataset, isNew } = await put(store, 'ds_01a');
    expect(isNew).toBe(true);
    for (const one of [store, again()]) {
      expect(await one.find('ds_01a')).toEqual(dataset);
      expect(await one.allFiles('ds_01a', {})).toEqual(filesOf('ds_01a'));
      expect(await textOf(one, 'ds_01a', digest('a dogds_01a'))).toBe('a dogds_01a');
    }
  });

  test('selects files by verdict, class and split', async () => {
    const { store } = await open();
    await put(store, 'ds_01a');
    const paths = async (filter: Parameters<DatasetStore['files']>[1]): Promise<string[]> =>
      (await store.files('ds_01a', filter, WHOLE)).data.map(({ path }) => path);
    expect(await paths({ verdict: 'ok' })).toEqual(['cat/1.png', 'dog/1.png']);
    expect(await paths({ className: 'cat', verdict: 'duplicate' })).toEqual(['cat/2.png']);
    expect(await paths({ split: 'train' })).toEqual(['dog/1.png']);
  });

  test('finds a file by its id, and pages of files after one, however they are filtered', async () => {
    const { store } = await open();
    await put(store, 'ds_01a');
    const [first, second, third, fourth] = filesOf('ds_01a');
    expect(await store.file('ds_01a', fileIdAt(2))).toEqual(third);
    for (const fileId of [fileIdAt(4), 'file_1', 'file_99999999', '../x'])
      expect(await store.file('ds_01a', fileId)).toBeNull();
    const page = await store.files('ds_01a', {}, { limit: 3, after: null });
    expect(page).toEqual({ data: [first, second, third], nextAfter: fileIdAt(2) });
    const rest = await store.files('ds_01a', {}, { limit: 3, after: page.nextAfter });
    expect(rest).toEqual({ data: [fourth], nextAfter: null });
    const used = await store.files('ds_01a', { verdict: 'ok' }, { limit: 1, after: null });
    expect(used).toEqual({ data: [first], nextAfter: fileIdAt(0) });
    const nextUsed = await store.files('ds_01a', { verdict: 'ok' }, { limit: 1, after: used.nextAfter });
    expect(nextUsed).toEqual({ data: [third], nextAfter: null });
    for (const after of [fileIdAt(4), 'ds_01a'])
      await expect(store.files('ds_01a', {}, { limit: 1, after })).rejects.toMatchObject({
        code: 'REQUEST_INVALID',
      });
  });

  test('takes the same content once: the second draft gives the dataset that is there', async () => {
    const { store, again } = await open();
    const { dataset } = await put(store, 'ds_01a', 'same');
    expect(await put(again(), 'ds_01b', 'same')).toEqual({ dataset, isNew: false });
    expect(await store.find('ds_01b')).toBeNull();
    expect((await store.list({ limit: 10, after: null })).data).toEqual([dataset]);
  });

  test('makes one dataset of drafts of the same content that are committed at once', async () => {
    const { store, again } = await open();
    const ids = ['ds_01a', 'ds_01b', 'ds_01c', 'ds_01d'];
    const results = await Promise.all(ids.map((id) => put(id === 'ds_01a' ? store : again(), id, 'same')));
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    const winner = results.find(({ isNew }) => isNew)?.dataset;
    expect(results.map(({ dataset }) => dataset)).toEqual(ids.map(() => winner));
    expect((await store.list({ limit: 10, after: null })).data).toEqual([winner]);
  });

  test('lists datasets newest first, page by page', async () => {
    const { store } = await open();
    for (const id of ['ds_01a', 'ds_01b', 'ds_01c']) await put(store, id);
    const first = await store.list({ limit: 2, after: null });
    const second = await store.list({ limit: 2, after: first.nextAfter });
    expect(first.data.map(({ id }) => id)).toEqual(['ds_01c', 'ds_01b']);
    expect(first.nextAfter).toBe('ds_01b');
    expect(second).toMatchObject({ data: [{ id: 'ds_01a' }], nextAfter: null });
  });

  test('has no content that is not of the dataset', async () => {
    const { store } = await open();
    await put(store, 'ds_01a');
    await put(store, 'ds_01b');
    for (const [id, sha256] of [
      ['ds_01a', digest('a catds_01b')],
      ['ds_01a', 'x'],
      ['ds_01a', '../dataset.json'],
      ['ds_01c', digest('a catds_01a')],
      ['../ds_01a', digest('a catds_01a')],
    ] as const) {
      await expect(store.content(id, { sha256, reference: null })).rejects.toMatchObject({
        code: 'FILE_NOT_FOUND',
      });
    }
  });

  test.for(['ds_01z', '', '..', '../datasets', 'ids', 'ds_\0'])('finds nothing under %j', async (id) => {
    const { store } = await open();
    await put(store, 'ds_01a');
    expect(await store.find(id)).toBeNull();
    expect(await store.files(id, {}, WHOLE)).toEqual({ data: [], nextAfter: null });
    expect(await store.allFiles(id, {})).toEqual([]);
    expect(await store.file(id, fileIdAt(0))).toBeNull();
    for (const gone of [store.bin(id, AT), store.restore(id), store.purge(id), store.wasGivenAgain(id)])
      expect(await gone).toBe(false);
  });

  test('stops a file and a draft that grow past the limits', async () => {
    const { store } = await open();
    const draft = await store.openDraft();
    const refused = { code: 'ARCHIVE_TOO_LARGE' };
    await expect(draft.receive(incoming('a', 'x'.repeat(1001)))).rejects.toMatchObject(refused);
    const second = await store.openDraft();
    await second.receive(incoming('a', 'x'.repeat(1000)));
    await second.receive(incoming('b', 'y'.repeat(1000)));
    await expect(second.receive(incoming('c', 'z'))).rejects.toMatchObject(refused);
    const third = await store.openDraft();
    for (let file = 0; file < 5; file += 1) await third.receive(incoming(String(file), String(file)));
    await expect(third.receive(incoming('5', '5'))).rejects.toMatchObject(refused);
  });

  test('passes on the error of what it reads from', async () => {
    const { store } = await open();
    const draft = await store.openDraft();
    const broken = new Error('the client went away');
    // biome-ignore lint/correctness/useYield: fails before its first chunk.
    async function* fails(): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      throw broken;
    }
    await expect(draft.receive({ kind: 'stream', path: 'a', content: fails() })).rejects.toBe(broken);
  });
};
