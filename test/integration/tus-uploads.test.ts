import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { Upload } from '@tus/server';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeUploadStore, type UploadStore } from '../../src/storage/index.ts';

const KEPT_MS = 60_000;
const ID = 'up_1';

interface World {
  readonly folder: string;
  readonly open: (nowMs?: () => number) => UploadStore;
  readonly files: () => string[];
}

const makeWorld = (): World => {
  const folder = mkdtempSync(path.join(tmpdir(), 'whetstone-uploads-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    folder: path.join(folder, 'uploads'),
    open: (nowMs = Date.now) => makeUploadStore(folder, { keptMs: KEPT_MS, nowMs }),
    files: () => readdirSync(path.join(folder, 'uploads')).sort(),
  };
};

const begin = (store: UploadStore, size: number, filename = 'pets.zip', id = ID): Promise<unknown> =>
  store.dataStore.create(new Upload({ id, size, offset: 0, metadata: { filename } }));

const write = (store: UploadStore, offset: number, text: string): Promise<number> =>
  store.dataStore.write(Readable.from([Buffer.from(text)]), ID, offset);

describe('resumable uploads on a disk', () => {
  test('tell where they stand, also to a process that was started after them', async () => {
    const { open, folder } = makeWorld();
    const store = open();
    await begin(store, 10);
    expect(await write(store, 0, 'abcd')).toBe(4);
    const again = open();
    expect(await again.find(ID)).toEqual({
      location: path.join(folder, ID),
      bytes: 10,
      received: 4,
      isComplete: false,
      name: 'pets.zip',
    });
    expect(await write(again, 4, 'efghij')).toBe(10);
    expect(await again.find(ID)).toMatchObject({ received: 10, isComplete: true });
    expect(readFileSync(path.join(folder, ID), 'utf8')).toBe('abcdefghij');
  });

  test('keep what came before their content broke off', async () => {
    const { open } = makeWorld();
    const store = open();
    await begin(store, 10);
    const content = Readable.from(
      (async function* () {
        yield await Promise.resolve(Buffer.from('abc'));
        throw new Error('cut');
      })(),
    );
    await expect(store.dataStore.write(content, ID, 0)).rejects.toThrow('cut');
    expect(await store.find(ID)).toMatchObject({ received: 3 });
  });

  test('say that the disk is full', async () => {
    const { open, folder } = makeWorld();
    const store = open();
    await begin(store, 10);
    rmSync(path.join(folder, ID));
    symlinkSync('/dev/full', path.join(folder, ID));
    await expect(write(store, 0, 'abcd')).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: 'expected a disk that can be used, received ENOSPC',
    });
  });

  test('say that there can be none where their folder cannot be made', async () => {
    const { folder, open } = makeWorld();
    writeFileSync(folder, 'a file in its place');
    const store = open();
    await expect(begin(store, 10)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    expect(await store.find(ID)).toBeNull();
    await store.removeExpired();
  });

  test('reach no file by an id that is none of theirs', async () => {
    const { open, folder } = makeWorld();
    const store = open();
    writeFileSync(path.join(folder, '..', 'secret'), 'x');
    for (const id of ['../secret', 'up_1.json', '', 'up_', 'up_a/b', 'up_a\0']) {
      expect(await store.find(id)).toBeNull();
      await expect(store.dataStore.getUpload(id)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
      await expect(store.dataStore.remove(id)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
      if (id === '') continue;
      await expect(begin(store, 1, 'x', id)).rejects.toMatchObject({ code: 'UPLOAD_NOT_FOUND' });
    }
    expect(readFileSync(path.join(folder, '..', 'secret'), 'utf8')).toBe('x');
  });

  test('expire after their last write, with all that broken-off writes left', async () => {
    const { open, folder, files } = makeWorld();
    let nowMs = Date.now();
    const store = open(() => nowMs);
    await begin(store, 10);
    await begin(store, 10, 'b.zip', 'up_2');
    const longAgo = new Date(nowMs - 2 * KEPT_MS);
    writeFileSync(path.join(folder, '.up_3.json-half'), '{');
    // The record is as old as the upload; a later write renews it.
    for (const name of ['up_2.json', '.up_3.json-half'])
      utimesSync(path.join(folder, name), longAgo, longAgo);
    await store.removeExpired();
    expect(files()).toEqual(['up_1', 'up_1.json', 'up_2', 'up_2.json']);
    utimesSync(path.join(folder, 'up_2'), longAgo, longAgo);
    expect(await store.find('up_2')).toBeNull();
    await store.removeExpired();
    expect(files()).toEqual(['up_1', 'up_1.json']);
    nowMs += KEPT_MS + 1000;
    await store.removeExpired();
    expect(files()).toEqual([]);
  });

  test('are removed after work that succeeded, and stay after work that failed', async () => {
    const { open, files } = makeWorld();
    const store = open();
    await begin(store, 3);
    await write(store, 0, 'abc');
    await expect(store.consume(ID, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(files()).toEqual(['up_1', 'up_1.json']);
    expect(await store.consume(ID, (upload) => Promise.resolve(upload?.received))).toBe(3);
    expect(files()).toEqual([]);
    expect(await store.consume(ID, (upload) => Promise.resolve(upload))).toBeNull();
  });

  test('are lent to one work at a time, and removed by nobody meanwhile', async () => {
    const { open } = makeWorld();
    const store = open(() => Date.now() + 10 * KEPT_MS);
    await begin(store, 0);
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await expect(store.dataStore.remove(ID)).rejects.toMatchObject({ code: 'UPLOAD_CONFLICT' });
      await store.removeExpired();
      expect(await store.dataStore.getUpload(ID)).toMatchObject({ size: 0 });
      order.push(`${name} ends`);
      throw new Error(name);
    };
    const both = [store.consume(ID, work('first')), store.consume(ID, work('second'))];
    expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
    await store.dataStore.remove(ID);
    expect(await store.find(ID)).toBeNull();
  });
});
