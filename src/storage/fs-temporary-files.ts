import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import type { TemporaryFiles } from '../ports/index.ts';
import { writeWithDigest } from './copy-with-digest.ts';
import { makeFolder, namesIn, onDisk, removeAll } from './files.ts';

/** Temporary files below `tmp/` of the data folder, on the same disk as what they become. */
export const makeFsTemporaryFiles = (dataFolder: string): TemporaryFiles => ({
  open: async () => {
    const folder = path.resolve(dataFolder, 'tmp', `upload-${randomUUID()}`);
    await makeFolder(folder);
    const place = (): string => path.join(folder, randomUUID());
    return {
      place,
      receive: async (content) => {
        const file = place();
        await writeWithDigest(content, file);
        return file;
      },
      read: (location) => {
        if (path.dirname(location) === folder) return createReadStream(location);
        throw new AppError('INTERNAL', 'expected the location of a file of this folder');
      },
      discard: () => removeAll(folder),
    };
  },
});

/** Removes what processes that ended without cleaning up left among the temporary files, once it is older than `ageMs`. */
export const removeStaleFiles = async (dataFolder: string, nowMs: number, ageMs: number): Promise<void> => {
  const folder = path.resolve(dataFolder, 'tmp');
  for (const name of (await namesIn(folder)) ?? []) {
    const location = path.join(folder, name);
    const facts = await onDisk(() => stat(location), { codes: ['ENOENT'], fallback: null });
    if (facts !== null && nowMs - facts.mtimeMs > ageMs) await removeAll(location);
  }
};
