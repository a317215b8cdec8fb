import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import type { StoredFile, TemporaryFiles, TemporaryFolder } from '../ports/index.ts';
import { writeWithDigest } from './copy-with-digest.ts';
import { makeFolder, namesIn, onDisk, removeAll } from './files.ts';
import { listingIn } from './listed-files.ts';
import { toLines } from './records.ts';

/** A list that is opened for its first line only, and stays open: forms may have a hundred thousand parts. */
const makeListing = (folder: string) => {
  let opened: Promise<FileHandle> | null = null;
  return {
    add: async (name: string, file: StoredFile): Promise<void> => {
      opened ??= onDisk(() => open(listingIn(folder), 'a'));
      const handle = await opened;
      await onDisk(() => handle.appendFile(toLines([{ path: name, file }])));
    },
    close: async (): Promise<void> => {
      const handle = await opened?.catch(() => null);
      await handle?.close();
    },
  };
};

const openFolder = async (folder: string): Promise<TemporaryFolder> => {
  await makeFolder(folder);
  const listing = makeListing(folder);
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
      await listing.add(name, await receive(content));
    },
    read: (location) => {
      if (path.dirname(location) === folder) return createReadStream(location);
      throw new AppError('INTERNAL', 'expected the location of a file of this folder');
    },
    discard: async () => {
      await listing.close();
      await removeAll(folder);
    },
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
