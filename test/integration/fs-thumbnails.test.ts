import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type DatasetFile, fileIdAt } from '../../src/domain/index.ts';
import type { ThumbnailKey } from '../../src/ports/index.ts';
import { makeFsDatasetStore, makeFsThumbnails } from '../../src/storage/index.ts';
import { aDataset, aFile } from '../unit/fakes.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const FINGERPRINT = sha256('a dataset');
const PICTURE: ThumbnailKey = { kind: 'picture', sha256: sha256('a picture'), size: 256 };
const SHEETS: readonly ThumbnailKey[] = [
  { kind: 'sheet', classIndex: null },
  { kind: 'sheet', classIndex: 0 },
  { kind: 'sheet', classIndex: 1 },
];
const bytesOf = (text: string): Uint8Array => Buffer.from(text);

const openFolder = () => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'whetstone-thumbnails-'));
  onTestFinished(() => {
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const datasetFolder = path.join(dataFolder, 'datasets', FINGERPRINT);
  mkdirSync(datasetFolder, { recursive: true });
  return { dataFolder, datasetFolder, thumbnails: makeFsThumbnails(dataFolder) };
};

describe('thumbnails in files', () => {
  test('are found as they were kept, each under its own key, by another process too', async () => {
    const { dataFolder, datasetFolder, thumbnails } = openFolder();
    const keys = [PICTURE, { ...PICTURE, size: 64 } as const, ...SHEETS];
    for (const key of keys) expect(await thumbnails.find(FINGERPRINT, key)).toBeNull();
    for (const [i, key] of keys.entries()) await thumbnails.keep(FINGERPRINT, key, bytesOf(`jpeg ${i}`));
    const other = makeFsThumbnails(dataFolder);
    const found: string[] = [];
    for (const key of keys) found.push(String(await other.find(FINGERPRINT, key)));
    expect(found).toEqual(keys.map((_, i) => `jpeg ${i}`));
    expect(readdirSync(datasetFolder)).toEqual(['thumbnails']);
    expect(readdirSync(path.join(datasetFolder, 'thumbnails'))).toHaveLength(keys.length);
  });

  test('are whole for every reader, however many write the same one at once', async () => {
    const { datasetFolder, thumbnails } = openFolder();
    const large = Buffer.alloc(300_000, 7);
    const work = Array.from({ length: 20 }, async () => {
      await thumbnails.keep(FINGERPRINT, PICTURE, large);
      return thumbnails.find(FINGERPRINT, PICTURE);
    });
    for (const found of await Promise.all(work)) {
      expect(Buffer.compare(found ?? Buffer.alloc(0), large)).toBe(0);
    }
    expect(readdirSync(path.join(datasetFolder, 'thumbnails'))).toHaveLength(1);
  });

  test('do not bring back the folder of a dataset that is gone', async () => {
    const { dataFolder, datasetFolder, thumbnails } = openFolder();
    rmSync(datasetFolder, { recursive: true });
    await thumbnails.keep(FINGERPRINT, PICTURE, bytesOf('jpeg'));
    expect(await thumbnails.find(FINGERPRINT, PICTURE)).toBeNull();
    expect(readdirSync(path.join(dataFolder, 'datasets'))).toEqual([]);
  });

  test('are given up without a word where the disk does not take them', async () => {
    const { datasetFolder, thumbnails } = openFolder();
    // A file where the folder should be: every write fails, as on a disk that is full, whoever runs the test.
    writeFileSync(path.join(datasetFolder, 'thumbnails'), '');
    await thumbnails.keep(FINGERPRINT, PICTURE, bytesOf('jpeg'));
    expect(await thumbnails.find(FINGERPRINT, PICTURE)).toBeNull();
  });

  test('leave nothing behind of a file that could not be given its name', async () => {
    const { datasetFolder, thumbnails } = openFolder();
    const [sheet = PICTURE] = SHEETS;
    const inTheWay = path.join(datasetFolder, 'thumbnails', 'sheet-all.jpg', 'something');
    mkdirSync(inTheWay, { recursive: true });
    await thumbnails.keep(FINGERPRINT, sheet, bytesOf('jpeg'));
    expect(await thumbnails.find(FINGERPRINT, sheet)).toBeNull();
    expect(readdirSync(path.join(datasetFolder, 'thumbnails'))).toEqual(['sheet-all.jpg']);
  });

  test('never get a path from a fingerprint or a sha256 that is none', async () => {
    const { thumbnails } = openFolder();
    await expect(async () => thumbnails.find('../..', PICTURE)).rejects.toThrow('expected the fingerprint');
    const key = { ...PICTURE, sha256: '../../x' } as const;
    await expect(async () => thumbnails.keep(FINGERPRINT, key, bytesOf('x'))).rejects.toThrow(
      'expected the sha256',
    );
  });

  test('stay while their dataset lies in the bin, and go with it for good', async () => {
    const { dataFolder, datasetFolder, thumbnails } = openFolder();
    rmSync(datasetFolder, { recursive: true });
    const store = makeFsDatasetStore(dataFolder);
    const draft = await store.openDraft();
    await draft.commit(aDataset({ id: 'ds_1', fingerprint: FINGERPRINT }), []);
    await thumbnails.keep(FINGERPRINT, PICTURE, bytesOf('jpeg'));
    await store.bin('ds_1', '2026-01-02T03:04:05.000Z');
    expect(String(await thumbnails.find(FINGERPRINT, PICTURE))).toBe('jpeg');
    expect(await store.purge('ds_1')).toBe(true);
    expect(await thumbnails.find(FINGERPRINT, PICTURE)).toBeNull();
    await thumbnails.keep(FINGERPRINT, PICTURE, bytesOf('jpeg'));
    expect(readdirSync(path.join(dataFolder, 'datasets'))).not.toContain(FINGERPRINT);
  });
});

/** A store with one dataset of the given files, in their order. */
const storeWith = async (files: readonly DatasetFile[]) => {
  const dataFolder = mkdtempSync(path.join(tmpdir(), 'whetstone-spread-'));
  onTestFinished(() => {
    rmSync(dataFolder, { recursive: true, force: true });
  });
  const store = makeFsDatasetStore(dataFolder);
  const draft = await store.openDraft();
  const dataset = aDataset({ id: 'ds_1', fingerprint: sha256(randomUUID()) });
  await draft.commit(
    dataset,
    files.map((file, position) => ({ ...file, fileId: fileIdAt(position), reference: file.path })),
  );
  return async (className: string, most: number): Promise<readonly string[]> =>
    (await store.spread('ds_1', className, most)).map((file) => file.path);
};

const classOf = (className: string | null, count: number, changes: Partial<DatasetFile> = {}) =>
  Array.from({ length: count }, (_, i) =>
    aFile(`${className ?? 'loose'}/${String(i).padStart(6, '0')}.jpg`, { className, ...changes }),
  );

describe('usable files of a class, spread evenly', () => {
  test('are all of them where they are few, in their order', async () => {
    const spread = await storeWith([...classOf('a', 3), ...classOf('b', 2), ...classOf('c', 4)]);
    expect(await spread('a', 8)).toEqual(classOf('a', 3).map(({ path: name }) => name));
    expect(await spread('b', 8)).toEqual(classOf('b', 2).map(({ path: name }) => name));
    expect(await spread('c', 8)).toEqual(classOf('c', 4).map(({ path: name }) => name));
  });

  test('leave out files that are not used, and other classes', async () => {
    const files = [
      ...classOf('cat', 2, { verdict: 'duplicate' }),
      ...classOf('cat', 12).slice(2),
      ...classOf('cats', 9),
      ...classOf(null, 5, { verdict: 'ignored' }),
    ];
    const spread = await storeWith(files);
    expect(await spread('cat', 5)).toEqual(['03', '05', '07', '09', '11'].map((i) => `cat/0000${i}.jpg`));
    expect(await spread('cats', 100)).toHaveLength(9);
    for (const absent of ['ca', 'dog', '', '__proto__']) expect(await spread(absent, 5)).toEqual([]);
  });

  test('find classes in the order of code points, whatever script they are in', async () => {
    const names = ['Zebra', 'adder', 'Öre', '鳥', '\u{fffd}', '\u{1f41f}'];
    const spread = await storeWith(names.flatMap((name) => classOf(name, 2)));
    for (const name of names) expect(await spread(name, 8), name).toHaveLength(2);
  });

  test('of a large class come from all of it, the same each time', async () => {
    const large = classOf('many', 20_000).map((file, i) =>
      i % 1000 < 40 ? { ...file, verdict: 'tooSmall' as const } : file,
    );
    const spread = await storeWith([...classOf('few', 5), ...large, ...classOf('more', 5)]);
    const found = await spread('many', 8);
    expect(found).toEqual(
      Array.from({ length: 8 }, (_, part) => {
        const start = part * 2500;
        const shown = start % 1000 < 40 ? start + 40 : start;
        return `many/${String(shown).padStart(6, '0')}.jpg`;
      }),
    );
    expect(await spread('many', 8)).toEqual(found);
    expect(await spread('more', 8)).toHaveLength(5);
  });

  test('are none where there is no such dataset', async () => {
    const dataFolder = mkdtempSync(path.join(tmpdir(), 'whetstone-spread-'));
    onTestFinished(() => {
      rmSync(dataFolder, { recursive: true, force: true });
    });
    expect(await makeFsDatasetStore(dataFolder).spread('ds_none', 'cat', 8)).toEqual([]);
  });
});
