import path from 'node:path';
import type { DatasetFile } from '../domain/index.ts';
import { readDatasetFiles } from './dataset-files.ts';
import { objectIn } from './dataset-folder.ts';
import { namesIn, sync } from './files.ts';
import { shareFile } from './share-file.ts';

const objectsOf = async (folder: string): Promise<ReadonlySet<string>> =>
  new Set((await namesIn(path.join(folder, 'objects'))) ?? []);

/** The files of a dataset's folder without the references of those whose content the folder holds by now. */
export const withoutCopied = async (
  folder: string,
  files: readonly DatasetFile[],
): Promise<readonly DatasetFile[]> => {
  if (files.every(({ reference }) => reference === null)) return files;
  const objects = await objectsOf(folder);
  return files.map((file) =>
    file.reference !== null && objects.has(file.sha256) ? { ...file, reference: null } : file,
  );
};

/**
 * Takes over from `draft`, durably, the contents that the dataset in `folder` has by reference only: the dataset depends less on the
 * folder of the references with each one, and its record stays as it is. False if `folder` vanished meanwhile.
 */
export const takeOverContents = async (draft: string, folder: string): Promise<boolean> => {
  const [offered, held] = [await objectsOf(draft), await objectsOf(folder)];
  if ([...offered].every((sha256) => held.has(sha256))) return true;
  const referenced = (await readDatasetFiles(folder)).filter(({ reference }) => reference !== null);
  const wanted = new Set(referenced.map(({ sha256 }) => sha256));
  for (const sha256 of offered) {
    if (held.has(sha256) || !wanted.has(sha256)) continue;
    if (!(await shareFile(objectIn(draft, sha256), objectIn(folder, sha256)))) return false;
  }
  await sync(path.join(folder, 'objects'));
  return true;
};
