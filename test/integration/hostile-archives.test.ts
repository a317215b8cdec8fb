import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { INTAKE_LIMITS, makeDatasetSources, makeFsDatasetStore } from '../../src/storage/index.ts';
import { png } from '../images/pictures.ts';
import { HOSTILE_ZIPS, packedZeros } from './support/hostile-zips.ts';
import { extraField, makeZip, type ZipEntry } from './support/zip.ts';

const MIB = 1024 * 1024;

let top: string;
beforeAll(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'whetstone-hostile-'));
  await mkdir(path.join(top, 'data'));
  await writeFile(path.join(top, 'precious.txt'), 'do not touch');
  await (await makeFsDatasetStore(path.join(top, 'data')).openDraft()).discard();
});
afterAll(async () => {
  await rm(top, { recursive: true });
});

/** Every file and link below a folder, with its size: what a write outside would change. */
const snapshot = async (): Promise<readonly string[]> => {
  const names = await readdir(top, { recursive: true });
  const lines = names.sort().map(async (name) => {
    const facts = await lstat(path.join(top, name));
    return `${name} ${facts.mode} ${facts.isDirectory() ? '' : facts.size}`;
  });
  return Promise.all(lines);
};

let written = 0;

interface Outcome {
  readonly error: unknown;
  /** Paths that were received, with the bytes of each. */
  readonly files: Readonly<Record<string, number>>;
  /** Bytes in the draft's folder when it was over. */
  readonly bytesWritten: number;
}

const sizeOf = async (folder: string): Promise<number> => {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    names.map(async (name) => {
      const facts = await lstat(path.join(folder, name));
      return facts.isFile() ? facts.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
};

/** Takes an archive into a draft of a real store, as an intake does, and throws it away. */
const take = async (location: string, limits = INTAKE_LIMITS): Promise<Outcome> => {
  const data = path.join(top, 'data');
  const draft = await makeFsDatasetStore(data, { limits }).openDraft();
  const files: Record<string, number> = {};
  let error: unknown = null;
  try {
    for await (const file of makeDatasetSources(null, limits).archive(location)) {
      const { bytes } = await draft.receive(file);
      files[file.path] = bytes;
    }
  } catch (caught) {
    error = caught;
  }
  const bytesWritten = await sizeOf(path.join(data, 'tmp'));
  await draft.discard();
  return { error, files, bytesWritten };
};

const takeBytes = async (bytes: Buffer, limits = INTAKE_LIMITS): Promise<Outcome> => {
  written += 1;
  const location = path.join(top, `${written}.zip`);
  await writeFile(location, bytes);
  try {
    return await take(location, limits);
  } finally {
    await rm(location);
  }
};

const namesOf = async (entries: readonly ZipEntry[], prefix?: Buffer): Promise<readonly string[]> => {
  const { error, files } = await takeBytes(makeZip(entries, prefix === undefined ? {} : { prefix }));
  expect(error).toBeNull();
  return Object.keys(files);
};

test.for(HOSTILE_ZIPS)(
  'refuses an archive with this fault, and leaves nothing of it: $what',
  async ({ bytes, code, says }) => {
    const before = await snapshot();
    const { error } = await takeBytes(bytes);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(says) as string });
    expect(await snapshot()).toEqual(before);
    expect(await readdir(path.join(top, 'data', 'tmp'))).toEqual([]);
    expect(await readFile(path.join(top, 'precious.txt'), 'utf8')).toBe('do not touch');
  },
);

test('stops a bomb that says a small size while it streams', async () => {
  const bomb = { name: 'cat/bomb.png', packed: packedZeros(300), declaredBytes: 2 * MIB };
  const { error, bytesWritten } = await takeBytes(makeZip([bomb]));
  expect(error).toMatchObject({ code: 'ARCHIVE_UNREADABLE' });
  expect(bytesWritten).toBeLessThanOrEqual(2 * MIB);
});

test('never writes more than the limit of a dataset, whatever a source gives', async () => {
  const limits = { ...INTAKE_LIMITS, maxFileBytes: MIB };
  const draft = await makeFsDatasetStore(path.join(top, 'data'), { limits }).openDraft();
  let given = 0;
  const endless = function* (): Generator<Uint8Array> {
    for (;;) {
      given += 64 * 1024;
      yield Buffer.alloc(64 * 1024);
    }
  };
  await expect(
    draft.receive({ kind: 'stream', path: 'cat/1.png', content: Readable.from(endless()) }),
  ).rejects.toMatchObject({
    code: 'ARCHIVE_TOO_LARGE',
  });
  // A stream reads a few pieces ahead.
  expect(given).toBeLessThan(4 * MIB);
  expect(await sizeOf(path.join(top, 'data', 'tmp'))).toBeLessThanOrEqual(MIB);
  await draft.discard();
});

test('refuses an archive with one file that is too large, before it reads any', async () => {
  const bytes = 2 * 1024 ** 3 + 1;
  const location = path.join(top, 'large.zip');
  // The file is real and holds zeros that take no room on the disk: header, zeros, directory.
  const whole = makeZip([
    {
      name: 'cat/1.tiff',
      data: Buffer.alloc(0),
      method: 0,
      declaredBytes: bytes,
      declaredPackedBytes: bytes,
    },
  ]);
  const header = whole.subarray(0, 40);
  await writeFile(location, header);
  truncateSync(location, header.length + bytes);
  const end = Buffer.from(whole.subarray(40));
  end.writeUInt32LE(header.length + bytes, end.length - 6);
  await writeFile(location, end, { flag: 'a' });
  const { error, bytesWritten } = await take(location);
  expect(error).toMatchObject({
    code: 'ARCHIVE_TOO_LARGE',
    message: 'expected at most 2147483648 bytes a file, received more in "cat/1.tiff"',
  });
  expect(bytesWritten).toBe(0);
  await rm(location);
});

