import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, truncateSync } from 'node:fs';
import {
  appendFile,
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFile } from '../../src/ports/index.ts';
import { INTAKE_LIMITS, makeDatasetSources, makeFsDatasetStore } from '../../src/storage/index.ts';
import { contentOf } from './support/incoming.ts';

let top: string;
let root: string;

const put = async (name: string, content: string): Promise<string> => {
  const location = path.join(root, name);
  await mkdir(path.dirname(location), { recursive: true });
  await writeFile(location, content);
  return location;
};

beforeEach(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'whetstone-folders-'));
  root = path.join(top, 'root');
  await put('photos/cat/1.jpg', 'a cat');
  await put('photos/dog/1.jpg', 'a dog');
  await put('../outside/cat/1.jpg', 'secret');
});

afterEach(async () => {
  await rm(top, { recursive: true });
});

const filesOf = (given = 'photos') => makeDatasetSources(root, INTAKE_LIMITS).folder(given, 'copy');

const textOf = async (file: IncomingFile): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of contentOf(file)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

const readAll = async (given = 'photos'): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  for await (const file of filesOf(given)) files[file.path] = await textOf(file);
  return files;
};

const refusal = async (given = 'photos'): Promise<string> => {
  const error: unknown = await readAll(given).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'REQUEST_INVALID', errors: [{ pointer: '/path' }] });
  return error instanceof Error ? error.message : '';
};

test('opens no pipe, socket or device, and waits for none of them', async () => {
  const pipe = path.join(root, 'photos/cat/pipe');
  execFileSync('mkfifo', [pipe]);
  // Somebody holds the pipe open and writes nothing: reading it would never end.
  const writer = openSync(pipe, constants.O_RDWR);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path.join(root, 'photos/cat/socket'), resolve));
  try {
    execFileSync('mknod', [path.join(root, 'photos/cat/zero'), 'c', '1', '5'], { stdio: 'ignore' });
  } catch {
    console.info('No device is made in this test: only root may make one.');
  }
  const { 'cat/zero': zero, ...files } = await readAll();
  expect(files).toEqual({ 'cat/1.jpg': 'a cat', 'cat/pipe': '', 'cat/socket': '', 'dog/1.jpg': 'a dog' });
  expect([undefined, '']).toContain(zero);
  closeSync(writer);
  await new Promise((resolve) => server.close(resolve));
});

test('ends in a maze of links that has no files', async () => {
  // Each folder has two links to the next one: 2 to the power of 40 ways through 40 folders.
  for (let level = 0; level < 40; level += 1) {
    const folder = path.join(root, 'maze', String(level));
    await mkdir(folder, { recursive: true });
    for (const name of ['left', 'right']) await symlink(`../${level + 1}`, path.join(folder, name));
  }
  await mkdir(path.join(root, 'maze', '40'));
  expect(await refusal('maze/0')).toContain(
    'one whose links lead more than 1000 times to folders that were read before',
  );
});

test('refuses a folder with a file or folder that it may not read, and names it', async () => {
  const asNobody = async (work: () => Promise<void>): Promise<void> => {
    // Root may read everything: be somebody else for a moment.
    const { geteuid, seteuid } = process;
    if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return work();
    await chmod(top, 0o755);
    seteuid('nobody');
    try {
      await work();
    } finally {
      seteuid(0);
    }
  };
  const locked = path.join(root, 'photos/cat/1.jpg');
  await chmod(locked, 0o000);
  await asNobody(async () => {
    expect(await refusal()).toBe(
      'expected a folder below DATASETS_ROOT, received one with the file "cat/1.jpg", which cannot be opened (EACCES)',
    );
  });
  await chmod(locked, 0o644);
  await chmod(path.join(root, 'photos/dog'), 0o000);
  await asNobody(async () => {
    expect(await refusal()).toContain('one with the folder "dog", which cannot be opened (EACCES)');
  });
  await chmod(path.join(root, 'photos/dog'), 0o755);
});

test.for<[string, (photos: string) => Promise<void>, string]>([
  [
    'a file is replaced by a link out of the root',
    async (photos) => {
      await rm(path.join(photos, 'cat/1.jpg'));
      await symlink('../../../outside/cat/1.jpg', path.join(photos, 'cat/1.jpg'));
    },
    'one with the file "cat/1.jpg", which cannot be opened (ELOOP)',
  ],
  [
    'the folder above it is replaced by a link out of the root',
    async (photos) => {
      await rename(path.join(photos, 'cat'), path.join(photos, '../kitten'));
      await symlink('../../outside/cat', path.join(photos, 'cat'));
    },
    'one whose file "cat/1.jpg" was replaced while it was read',
  ],
  [
    'a file is removed',
    (photos) => rm(path.join(photos, 'cat/1.jpg')),
    'one with the file "cat/1.jpg", which cannot be opened (ENOENT)',
  ],
  [
    'a file becomes a folder',
    async (photos) => {
      await rm(path.join(photos, 'cat/1.jpg'));
      await mkdir(path.join(photos, 'cat/1.jpg'));
    },
    'one whose file "cat/1.jpg" was replaced while it was read',
  ],
])('reads nothing else when, after it was found, %s', async ([, change, received]) => {
  const files = filesOf()[Symbol.asyncIterator]();
  const { value } = (await files.next()) as { value: IncomingFile };
  await change(path.join(root, 'photos'));
  await expect(textOf(value)).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: `expected a folder below DATASETS_ROOT, received ${received}`,
  });
});

