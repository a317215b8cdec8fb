import { createHash } from 'node:crypto';
import { link, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type DatasetFile, fileIdAt } from '../../src/domain/index.ts';
import type { DatasetStore } from '../../src/ports/index.ts';
import { makeFsDatasetStore } from '../../src/storage/index.ts';
import { AT, digest, put, textOf } from '../conformance/dataset-store.ts';
import { aDataset, aFile } from '../unit/fakes.ts';

const folders: string[] = [];

afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const openStore = async () => {
  const data = await mkdtemp(path.join(os.tmpdir(), 'whetstone-bin-'));
  folders.push(data);
  const root = path.join(data, 'root');
  await mkdir(root);
  const again = (): DatasetStore => makeFsDatasetStore(data, { datasetsRoot: root });
  return {
    data,
    root,
    again,
    store: again(),
    inStore: (...parts: string[]) => path.join(data, 'datasets', ...parts),
  };
};

const PAGE = { limit: 10, after: null };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(Buffer.from(text));
}

const NAMES = ['cat/1.png', 'dog/1.png'];

/** A dataset of two pictures below the root, copied or referenced. */
const putFolder = async (store: DatasetStore, root: string, id: string, content: 'copy' | 'reference') => {
  const draft = await store.openDraft();
  const files: DatasetFile[] = [];
  for (const [position, name] of NAMES.entries()) {
    const location = path.join(root, name);
    const given = { path: name, content: chunks(name) };
    const { reference } = await draft.receive(
      content === 'copy'
        ? { kind: 'stream', ...given }
        : { kind: 'referenced', ...given, reference: name, location },
    );
    files.push(aFile(name, { fileId: fileIdAt(position), sha256: sha256(name), reference }));
  }
  return draft.commit(aDataset({ id, fingerprint: digest('the folder') }), files);
};

const makeRoot = async (root: string): Promise<void> => {
  for (const name of NAMES) {
    await mkdir(path.join(root, path.dirname(name)), { recursive: true });
    await writeFile(path.join(root, name), name);
  }
};

describe('what a process that was killed leaves of a dataset', () => {
  test('with its id on the way out, it is found by nobody, and the next sweep removes it', async () => {
    const { store, again, inStore, data } = await openStore();
    await put(store, 'ds_01a');
    await store.bin('ds_01a', AT);
    await rename(inStore('bin', 'ds_01a'), inStore('purged', 'ds_01a'));
    const other = again();
    expect([await other.find('ds_01a'), await other.restore('ds_01a')]).toEqual([null, false]);
    expect((await other.binned(PAGE)).data).toEqual([]);
    await other.purgeBinned(AT);
    expect(await readdir(inStore('purged'))).toEqual([]);
    expect((await readdir(inStore())).sort()).toEqual(['bin', 'ids', 'purged']);
    expect(await readdir(path.join(data, 'tmp'))).toEqual([]);
  });

  test('with its id on the way out, an upload of the same content makes a new dataset of it', async () => {
    const { store, again, inStore } = await openStore();
    await put(store, 'ds_01a', 'same');
    await store.bin('ds_01a', AT);
    await rename(inStore('bin', 'ds_01a'), inStore('purged', 'ds_01a'));
    expect(await put(again(), 'ds_01b', 'same')).toMatchObject({ isNew: true, dataset: { id: 'ds_01b' } });
    expect(await readdir(inStore('purged'))).toEqual([]);
    await store.purgeBinned(AT);
    expect(await textOf(store, 'ds_01b', digest('a catsame'))).toBe('a catsame');
  });

  test('with the folder gone and the id still on its way out, the sweep forgets the id and no other dataset of that content', async () => {
    const { store, inStore } = await openStore();
    await put(store, 'ds_01b', 'same');
    await writeFile(inStore('purged', 'ds_01a'), digest('same'));
    await store.purgeBinned(AT);
    expect(await readdir(inStore('purged'))).toEqual([]);
    expect(await store.find('ds_01b')).not.toBeNull();
  });

  test('with the time of the bin written but its id not moved, it is there as before', async () => {
    const { store, again, inStore } = await openStore();
    const { dataset } = await put(store, 'ds_01a', 'same');
    await writeFile(inStore(digest('same'), 'binned.json'), JSON.stringify({ binnedAt: AT }));
    expect(await again().find('ds_01a')).toEqual(dataset);
    expect(await again().purgeBinned('2099-01-01T00:00:00.000Z')).toEqual([]);
  });

  test('an id in the bin whose dataset is not there is swept', async () => {
    const { store, inStore } = await openStore();
    await put(store, 'ds_01b');
    await writeFile(inStore('bin', 'ds_01a'), 'a'.repeat(64));
    expect((await store.binned(PAGE)).data).toEqual([]);
    await store.purgeBinned(AT);
    expect(await readdir(inStore('bin'))).toEqual([]);
  });

  test('an id that was given and never used does not hide the dataset of that content', async () => {
    const { store, again, inStore } = await openStore();
    await put(store, 'ds_01a', 'same');
    await writeFile(inStore('ids', 'ds_01b'), digest('same'));
    expect(await store.find('ds_01b')).toBeNull();
    expect(await store.bin('ds_01b', AT)).toBe(false);
    expect(await put(again(), 'ds_01c', 'same')).toMatchObject({ isNew: false, dataset: { id: 'ds_01a' } });
  });
});

