import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeatureCache, type FeatureFile } from '../../src/tensors/feature-cache.ts';
import { takeFileLock } from '../../src/tensors/file-lock.ts';
import { startTestProcess, type TestProcess } from '../integration/support/child.ts';
import { madeKey, madeRow, readMadeRows } from './made-rows.ts';

const WIDTH = 4096;
const KEY = madeKey('one dataset', WIDTH);
const MAX_BYTES = 1024 ** 3;
/** More than a child can write in the time of a test. */
const ENDLESS = 30_000;

let folder: string;
const children: TestProcess[] = [];
const warnings: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'features-'));
  warnings.length = 0;
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.end('SIGKILL')));
  rmSync(folder, { recursive: true });
});

// The child runs the built program, which `npm test` makes first.
const startWriter = (pictures: number): TestProcess => {
  const child = startTestProcess('feature-writer', { folder, maxBytes: MAX_BYTES, key: KEY, pictures });
  children.push(child);
  return child;
};

const openFile = (pictures: number): Promise<FeatureFile> =>
  createFeatureCache({ folder, maxBytes: MAX_BYTES, reserveBytes: 0 }).open(KEY, pictures, (message) =>
    warnings.push(message),
  );

const rowsOf = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => madeRow(first + at, WIDTH));

const countUp = (count: number): number[] => Array.from({ length: count }, (_, picture) => picture);

const lockName = (): string => readdirSync(folder).find((name) => name.endsWith('.lock')) ?? 'none';

describe('a process that is killed while it adds rows', () => {
  it('leaves every row that it had added, wherever it was, and the next one goes on from there', async () => {
    let least = 0;
    for (const added of [16, 48, 80, 32]) {
      const child = startWriter(ENDLESS);
      await child.line({ event: 'added', rows: least + added });
      await child.end('SIGKILL');
      least += added;
      const file = await openFile(ENDLESS);
      const found = await readMadeRows(file, least + 10_000, WIDTH);
      await file.close();
      expect(found.slice(0, least)).toEqual(countUp(least));
      expect(found).toEqual(countUp(found.length));
    }
    expect(warnings).toEqual([]);
    const file = await openFile(ENDLESS);
    await file.append(rowsOf(500_000, 1));
    await file.close();
    const later = await openFile(ENDLESS);
    expect(later.has(madeRow(500_000, 1).sha256)).toBe(true);
    await later.close();
    expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
  });
});

describe('two processes with the same rows to compute', () => {
  it('do not wait for each other: the second reads what is there, and keeps its own rows to itself', async () => {
    const child = startWriter(ENDLESS);
    await child.line({ event: 'added', rows: 32 });
    child.child.kill('SIGSTOP');
    const file = await openFile(ENDLESS);
    expect((await readMadeRows(file, 32, WIDTH)).length).toBe(32);
    await file.append(rowsOf(900_000, 3));
    expect(file.has(madeRow(900_001, 1).sha256)).toBe(true);
    await file.close();
    expect(lockName()).not.toBe('none');
    await child.end('SIGKILL');
    const later = await openFile(ENDLESS);
    expect(later.has(madeRow(900_001, 1).sha256)).toBe(false);
    expect((await readMadeRows(later, 32, WIDTH)).length).toBe(32);
    await later.close();
    expect(warnings).toEqual([]);
  });

  it('leave one file with the rows of both when one comes after the other', async () => {
    const child = startWriter(32);
    await child.line({ event: 'closed' });
    const file = await openFile(48);
    expect(await readMadeRows(file, 48, WIDTH)).toEqual(countUp(32));
    await file.append(rowsOf(32, 16));
    await file.close();
    const later = await openFile(48);
    expect(await readMadeRows(later, 48, WIDTH)).toEqual(countUp(48));
    await later.close();
  });
});

describe('a lock file', () => {
  const path = (): string => join(folder, 'some.lock');

  it('is held once at a time, by this process too, until it is released', async () => {
    const lock = await takeFileLock(path());
    expect(await takeFileLock(path())).toBeNull();
    await lock?.release();
    const again = await takeFileLock(path());
    expect(again).not.toBeNull();
    await again?.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('of a process whose number now belongs to another one counts for nothing', async () => {
    const lock = await takeFileLock(path());
    const [where = '', pid = ''] = readFileSync(path(), 'utf8').split('\n');
    await lock?.release();
    writeFileSync(path(), [where, pid, '1', 'token'].join('\n'));
    const taken = await takeFileLock(path());
    expect(taken).not.toBeNull();
    await taken?.release();
  });

  it('of another machine counts while it is touched, and for nothing after two minutes of silence', async () => {
    writeFileSync(path(), ['another machine', '1', '1', 'token'].join('\n'));
    expect(await takeFileLock(path())).toBeNull();
    const longAgo = new Date(Date.now() - 130_000);
    utimesSync(path(), longAgo, longAgo);
    const taken = await takeFileLock(path());
    expect(taken).not.toBeNull();
    await taken?.release();
  });

  it('is taken over by one of many', async () => {
    writeFileSync(path(), 'torn');
    const longAgo = new Date(Date.now() - 130_000);
    utimesSync(path(), longAgo, longAgo);
    const taken = await Promise.all(countUp(8).map(() => takeFileLock(path())));
    expect(taken.filter((lock) => lock !== null)).toHaveLength(1);
    for (const lock of taken) await lock?.release();
  });

  it('cannot be taken where there is no folder for it', async () => {
    mkdirSync(join(folder, 'there'));
    await expect(takeFileLock(join(folder, 'not-there', 'some.lock'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
