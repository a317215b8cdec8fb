import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeatureCache, type FeatureFile, type FeatureKey } from '../../src/tensors/feature-cache.ts';
import { madeKey, madeRow, madeSha256, readMadeRows } from './made-rows.ts';

const WIDTH = 256;
const ROW_BYTES = WIDTH * 4;
const KEY = madeKey('one dataset', WIDTH);
const PLENTY = 1024 ** 3;

let root: string;
let folder: string;
const open: FeatureFile[] = [];
const warnings: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'features-'));
  folder = join(root, 'cache', 'features');
  warnings.length = 0;
});
afterEach(async () => {
  for (const file of open.splice(0)) await file.close();
  rmSync(root, { recursive: true });
});

const openFile = async (
  key: FeatureKey = KEY,
  maxBytes = PLENTY,
  pictures = 10,
  reserveBytes = 0,
): Promise<FeatureFile> => {
  const cache = createFeatureCache({ folder, maxBytes, reserveBytes });
  const file = await cache.open(key, pictures, (message) => warnings.push(message));
  open.push(file);
  return file;
};

const close = async (file: FeatureFile): Promise<void> => {
  open.splice(open.indexOf(file), 1);
  await file.close();
};

const rowsOf = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => madeRow(first + at, WIDTH));

/** Opens, adds rows and closes, as a job does. */
const store = async (first: number, count: number, key = KEY, maxBytes = PLENTY): Promise<void> => {
  const file = await openFile(key, maxBytes, count);
  await file.append(rowsOf(first, count));
  await close(file);
};

const folders = (): readonly string[] => readdirSync(folder).filter((name) => /^[0-9a-f]{32}$/.test(name));

/** A file of the one key that is there. */
const stored = (name: 'values.f32' | 'index'): string => join(folder, folders()[0] ?? 'none', name);

const held = async (count: number): Promise<number[]> => {
  const file = await openFile();
  const found = await readMadeRows(file, count, WIDTH);
  await close(file);
  return found;
};