describe('contents on the disk', () => {
  test('are shared by link, not copied', async () => {
    const { store, inStore } = await openStore();
    await put(store, 'ds_01a', 'same');
    const draft = await store.openDraft();
    const [file] = await store.allFiles('ds_01a', {});
    if (file === undefined) throw new Error('expected a file');
    const received = await draft.receive({ kind: 'shared', path: 'x/y', datasetId: 'ds_01a', file });
    const [one, other] = [
      await stat(received.location),
      await stat(inStore(digest('same'), 'objects', file.sha256)),
    ];
    expect(one.ino).toBe(other.ino);
    expect(received).toMatchObject({ path: 'x/y', sha256: file.sha256, bytes: file.bytes, reference: null });
    await draft.discard();
    expect(await textOf(store, 'ds_01a', file.sha256)).toBe('a catsame');
  });

  test('of a referenced file stay where they are when the file is shared', async () => {
    const { store, root } = await openStore();
    await makeRoot(root);
    await putFolder(store, root, 'ds_01a', 'reference');
    const [file] = await store.allFiles('ds_01a', {});
    if (file === undefined) throw new Error('expected a file');
    const draft = await store.openDraft();
    const received = await draft.receive({ kind: 'shared', path: 'x', datasetId: 'ds_01a', file });
    expect(received).toMatchObject({ reference: 'cat/1.png', location: path.join(root, 'cat/1.png') });
  });

  test('that come as copies are taken over by a dataset that only referenced them, which then needs the folder no more', async () => {
    const { store, again, root } = await openStore();
    await makeRoot(root);
    const { dataset } = await putFolder(store, root, 'ds_01a', 'reference');
    expect((await store.file('ds_01a', fileIdAt(0)))?.reference).toBe('cat/1.png');
    expect(await putFolder(again(), root, 'ds_01b', 'copy')).toEqual({ dataset, isNew: false });
    await rm(root, { recursive: true });
    for (const [position, name] of NAMES.entries()) {
      const file = await store.file('ds_01a', fileIdAt(position));
      expect(file?.reference).toBeNull();
      expect(await textOf(store, 'ds_01a', sha256(name))).toBe(name);
    }
    // As of a job that read the files before the copies came.
    expect(
      await store.content('ds_01a', { sha256: sha256('cat/1.png'), reference: 'cat/1.png' }),
    ).toHaveProperty('path');
    expect((await store.files('ds_01a', {}, PAGE)).data.map(({ reference }) => reference)).toEqual([
      null,
      null,
    ]);
  });

  test('that were taken over in part are used; the others are still referenced', async () => {
    const { store, root, inStore } = await openStore();
    await makeRoot(root);
    await putFolder(store, root, 'ds_01a', 'reference');
    const object = inStore(digest('the folder'), 'objects', sha256('cat/1.png'));
    await link(path.join(root, 'cat/1.png'), object);
    expect((await store.allFiles('ds_01a', {})).map(({ reference }) => reference)).toEqual([
      null,
      'dog/1.png',
    ]);
  });
});