test.for<[string, number, string | null]>([
  ['takes as many files as a dataset may hold, and their folders', 100_000, null],
  ['refuses one file more', 100_001, 'expected at most 100000 files, received more'],
])('%s', async ([, count, message]) => {
  const folders = ['cat/', 'dog/'].map((name) => ({ name, data: Buffer.alloc(0), method: 0 }));
  const files = Array.from({ length: count }, (_, index) => ({ name: `cat/${index}.png`, method: 0 }));
  const location = path.join(top, 'many.zip');
  await writeFile(location, makeZip([...folders, ...files]));
  const read = async (): Promise<number> => {
    let given = 0;
    for await (const file of makeDatasetSources(null, INTAKE_LIMITS).archive(location)) {
      given += file.path === `cat/${given}.png` ? 1 : 0;
    }
    return given;
  };
  if (message === null) expect(await read()).toBe(count);
  else await expect(read()).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE', message });
  await rm(location);
});

test('refuses an archive of nothing but folders without end', async () => {
  const folders = Array.from({ length: 101 }, (_, index) => ({
    name: `cat/${index}/`,
    data: Buffer.alloc(0),
  }));
  const { error } = await takeBytes(makeZip(folders), { ...INTAKE_LIMITS, maxFiles: 100 });
  expect(error).toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
});

test('never unpacks an archive inside an archive: it is one file', async () => {
  const inner = makeZip([{ name: '../x' }, { name: 'cat/2.jpg' }]);
  const { error, files } = await takeBytes(
    makeZip([{ name: 'cat/1.jpg' }, { name: 'cat/inner.zip', data: inner }]),
  );
  expect(error).toBeNull();
  expect(files).toEqual({ 'cat/1.jpg': 7, 'cat/inner.zip': inner.length });
});

test('does not take what merely compresses well for a bomb', async () => {
  const line = Buffer.from('cat/1.jpg,cat,train\n');
  const black = png({
    width: 8000,
    height: 8000,
    depth: 8,
    colourType: 2,
    rows: Buffer.alloc(8000 * 24_001),
  });
  const entries = [
    { name: 'manifest.csv', data: Buffer.alloc(6 * MIB, line) },
    { name: 'mask/1.tiff', data: Buffer.alloc(7 * MIB) },
    ...Array.from({ length: 200 }, (_, index) => ({ name: `black/${index}.png`, data: black })),
  ];
  const { error, files } = await takeBytes(makeZip(entries));
  expect(error).toBeNull();
  expect(Object.keys(files)).toHaveLength(202);
});

const utf8 = extraField(
  0x7075,
  Buffer.concat([
    Buffer.from([1]),
    Buffer.from(new Uint32Array([crc32(Buffer.from('cat/x'))]).buffer),
    Buffer.from('cat/猫'),
  ]),
);

test.for<[string, readonly ZipEntry[], readonly string[]]>([
  ['sizes behind the data', [{ name: 'cat/1.jpg', hasDescriptor: true }], ['cat/1.jpg']],
  ['names in code page 437', [{ name: Buffer.from([0x63, 0x81, 0x2f, 0x31]), flags: 0 }], ['cü/1']],
  ['names in UTF-8', [{ name: 'cü/猫.jpg' }], ['cü/猫.jpg']],
  ['a Unicode name beside the old one', [{ name: 'cat/x', flags: 0, extra: utf8 }], ['cat/猫']],
  ['names that differ in case', [{ name: 'Cat/1.JPG' }, { name: 'cat/1.jpg' }], ['Cat/1.JPG', 'cat/1.jpg']],
  [
    'names that differ in their Unicode form',
    [{ name: 'caf\u00e9/1' }, { name: 'cafe\u0301/1' }],
    ['caf\u00e9/1', 'cafe\u0301/1'],
  ],
  [
    'extra fields before the data',
    [{ name: 'cat/1.jpg', localExtra: extraField(0x5455, randomBytes(5)) }],
    ['cat/1.jpg'],
  ],
  [
    'empty files',
    [
      { name: 'cat/1.jpg', data: Buffer.alloc(0) },
      { name: 'cat/2', data: Buffer.alloc(0), method: 0 },
    ],
    ['cat/1.jpg', 'cat/2'],
  ],
  [
    'odd names',
    [{ name: '__proto__/"\t\n.jpg' }, { name: '\u202egpj.exe/😀' }],
    ['__proto__/"\t\n.jpg', '\u202egpj.exe/😀'],
  ],
])('reads an archive with %s', async ([, entries, names]) => {
  expect(await namesOf(entries)).toEqual(names);
});

test('reads an archive that unpacks itself, and one with nothing in it', async () => {
  const program = Buffer.concat([Buffer.from('#!/bin/sh\nexit 0\n'), randomBytes(100_000)]);
  expect(await namesOf([{ name: 'cat/1.jpg' }], program)).toEqual(['cat/1.jpg']);
  expect(await namesOf([])).toEqual([]);
});
