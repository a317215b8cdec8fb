import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { AppError, type VersionNotes } from '../domain/index.ts';
import type { NotesState } from '../ports/index.ts';
import { makeFolder, moveFolder, namesIn, removeAll, writeAtomically } from './files.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';

const FOLDER = /^notes-([1-9]\d{0,8})$/;
const FILE = 'notes.json';
const NOTES: RecordKind<VersionNotes> = {
  name: 'the notes of a model version',
  isOne: (value): value is VersionNotes => hasKeys(value, 'description', 'metadata'),
};

const folderAt = (versionFolder: string, number: number): string =>
  path.join(versionFolder, `notes-${number}`);

const numbersIn = async (versionFolder: string): Promise<readonly number[]> =>
  ((await namesIn(versionFolder)) ?? []).flatMap((name) => {
    const digits = FOLDER.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });

/** The notes in the folder of a version. Change number n lies in `notes-<n>/`, and the highest number counts. */
export const readNotes = async (versionFolder: string): Promise<NotesState> => {
  for (let passedBy = 0; ; ) {
    const changes = Math.max(0, ...(await numbersIn(versionFolder)));
    if (changes === 0) return { changes, notes: null };
    const notes = await readRecord(path.join(folderAt(versionFolder, changes), FILE), NOTES);
    if (notes !== null) return { changes, notes };
    // Who wrote newer ones has removed these meanwhile; without newer ones the file is missing.
    if (changes === passedBy) {
      throw new AppError('STORAGE_UNAVAILABLE', `expected ${NOTES.name} in a file, received none`);
    }
    passedBy = changes;
  }
};

/**
 * Writes change number `seen + 1`. It is made in the folder for temporary files and moved as one step, which no second one with the
 * same number can do: then false. Older notes are removed.
 */
export const writeNotes = async (
  versionFolder: string,
  temporaryFolder: string,
  notes: VersionNotes,
  seen: number,
): Promise<boolean> => {
  const number = seen + 1;
  const draft = path.join(temporaryFolder, `notes-${randomUUID()}`);
  await makeFolder(draft);
  try {
    await writeAtomically(path.join(draft, FILE), JSON.stringify(notes));
    if (!(await moveFolder(draft, folderAt(versionFolder, number)))) return false;
  } finally {
    await removeAll(draft);
  }
  const numbers = await numbersIn(versionFolder);
  const highest = Math.max(number, ...numbers);
  for (const old of numbers.filter((other) => other < highest)) await removeAll(folderAt(versionFolder, old));
  // A number below the highest was free only because the notes of that number had been removed already.
  return number === highest;
};
