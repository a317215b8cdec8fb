import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import { onDisk } from './files.ts';

/** Codes with which a file that is gone, closed, or has become a link, a folder or a socket, cannot be opened or read. */
const GONE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EACCES', 'EPERM', 'ENXIO', 'ENODEV', 'ENAMETOOLONG'];

/** No picture is read that is larger, so no larger file can be the one that was received. */
const MAX_BYTES = 512 * 1024 * 1024;

const changed = (reference: string, found: string): AppError =>
  new AppError(
    'DATASET_CHANGED',
    `expected the file ${JSON.stringify(reference)} below DATASETS_ROOT as it was when the dataset was made, ${found}`,
  );

/** Absolute path of a referenced file. `DATASET_CHANGED` without a root. */
export const referencedLocation = (root: string | null, reference: string): string => {
  if (root === null) throw changed(reference, 'found that DATASETS_ROOT is not set any more');
  return path.join(root, reference);
};

/** What is at a place now: bytes, or in words why there are none. Waits for nobody, whatever lies there. */
const readNow = (location: string): Promise<Uint8Array | string> =>
  onDisk(
    async () => {
      const file = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        const facts = await file.stat();
        if (!facts.isFile()) return 'something that is no file';
        if (facts.size > MAX_BYTES) return `one of ${facts.size} bytes`;
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
    { codes: GONE, fallback: 'none that can be read' },
  );

/** The bytes of a referenced file, verified against its hash: what is used is what was verified. `DATASET_CHANGED`. */
export const readReferenced = async (
  root: string | null,
  reference: string,
  sha256: string,
): Promise<Uint8Array> => {
  const bytes = await readNow(referencedLocation(root, reference));
  if (typeof bytes === 'string') throw changed(reference, `found ${bytes}`);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw changed(reference, `found other content (sha256 ${found} instead of ${sha256})`);
};
