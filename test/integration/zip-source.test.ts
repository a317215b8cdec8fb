import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import { INTAKE_LIMITS, type IntakeLimits, makeDatasetSources } from '../../src/storage/index.ts';
import { contentOf } from './support/incoming.ts';
import { makeZip, type ZipEntry } from './support/zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'whetstone-zip-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const MIB = 1024 * 1024;
let written = 0;

/** Everything that a source gives for an archive of these bytes: each path with its content. */
const read = async (bytes: Buffer, limits: Partial<IntakeLimits> = {}): Promise<[string, Buffer][]> => {
  written += 1;
  const location = path.join(folder, `${written}.zip`);
  await writeFile(location, bytes);
  const files: [string, Buffer][] = [];
  for await (const file of makeDatasetSources(null, { ...INTAKE_LIMITS, ...limits }).archive(location)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of contentOf(file)) chunks.push(chunk);
    files.push([file.path, Buffer.concat(chunks)]);
  }
  return files;
};

/** The paths that were given before the archive was refused, and why it was. */
const refusal = async (
  bytes: Buffer,
  limits: Partial<IntakeLimits> = {},
): Promise<{ code: unknown; message: unknown; given: number }> => {
  written += 1;
  const location = path.join(folder, `${written}.zip`);
  await writeFile(location, bytes);
  let given = 0;
  try {
    for await (const file of makeDatasetSources(null, { ...INTAKE_LIMITS, ...limits }).archive(location)) {
      for await (const chunk of contentOf(file)) given += chunk.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { code: error.code, message: error.message, given };
    throw error;
  }
  throw new Error('expected the archive to be refused');
};

const pack = async (
  fill: (zip: yazl.ZipFile) => void,
  options: yazl.EndOptions = { forceZip64Format: false, comment: '' },
): Promise<Buffer> => {
  const zip = new yazl.ZipFile();
  fill(zip);
  zip.end(options);
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
};

const openFiles = async (): Promise<number> => {
  const links = await readdir('/proc/self/fd');
  return links.length;
};

test('gives every file of an archive with its path and content, and no folders', async () => {
  const random = randomBytes(300_000);
  const zip = await pack((it) => {
    it.addEmptyDirectory('photos/cat');
    it.addBuffer(random, 'photos/cat/große Katze.jpg');
    it.addBuffer(random, 'photos/dog/1.jpg', { compress: false });
    it.addBuffer(Buffer.alloc(0), 'photos/dog/empty.jpg');
    it.addBuffer(Buffer.from('x'), '__proto__/1.jpg');
  });
  expect(await read(zip)).toEqual([
    ['photos/cat/große Katze.jpg', random],
    ['photos/dog/1.jpg', random],
    ['photos/dog/empty.jpg', Buffer.alloc(0)],
    ['__proto__/1.jpg', Buffer.from('x')],
  ]);
});

test('reads a zip64 archive, and an archive without files', async () => {
  const zip64 = await pack(
    (it) => {
      it.addBuffer(Buffer.from('a cat'), 'cat/1.jpg');
    },
    { forceZip64Format: true, comment: 'packed by a test' },
  );
  expect(await read(zip64)).toEqual([['cat/1.jpg', Buffer.from('a cat')]]);
  expect(await read(makeZip([]))).toEqual([]);
});

test('decodes names of old packers as code page 437', async () => {
  const zip = makeZip([{ name: Buffer.from([0x63, 0x81, 0x2f, 0x31]), flags: 0 }]);
  expect((await read(zip)).map(([name]) => name)).toEqual(['cü/1']);
});

const good: ZipEntry = { name: 'cat/1.jpg' };

test.for<[string, ZipEntry, string]>([
  ['a step upwards', { name: '../1.jpg' }, 'a step upwards in "../1.jpg"'],
  ['a step upwards inside', { name: 'cat/../../1.jpg' }, 'a step upwards in "cat/../../1.jpg"'],
  ['a step upwards at the end', { name: 'cat/..' }, 'a step upwards in "cat/.."'],
  ['a folder upwards', { name: 'cat/../' }, 'a step upwards in "cat/../"'],
  ['an absolute path', { name: '/etc/passwd' }, 'the absolute path "/etc/passwd"'],
  ['a drive', { name: 'C:/1.jpg' }, 'the absolute path "C:/1.jpg"'],
  ['a backslash', { name: 'cat\\..\\1.jpg' }, String.raw`a backslash in "cat\\..\\1.jpg"`],
  ['a NUL', { name: 'cat/1.jpg\0.png' }, String.raw`a NUL character in "cat/1.jpg\u0000.png"`],
  [
    'a symbolic link',
    { name: 'cat/1.jpg', data: Buffer.from('/etc/passwd'), mode: 0o120777 },
    'the symbolic link "cat/1.jpg"',
  ],
  ['a device', { name: 'cat/1.jpg', mode: 0o020666 }, 'the special file "cat/1.jpg"'],
  ['a pipe', { name: 'cat/1.jpg', mode: 0o010666 }, 'the special file "cat/1.jpg"'],
  ['many folders', { name: `${'a/'.repeat(40)}1.jpg` }, `more than 32 folders in "${'a/'.repeat(40)}1.jpg"`],
  ['a very long name', { name: 'a'.repeat(1025) }, `more than 1024 characters in "${'a'.repeat(200)}"`],
  [
    'a bomb',
    { name: 'cat/1.jpg', data: Buffer.alloc(9 * MIB) },
    '"cat/1.jpg", which grows more than 100 times when it is unpacked',
  ],
])('refuses the whole archive for an entry with %s', async ([, entry, received]) => {
  expect(await refusal(makeZip([good, entry, good]))).toEqual({
    code: 'ARCHIVE_HOSTILE',
    message: `expected plain files with relative paths, received ${received}`,
    given: 0,
  });
});

test('refuses many small entries that grow beyond measure together', async () => {
  const many = Array.from({ length: 33 }, (_, index) => ({
    name: `a/${index}`,
    data: Buffer.alloc(2 * MIB),
  }));
  expect(await refusal(makeZip(many))).toMatchObject({
    code: 'ARCHIVE_HOSTILE',
    message:
      'expected plain files with relative paths, received an archive that grows more than 100 times when it is unpacked',
    given: 0,
  });
});

test('refuses entries that share their bytes with each other', async () => {
  const first = { name: 'a/first', data: randomBytes(100_000) };
  const again = Array.from({ length: 20 }, (_, index) => ({ ...first, name: `a/${index}`, sharesWith: 0 }));
  for (const entries of [
    [first, ...again],
    [first, { ...first, sharesWith: 0 }],
  ]) {
    expect(await refusal(makeZip(entries))).toEqual({
      code: 'ARCHIVE_HOSTILE',
      message: expect.stringMatching(
        /^expected an archive that every program reads alike, received entries that share their bytes: "a\/first" and "a\/\w+"$/,
      ) as string,
      given: 0,
    });
  }
});

test.for<[string, Partial<IntakeLimits>, string]>([
  ['more files', { maxFiles: 2 }, 'expected at most 2 files, received more'],
  ['a larger file', { maxFileBytes: 999 }, 'expected at most 999 bytes a file, received more in "a/0"'],
  ['more bytes', { maxTotalBytes: 2500 }, 'expected at most 2500 bytes in all, received more'],
])('refuses an archive with %s than allowed', async ([, limits, message]) => {
  const zip = makeZip(
    Array.from({ length: 3 }, (_, index) => ({ name: `a/${index}`, data: randomBytes(1000) })),
  );
  expect(await read(zip, { maxFiles: 3, maxFileBytes: 1000, maxTotalBytes: 3000 })).toHaveLength(3);
  expect(await refusal(zip, limits)).toEqual({ code: 'ARCHIVE_TOO_LARGE', message, given: 0 });
});

const honest = makeZip([good, { name: 'dog/1.jpg', data: randomBytes(5000) }]);

test.for<[string, Buffer]>([
  [
    'is no zip',
    Buffer.from('Not an archive, but long enough to be one, if only it had the right bytes in it.'),
  ],
  ['is empty', Buffer.alloc(0)],
  ['has lost its end', honest.subarray(0, honest.length - 30)],
  ['has lost its middle', Buffer.concat([honest.subarray(0, 60), honest.subarray(honest.length - 150)])],
  ['says a wrong checksum', makeZip([{ ...good, crc: 12345 }])],
  [
    'unpacks to more bytes than it says',
    makeZip([{ ...good, data: randomBytes(2000), declaredBytes: 1000 }]),
  ],
  ['unpacks to fewer bytes than it says', makeZip([{ ...good, declaredBytes: 1000 }])],
  ['asks for a password', makeZip([{ ...good, flags: 0x801 }])],
  ['is packed in an unknown way', makeZip([{ ...good, method: 12 }])],
])('refuses an archive that %s', async ([, bytes]) => {
  const { code, message } = await refusal(bytes);
  expect(code).toBe('ARCHIVE_UNREADABLE');
  expect(message).toMatch(/^expected .+, received /);
});

test('keeps no file open after an archive was read, refused or left in the middle', async () => {
  await read(honest);
  const before = await openFiles();
  for (let round = 0; round < 5; round += 1) {
    await read(honest);
    await refusal(makeZip([{ name: '../x' }]));
    const location = path.join(folder, 'left.zip');
    await writeFile(location, honest);
    for await (const file of makeDatasetSources(null, INTAKE_LIMITS).archive(location)) {
      for await (const chunk of contentOf(file)) if (chunk.length > 0) break;
      break;
    }
  }
  await expect.poll(openFiles, { timeout: 10_000 }).toBeLessThanOrEqual(before);
});