test('stores of a file that changes meanwhile what it hashed', async () => {
  const location = await put('photos/cat/1.jpg', 'a cat '.repeat(200_000));
  const data = path.join(top, 'data');
  const draft = await makeFsDatasetStore(data).openDraft();
  for await (const file of filesOf()) {
    const growing = draft.receive(file);
    await Promise.all([growing, appendFile(location, 'grows'), appendFile(location, ' and grows')]);
    const { location: kept, sha256, bytes } = await growing;
    const stored = await readFile(kept);
    expect({ bytes: stored.length, sha256: createHash('sha256').update(stored).digest('hex') }).toEqual({
      bytes,
      sha256,
    });
  }
  await draft.discard();
});

const ODD_NAMES = [
  ' ',
  'a\nb\tc.jpg',
  '"quoted" \'twice\' $(id) `id` ; rm -rf .jpg',
  'back\\slash.jpg',
  '%2e%2e%2f.jpg',
  '\u202egpj.exe',
  'cafe\u0301.jpg',
  'caf\u00e9.jpg',
  '猫\u200b😀\u0627\u0644\u0642\u0637.jpg',
  '\u0001\u007f\u0085\u2028.jpg',
  '__proto__',
  'x'.repeat(255),
  'é'.repeat(127),
];

test('gives file names back as they are on the disk', async () => {
  for (const name of ODD_NAMES) await put(`photos/odd/${name}`, 'odd');
  const names = Object.keys(await readAll()).filter((name) => name.startsWith('odd/'));
  expect(names.sort()).toEqual(ODD_NAMES.map((name) => `odd/${name}`).sort());
});

test('says which name is not in UTF-8', async () => {
  const name = Buffer.concat([Buffer.from(path.join(root, 'photos/cat/')), Buffer.from([0x63, 0xe9, 0x2e])]);
  await writeFile(name, 'a name in Latin-1');
  expect(await refusal()).toContain('one with the name "cat/c\ufffd.", which is not in UTF-8');
});

test.for(['../outside', 'photos/../../outside', '/etc', 'photos\0', 'a/'.repeat(3000), 'x'.repeat(300)])(
  'refuses the folder %j',
  async (given) => {
    expect(await refusal(given)).toBe(
      `expected a folder below DATASETS_ROOT, received ${JSON.stringify(given.slice(0, 200))}`,
    );
  },
);

const sha256 = createHash('sha256').update('a cat').digest('hex');

test.for<[string, (location: string) => Promise<void> | void, string]>([
  ['other content', (location) => writeFile(location, 'a dog'), 'found other content'],
  [
    'less content',
    (location) => {
      truncateSync(location, 3);
    },
    'found other content',
  ],
  [
    'far more content',
    (location) => {
      truncateSync(location, 1024 ** 4);
    },
    'found one of 1099511627776 bytes',
  ],
  ['no file', (location) => rm(location), 'found none that can be read'],
  [
    'a link in its place',
    async (location) => {
      await rm(location);
      await symlink('../dog/1.jpg', location);
    },
    'found none that can be read',
  ],
  [
    'a folder in its place',
    async (location) => {
      await rm(location);
      await mkdir(location);
    },
    'found something that is no file',
  ],
  [
    'a pipe in its place',
    async (location) => {
      await rm(location);
      execFileSync('mkfifo', [location]);
    },
    'found something that is no file',
  ],
  ['no folder', (location) => rm(path.dirname(location), { recursive: true }), 'found none that can be read'],
])('says that the dataset has changed when a referenced file has become %s', async ([, change, found]) => {
  const store = makeFsDatasetStore(path.join(top, 'data'), { datasetsRoot: root });
  const content = () => store.content('ds_1', { sha256, reference: 'photos/cat/1.jpg' });
  expect(await content()).toEqual({ bytes: Buffer.from('a cat') });
  await change(path.join(root, 'photos/cat/1.jpg'));
  await expect(content()).rejects.toMatchObject({
    code: 'DATASET_CHANGED',
    message: expect.stringMatching(
      new RegExp(`^expected the file "photos/cat/1\\.jpg" below DATASETS_ROOT as it was .*, ${found}`),
    ) as string,
  });
});
