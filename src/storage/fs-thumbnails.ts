import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import type { ThumbnailKey, Thumbnails } from '../ports/index.ts';
import { systemCode } from './files.ts';
import { isSha256 } from './names.ts';

const nameOf = (key: ThumbnailKey): string => {
  if (key.kind === 'sheet') return `sheet-${key.classIndex ?? 'all'}.jpg`;
  if (isSha256(key.sha256)) return `${key.sha256}-${key.size}.jpg`;
  throw new AppError('INTERNAL', `expected the sha256 of a picture, received "${key.sha256}"`);
};

/** Runs file work whose failure costs time only, as what is not found is made again. Faults of the program go on. */
const ifPossible = async <T>(work: () => Promise<T>): Promise<T | null> => {
  try {
    return await work();
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return null;
  }
};

/**
 * Thumbnails in `datasets/<fingerprint>/thumbnails/` below `dataFolder`, where they go with the dataset. A file gets its name
 * when it is whole, so readers see no half of it; nothing is synced, as a power cut may take what can be made again.
 */
export const makeFsThumbnails = (dataFolder: string): Thumbnails => {
  const root = path.resolve(dataFolder, 'datasets');
  const folderOf = (fingerprint: string): string => {
    if (isSha256(fingerprint)) return path.join(root, fingerprint, 'thumbnails');
    throw new AppError('INTERNAL', `expected the fingerprint of a dataset, received "${fingerprint}"`);
  };
  return {
    find: async (fingerprint, key) => {
      const file = path.join(folderOf(fingerprint), nameOf(key));
      return ifPossible(() => readFile(file));
    },
    keep: async (fingerprint, key, jpeg) => {
      const folder = folderOf(fingerprint);
      const name = nameOf(key);
      const temporary = path.join(folder, `.${name}-${randomUUID()}`);
      // Only the last folder is made: the one above is the dataset's, which must not come back once it is removed.
      await ifPossible(() => mkdir(folder));
      const isKept = await ifPossible(async () => {
        await writeFile(temporary, jpeg, { flag: 'wx' });
        await rename(temporary, path.join(folder, name));
        return true;
      });
      if (isKept === null) await ifPossible(() => rm(temporary, { force: true }));
    },
  };
};
