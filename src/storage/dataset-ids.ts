import path from 'node:path';
import { makeFolder, moveFile, namesIn, readText, removeFile, sync, writeAtomically } from './files.ts';
import { isId } from './names.ts';

/** Where an id stands. It is in one place at a time, and moves from one to the next in one step. */
export type IdPlace = 'ids' | 'bin' | 'purged';

/**
 * The ids of datasets: a file for each, named by the id, with the fingerprint in it. Its folder says what the dataset is:
 * `ids/` it is there, `bin/` it lies in the bin, `purged/` it is on its way out for good. A move is a rename, so of two
 * processes that want to move the same id differently one wins, and after a crash it is in one place or in the other.
 */
export interface DatasetIds {
  /** Makes the folders; before anything else. */
  prepare(): Promise<void>;
  /** The fingerprint of an id that is at this place; null for any other, and for what is no id. */
  fingerprintOf(id: string, place: IdPlace): Promise<string | null>;
  /** All ids at a place, in no order. */
  at(place: IdPlace): Promise<readonly string[]>;
  /** Puts a new id among those that are there, durably. */
  give(id: string, fingerprint: string): Promise<void>;
  /** Durably; false if the id was not at the first place. */
  move(id: string, from: IdPlace, to: IdPlace): Promise<boolean>;
  /** Forgets an id; false if it was not at this place. */
  forget(id: string, place: IdPlace): Promise<boolean>;
}

const PLACES: readonly IdPlace[] = ['ids', 'bin', 'purged'];

/** The ids below the folder of a dataset store. */
export const makeDatasetIds = (root: string): DatasetIds => {
  const folderOf = (place: IdPlace): string => path.join(root, place);
  const fileOf = (id: string, place: IdPlace): string => path.join(folderOf(place), id);
  return {
    prepare: async () => {
      for (const place of PLACES) await makeFolder(folderOf(place));
    },
    fingerprintOf: async (id, place) => (isId(id) ? readText(fileOf(id, place)) : null),
    at: async (place) => ((await namesIn(folderOf(place))) ?? []).filter(isId),
    give: (id, fingerprint) => writeAtomically(fileOf(id, 'ids'), fingerprint),
    move: async (id, from, to) => {
      if (!isId(id)) return false;
      await makeFolder(folderOf(to));
      if (!(await moveFile(fileOf(id, from), fileOf(id, to)))) return false;
      await sync(folderOf(to));
      await sync(folderOf(from));
      return true;
    },
    forget: async (id, place) => isId(id) && (await removeFile(fileOf(id, place))),
  };
};
