import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { INTAKE_LIMITS, makeDatasetSources } from '../../src/storage/index.ts';
import { contentOf } from './support/incoming.ts';

let top: string;
let root: string;

beforeEach(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'whetstone-folder-'));
  root = path.join(top, 'root');
  for (const [name, content] of [
    ['root/photos/dog/1.jpg', 'a dog'],
    ['root/photos/cat/2.jpg', 'a cat'],
    ['root/photos/cat/1.jpg', 'another cat'],
    ['root/photos/.DS_Store', 'noise'],
    ['outside/secret.jpg', 'secret'],
    ['root-next-door/secret.jpg', 'secret'],
  ] as const) {
    await mkdir(path.dirname(path.join(top, name)), { recursive: true });
    await writeFile(path.join(top, name), content);
  }
});

afterEach(async () => {
  await rm(top, { recursive: true });
});

const read = async (given: string, datasetsRoot: string | null = root): Promise<Record<string, string>> => {
  const files: Record<string, string> = {};
  for await (const file of makeDatasetSources(datasetsRoot, INTAKE_LIMITS).folder(given, 'copy')) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of contentOf(file)) chunks.push(chunk);
    files[file.path] = Buffer.concat(chunks).toString();
  }
  return files;
};

const PHOTOS = {
  '.DS_Store': 'noise',
  'cat/1.jpg': 'another cat',
  'cat/2.jpg': 'a cat',
  'dog/1.jpg': 'a dog',
};

test.for(['photos', 'photos/', './photos', 'photos/../photos'])(
  'gives the files below the folder %j in order',
  async (given) => {
    const files = await read(given);
    expect(files).toEqual(PHOTOS);
    expect(Object.keys(files)).toEqual(Object.keys(PHOTOS));
  },
);

test('gives the files of the root itself for a dot', async () => {
  expect(Object.keys(await read('.'))).toEqual(Object.keys(PHOTOS).map((name) => `photos/${name}`));
});

test.for([
  '',
  'none',
  '..',
  '../outside',
  'photos/../../outside',
  '../root-next-door',
  'photos/cat/1.jpg',
  '\0',
  'photos\0',
])('refuses %j', async (given) => {
  await expect(read(given)).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: `expected a folder below DATASETS_ROOT, received ${JSON.stringify(given)}`,
    errors: [{ pointer: '/path' }],
  });
});

test('refuses an absolute path, even one of the root', async () => {
  await expect(read(path.join(root, 'photos'))).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});

test('refuses every folder while there is no root', async () => {
  await expect(read('photos', null)).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: 'expected a folder below DATASETS_ROOT, received "photos" while DATASETS_ROOT is not set',
  });
  await expect(read('photos', path.join(top, 'none'))).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
});

test('follows links that stay below the root', async () => {
  await symlink('../photos/cat', path.join(root, 'photos/kitten'));
  await symlink('../cat/1.jpg', path.join(root, 'photos/dog/9.jpg'));
  await symlink('photos', path.join(root, 'alias'));
  expect(await read('alias')).toEqual({
    ...PHOTOS,
    'dog/9.jpg': 'another cat',
    'kitten/1.jpg': 'another cat',
    'kitten/2.jpg': 'a cat',
  });
});

test.for<[string, string]>([
  ['a file outside', '../../../outside/secret.jpg'],
  ['a folder outside', '../../../outside'],
  ['a folder whose name begins like the root', '../../../root-next-door'],
])('refuses the folder for a link to %s', async ([, target]) => {
  await symlink(target, path.join(root, 'photos/cat/link'));
  await expect(read('photos')).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: 'expected a folder below DATASETS_ROOT, received the link "cat/link", which leads out of it',
  });
});

test('refuses links that lead nowhere or in a circle', async () => {
  await symlink('none', path.join(root, 'photos/cat/link'));
  await expect(read('photos')).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringMatching(/leads nowhere$/) as string,
  });
  await rm(path.join(root, 'photos/cat/link'));
  await symlink('..', path.join(root, 'photos/cat/link'));
  await expect(read('photos')).rejects.toMatchObject({
    code: 'REQUEST_INVALID',
    message: expect.stringMatching(/in a circle$/) as string,
  });
});

test('takes a root that is a link itself', async () => {
  await symlink('root', path.join(top, 'linked-root'));
  expect(await read('photos', path.join(top, 'linked-root'))).toEqual(PHOTOS);
});

test('does not wait for ever for a named pipe', async () => {
  execFileSync('mkfifo', [path.join(root, 'photos/cat/pipe')]);
  expect(await read('photos')).toMatchObject(PHOTOS);
});
