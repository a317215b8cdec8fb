import { randomUUID } from 'node:crypto';
import { copyFile, link, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset, DatasetFile } from '../domain/index.ts';
import type { DatasetDraft, IncomingFile, ReceivedFile, StoredFile } from '../ports/index.ts';
import { digestOf, writeWithDigest } from './copy-with-digest.ts';
import { completeDatasetFolder, objectIn } from './dataset-folder.ts';
import { makeFolder, onDisk, removeAll } from './files.ts';
import { type IntakeLimits, makeIntakeCount } from './limits.ts';

/** What a draft needs of its store. */
export interface DraftSurroundings {
  readonly temporaryFolder: string;
  readonly limits: IntakeLimits;
  /** Where the content of a file of another dataset lies. */
  readonly locate: (datasetId: string, file: DatasetFile) => Promise<string>;
  /** Takes over a finished draft folder; the dataset that is visible afterwards, and whether it is the draft's. */
  readonly publish: (
    folder: string,
    dataset: Dataset,
  ) => Promise<{ readonly dataset: Dataset; readonly isNew: boolean }>;
}

/** Gives a file a second name; a disk without links gets a copy. */
const shareFile = async (from: string, to: string): Promise<void> => {
  const isShared = await onDisk(
    async () => {
      await link(from, to);
      return true;
    },
    { codes: ['EXDEV', 'EMLINK', 'EPERM', 'ENOTSUP'], fallback: false },
  );
  if (!isShared) await onDisk(() => copyFile(from, to));
};

/** Opens a folder for a dataset that is being received. Files on disk have names of ours, never the user's. */
export const openFsDraft = async ({
  temporaryFolder,
  limits,
  locate,
  publish,
}: DraftSurroundings): Promise<DatasetDraft> => {
  const folder = path.join(temporaryFolder, `draft-${randomUUID()}`);
  await makeFolder(path.join(folder, 'objects'));
  const count = makeIntakeCount(limits);
  const discard = (): Promise<void> => removeAll(folder);
  const incomingPlace = (): string => path.join(folder, `incoming-${randomUUID()}`);

  const countBytes = (name: string): ((total: number) => void) => {
    let before = 0;
    return (total) => {
      count.bytes(name, total, total - before);
      before = total;
    };
  };

  const keep = async (incoming: string, sha256: string): Promise<string> => {
    const location = objectIn(folder, sha256);
    await onDisk(() => rename(incoming, location));
    return location;
  };

  const take = async (file: IncomingFile): Promise<StoredFile> => {
    const onBytes = countBytes(file.path);
    if (file.kind === 'referenced') {
      return { ...(await digestOf(file.content, onBytes)), location: file.location };
    }
    if (file.kind === 'stored') {
      onBytes(file.file.bytes);
      return { ...file.file, location: await keep(file.file.location, file.file.sha256) };
    }
    const incoming = incomingPlace();
    if (file.kind === 'stream') {
      const digest = await writeWithDigest(file.content, incoming, onBytes);
      return { ...digest, location: await keep(incoming, digest.sha256) };
    }
    const { bytes, sha256, reference } = file.file;
    onBytes(bytes);
    const location = await locate(file.datasetId, file.file);
    if (reference !== null) return { bytes, sha256, location };
    await shareFile(location, incoming);
    return { bytes, sha256, location: await keep(incoming, sha256) };
  };

  const referenceOf = (file: IncomingFile): string | null => {
    if (file.kind === 'referenced') return file.reference;
    return file.kind === 'shared' ? file.file.reference : null;
  };

  const receive = async (file: IncomingFile): Promise<ReceivedFile> => {
    count.file();
    return { path: file.path, ...(await take(file)), reference: referenceOf(file) };
  };

  const commit: DatasetDraft['commit'] = async (dataset, files) => {
    await completeDatasetFolder(folder, dataset, files);
    const published = await publish(folder, dataset);
    if (!published.isNew) await discard();
    return published;
  };

  return { receive, commit, discard };
};
