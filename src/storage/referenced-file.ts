import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import { onDisk } from './files.ts';

/** Codes with which a file that is gone, or has become a link or a folder, cannot be opened or read. */
const GONE = ['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EACCES'];

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

/** The bytes of a referenced file, verified against its hash: what is used is what was verified. `DATASET_CHANGED`. */
export const readReferenced = async (
  root: string | null,
  reference: string,
  sha256: string,
): Promise<Uint8Array> => {
  const location = referencedLocation(root, reference);
  const bytes = await onDisk(
    async () => {
      const file = await open(location, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
    { codes: GONE, fallback: null },
  );
  if (bytes === null) throw changed(reference, 'found none that can be read');
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found === sha256) return bytes;
  throw changed(reference, `found other content (sha256 ${found} instead of ${sha256})`);
};
