import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import type { StoredFile, TemporaryFiles, TemporaryFolder } from '../ports/index.ts';
import { writeWithDigest } from './copy-with-digest.ts';
import { appendText, makeFolder, namesIn, onDisk, removeAll } from './files.ts';
import { listingIn } from './listed-files.ts';
import { toLines } from './records.ts';

const openFolder = async (folder: string): Promise<TemporaryFolder> => {
  await makeFolder(folder);
  const place = (): string => path.join(folder, randomUUID());
  const receive = async (content: AsyncIterable<Uint8Array>): Promise<StoredFile> => {
    const location = place();
    return { location, ...(await writeWithDigest(content, location)) };
  };
  return {
    location: folder,
    place,
    receive,
    receiveListed: async (name, content) => {
      const file = await receive(content);
      await appendText(listingIn(folder), toLines([{ path: name, file }]), false);
    },
    read: (location) => {
      if (path.dirname(location) === folder) return createReadStream(location);
      throw new AppError('INTERNAL', 'expected the location of a file of this folder');
    },
    discard: () => removeAll(folder),
  };
};

/** Temporary files below `tmp/` of the data folder, on the same disk as what they become. */
export const makeFsTemporaryFiles = (dataFolder: string): TemporaryFiles => ({
  open: () => openFolder(path.resolve(dataFolder, 'tmp', `upload-${randomUUID()}`)),
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
