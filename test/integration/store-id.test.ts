import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readStoreId } from '../../src/storage/index.ts';
import { makeTemporaryFolder } from './support/redis.ts';

const makeFolder = (): string => {
  const folder = makeTemporaryFolder();
  onTestFinished(() => {
    folder.remove();
  });
  return folder.path;
};

describe('the id of a store', () => {
  it('is the same for all who ask, also at the same time, and another one elsewhere', async () => {
    const folder = join(makeFolder(), 'data');
    const ids = await Promise.all(Array.from({ length: 8 }, () => readStoreId(folder)));
    expect(new Set([...ids, await readStoreId(folder)]).size).toBe(1);
    expect(await readStoreId(makeFolder())).not.toBe(ids[0]);
    expect(readdirSync(folder)).toEqual(['store-id']);
  });

  it('is not made up anew when its file is damaged', async () => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'store-id'), 'no id');
    await expect(readStoreId(folder)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });
});
