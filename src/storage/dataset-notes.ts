import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isThere, onDisk, writeAtomically } from './files.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';

interface BinNote {
  readonly binnedAt: string;
}

const BIN_NOTE: RecordKind<BinNote> = {
  name: 'the time at which a dataset was put into the bin',
  isOne: (value): value is BinNote => hasKeys(value, 'binnedAt'),
};

/** Of the dataset itself nothing changes; notes lie beside it in its folder and go with it. */
const binNoteIn = (folder: string): string => path.join(folder, 'binned.json');
const sharedIn = (folder: string): string => path.join(folder, 'shared');

/** Notes when a dataset goes into the bin; whether it lies there the place of its id says. */
export const noteBinned = (folder: string, binnedAt: string): Promise<void> =>
  writeAtomically(binNoteIn(folder), JSON.stringify({ binnedAt }));

/** When a dataset last went into the bin; null if that was never noted. */
export const binnedAtIn = async (folder: string): Promise<string | null> =>
  (await readRecord(binNoteIn(folder), BIN_NOTE))?.binnedAt ?? null;

/** Notes that a dataset was given to somebody besides the one who made it. False if its folder is not there any more. */
export const noteShared = (folder: string): Promise<boolean> =>
  onDisk(
    async () => {
      await writeFile(sharedIn(folder), '');
      return true;
    },
    { codes: ['ENOENT'], fallback: false },
  );

/** Whether a dataset was given to somebody besides the one who made it. */
export const isShared = (folder: string): Promise<boolean> => isThere(sharedIn(folder));
