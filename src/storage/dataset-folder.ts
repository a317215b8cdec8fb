import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Dataset, type DatasetFile, KEPT_VERDICTS } from '../domain/index.ts';
import { writeDatasetFiles } from './dataset-files.ts';
import { moveFolder, onDisk, removeAll, sync, writeAtomically } from './files.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';

const DATASET: RecordKind<Dataset> = {
  name: 'the record of a dataset',
  isOne: (value): value is Dataset => hasKeys(value, 'id', 'fingerprint', 'classes'),
};

const SYNCED_AT_ONCE = 16;

/** Where the content with this sha256 lies in a dataset's folder. */
export const objectIn = (folder: string, sha256: string): string => path.join(folder, 'objects', sha256);

/** The dataset of a folder, or null if the folder holds none. */
export const readDataset = (folder: string): Promise<Dataset | null> =>
  readRecord(path.join(folder, 'dataset.json'), DATASET);

const syncAll = async (files: readonly string[]): Promise<void> => {
  const rest = files.values();
  const work = async (): Promise<void> => {
    for (const file of rest) await sync(file);
  };
  await Promise.all(Array.from({ length: SYNCED_AT_ONCE }, work));
};

/** Makes a folder that holds received contents a whole dataset, durably; contents that are not kept are removed. */
export const completeDatasetFolder = async (
  folder: string,
  dataset: Dataset,
  files: readonly DatasetFile[],
): Promise<void> => {
  const kept = new Set(
    files
      .filter(({ verdict, reference }) => reference === null && KEPT_VERDICTS.has(verdict))
      .map(({ sha256 }) => sha256),
  );
  const objects = path.join(folder, 'objects');
  const names = await onDisk(() => readdir(objects));
  await onDisk(async () => {
    for (const name of names) if (!kept.has(name)) await rm(path.join(objects, name));
  });
  await syncAll([...kept].map((sha256) => objectIn(folder, sha256)));
  await sync(objects);
  await writeDatasetFiles(folder, files);
  await writeAtomically(path.join(folder, 'dataset.json'), JSON.stringify(dataset, null, 2));
};

/**
 * Makes the folder vanish as one step if it is that of the dataset `id`. Another dataset may take its place between the look
 * and the step: it is put back.
 */
export const vanishDataset = async (folder: string, id: string, temporaryFolder: string): Promise<void> => {
  if ((await readDataset(folder))?.id !== id) return;
  const grave = path.join(temporaryFolder, `removed-${randomUUID()}`);
  const isMoved = await onDisk(
    async () => {
      await rename(folder, grave);
      return true;
    },
    { codes: ['ENOENT'], fallback: false },
  );
  if (!isMoved) return;
  await sync(path.dirname(folder));
  const moved = await readDataset(grave);
  if (moved !== null && moved.id !== id && (await moveFolder(grave, folder))) return;
  await removeAll(grave);
};