describe('the feature cache', () => {
  it('gives a later job the rows of an earlier one, in any order and for any part of the pictures', async () => {
    await store(0, 5);
    await store(5, 3);
    const file = await openFile();
    expect(await readMadeRows(file, 10, WIDTH)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const target = new Float32Array(WIDTH);
    expect(await file.read(madeSha256(6), target)).toBe(true);
    expect(await file.read(madeSha256(1), target)).toBe(true);
    expect(target[17]).toBe(1);
    expect(file.has(madeSha256(9))).toBe(false);
    expect(statSync(stored('values.f32')).size).toBe(8 * ROW_BYTES);
    expect(warnings).toEqual([]);
  });

  it('keeps the rows of another dataset, backbone, preprocessing, pooling or engine apart', async () => {
    await store(0, 1);
    const others: readonly Partial<FeatureKey>[] = [
      { datasetFingerprint: 'another dataset' },
      { base: 'another base' },
      { preprocess: 'none' },
      { interpolation: 'nearest' },
      { orient: false },
      { pool: 'average' },
      { engine: 'another engine' },
    ];
    for (const other of others) {
      const file = await openFile({ ...KEY, ...other });
      expect(file.has(madeSha256(0)), JSON.stringify(other)).toBe(false);
    }
    expect(new Set(folders()).size).toBe(1 + others.length);
  });

  it('gives back values to the bit, those that are no numbers among them', async () => {
    const values = new Float32Array(WIDTH);
    new DataView(values.buffer).setUint32(0, 0x7fc12345, true);
    values.set([Number.NEGATIVE_INFINITY, -0, 1e-45, 3.4e38], 1);
    const file = await openFile();
    await file.append([{ sha256: madeSha256(0), values }]);
    const target = new Float32Array(WIDTH);
    await file.read(madeSha256(0), target);
    expect(Buffer.from(target.buffer).equals(Buffer.from(values.buffer))).toBe(true);
  });

  it('refuses a row of another width', async () => {
    const file = await openFile();
    await expect(file.append([madeRow(0, WIDTH - 1)])).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('a damaged feature cache', () => {
  it.each([
    [
      'whose values end in the middle of a row',
      () => {
        truncateSync(stored('values.f32'), 4.5 * ROW_BYTES);
      },
      4,
    ],
    [
      'whose values end before its index',
      () => {
        truncateSync(stored('values.f32'), 0);
      },
      0,
    ],
    [
      'whose index ends in the middle of an entry',
      () => {
        truncateSync(stored('index'), 3 * 40 + 7);
      },
      3,
    ],
    [
      'whose index is gone',
      () => {
        rmSync(stored('index'));
      },
      0,
    ],
    [
      'with values that no entry names',
      () => {
        appendFileSync(stored('values.f32'), Buffer.alloc(5000, 1));
      },
      6,
    ],
    [
      'with a tail in its index that was never written',
      () => {
        appendFileSync(stored('index'), Buffer.alloc(100));
      },
      6,
    ],
  ])('%s gives the rows that are whole, and takes new ones', async (_, damage, whole) => {
    await store(0, 6);
    damage();
    expect(await held(8)).toEqual([0, 1, 2, 3, 4, 5].slice(0, whole));
    await store(whole, 8 - whole);
    expect(await held(8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(warnings).toEqual([]);
  });

  it('never gives a row whose bytes have changed, and takes it anew', async () => {
    await store(0, 6);
    const values = readFileSync(stored('values.f32'));
    values[2 * ROW_BYTES + 5] = (values[2 * ROW_BYTES + 5] ?? 0) ^ 1;
    writeFileSync(stored('values.f32'), values);
    const file = await openFile();
    expect(file.has(madeSha256(2))).toBe(true);
    expect(await readMadeRows(file, 6, WIDTH)).toEqual([0, 1, 3, 4, 5]);
    expect(file.has(madeSha256(2))).toBe(false);
    await file.append(rowsOf(2, 1));
    expect(await readMadeRows(file, 6, WIDTH)).toEqual([0, 1, 2, 3, 4, 5]);
    await close(file);
    expect(await held(6)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('loses one row alone to a damaged entry of the index', async () => {
    await store(0, 6);
    const index = readFileSync(stored('index'));
    index[3 * 40 + 1] = (index[3 * 40 + 1] ?? 0) ^ 255;
    writeFileSync(stored('index'), index);
    expect(await held(6)).toEqual([0, 1, 2, 4, 5]);
  });
});

describe('the room of the feature cache', () => {
  const keys = ['a', 'b', 'c'].map((name) => madeKey(name, WIDTH));
  const [a = KEY, b = KEY, c = KEY] = keys;
  const roomFor = (rows: number): number => rows * (ROW_BYTES + 40) + 2000;

  const has = async (key: FeatureKey): Promise<boolean> => {
    const file = await openFile(key, PLENTY, 0);
    const isThere = file.has(madeSha256(0));
    await close(file);
    return isThere;
  };

  /** Makes the folders' last uses a minute apart, the first one the longest ago. */
  const spread = (order: readonly string[]): void => {
    for (const [at, name] of order.entries()) {
      const used = new Date(Date.now() - (order.length - at) * 60_000);
      utimesSync(join(folder, name), used, used);
    }
  };

  const nameAfter = async (key: FeatureKey, before: readonly string[]): Promise<string> => {
    await store(0, 10, key);
    return folders().find((name) => !before.includes(name)) ?? 'none';
  };

  it('goes to what was used last: the least lately used makes way first', async () => {
    const first = await nameAfter(a, []);
    const second = await nameAfter(b, [first]);
    spread([first, second]);
    // Using the first again makes the second the oldest.
    await close(await openFile(a, roomFor(20), 10));
    await store(0, 10, c, roomFor(20));
    expect([await has(a), await has(b), await has(c)]).toEqual([true, false, true]);
    expect(warnings).toEqual([]);
  });

  it('never takes rows away from a job that adds to them', async () => {
    const first = await nameAfter(a, []);
    await nameAfter(b, [first]);
    const busy = await openFile(a);
    spread([first]);
    await store(0, 10, c, roomFor(20));
    expect([await has(b), await has(c)]).toEqual([false, true]);
    await busy.append(rowsOf(10, 1));
    expect(await readMadeRows(busy, 11, WIDTH)).toHaveLength(11);
  });

  it('is not taken by rows that would not fit: they last as long as their job, which is told', async () => {
    await store(0, 10, a);
    const file = await openFile(b, roomFor(15), 20);
    expect(warnings).toEqual([expect.stringContaining('FEATURE_CACHE_MAX_BYTES') as string]);
    await file.append(rowsOf(0, 20));
    expect(await readMadeRows(file, 20, WIDTH)).toHaveLength(20);
    const names = readdirSync(folder);
    await close(file);
    expect(names.filter((name) => name.startsWith('private'))).toEqual([]);
    expect([await has(a), await has(b)]).toEqual([true, false]);
  });

  it('is shared out among jobs that begin at the same moment', async () => {
    for (const name of ['d', 'e', 'f', 'g', 'h']) await store(0, 10, madeKey(name, WIDTH));
    const later = Array.from({ length: 5 }, (_, at) => madeKey(`later ${at}`, WIDTH));
    const files = await Promise.all(later.map((key) => openFile(key, roomFor(20))));
    await Promise.all(files.map((file) => file.append(rowsOf(0, 10))));
    for (const file of files) expect(await readMadeRows(file, 10, WIDTH)).toHaveLength(10);
    await Promise.all(files.map(close));
    expect(warnings.filter((warning) => !warning.includes('FEATURE_CACHE_MAX_BYTES'))).toEqual([]);
    await close(await openFile(a, roomFor(20), 1));
    const bytes = folders().map((name) => statSync(join(folder, name, 'values.f32')).size);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(20 * ROW_BYTES);
  });

  it('is none where the bound is 0, which is no reason to warn', async () => {
    const file = await openFile(a, 0);
    await file.append(rowsOf(0, 10));
    expect(await readMadeRows(file, 10, WIDTH)).toHaveLength(10);
    await close(file);
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
    expect(warnings).toEqual([]);
  });

  it('is cleared of a folder that a killed process was removing', async () => {
    mkdirSync(join(folder, 'removed-0123'), { recursive: true });
    writeFileSync(join(folder, 'removed-0123', 'values.f32'), 'rest');
    await store(0, 1);
    expect(readdirSync(folder)).toEqual(folders());
  });
});

describe('a disk that the feature cache cannot use', () => {
  const MORE_THAN_ANY_DISK = Number.MAX_SAFE_INTEGER;

  it('stays as it is when it is nearly full: what others may need is left free', async () => {
    const file = await openFile(KEY, PLENTY, 10, MORE_THAN_ANY_DISK);
    expect(warnings).toEqual([expect.stringContaining('what is free on its disk') as string]);
    await file.append(rowsOf(0, 10));
    expect(await readMadeRows(file, 10, WIDTH)).toHaveLength(10);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is no reason to warn when it is nearly full and all rows are there', async () => {
    await store(0, 10);
    const file = await openFile(KEY, PLENTY, 10, MORE_THAN_ANY_DISK);
    expect(await readMadeRows(file, 10, WIDTH)).toHaveLength(10);
    expect(warnings).toEqual([]);
  });

  it('does not hinder a job: a full one', async () => {
    await store(0, 2);
    const values = stored('values.f32');
    const file = await openFile();
    await close(file);
    rmSync(values);
    rmSync(stored('index'));
    symlinkSync('/dev/full', values);
    const full = await openFile();
    await full.append(rowsOf(0, 4));
    await full.append(rowsOf(4, 4));
    expect(await readMadeRows(full, 8, WIDTH)).toHaveLength(8);
    expect(warnings).toEqual([expect.stringContaining('ENOSPC') as string]);
  });

  it('does not hinder a job: a folder that cannot be made', async () => {
    writeFileSync(join(root, 'cache'), 'a file where the folder should be');
    const file = await openFile();
    await file.append(rowsOf(0, 4));
    expect(await readMadeRows(file, 4, WIDTH)).toHaveLength(4);
    expect(warnings).toEqual([expect.stringContaining('ENOTDIR') as string]);
  });
});
