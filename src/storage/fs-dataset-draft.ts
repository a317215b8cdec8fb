import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { AppError, type Dataset, type DatasetFile } from '../domain/index.ts';
import type { DatasetDraft, IncomingFile, ReceivedFile, StoredFile } from '../ports/index.ts';
import { digestOf } from './copy-with-digest.ts';
import { completeDatasetFolder, objectIn } from './dataset-folder.ts';
import { makeFolder, onDisk, removeAll } from './files.ts';
import { type IntakeLimits, makeIntakeCount } from './limits.ts';
import { makeStreamReceiver } from './receive-stream.ts';
import { shareFile } from './share-file.ts';

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

const share = async (
  { datasetId, file }: Extract<IncomingFile, { kind: 'shared' }>,
  folder: string,
  locate: DraftSurroundings['locate'],
): Promise<StoredFile> => {
  const { bytes, sha256, reference } = file;
  const held = await locate(datasetId, file);
  if (reference !== null) return { bytes, sha256, location: held };
  const location = objectIn(folder, sha256);
  if (await shareFile(held, location)) return { bytes, sha256, location };
  throw new AppError('FILE_NOT_FOUND', `expected the content ${sha256} in the dataset "${datasetId}"`);
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

  const receiveStream = makeStreamReceiver({
    incoming: () => path.join(folder, `incoming-${randomUUID()}`),
    object: (sha256) => objectIn(folder, sha256),
    keep,
  });

  const take = async (file: IncomingFile): Promise<StoredFile> => {
    const onBytes = countBytes(file.path);
    if (file.kind === 'referenced') {
      return { ...(await digestOf(file.content, onBytes)), location: file.location };
    }
    if (file.kind === 'stored') {
      onBytes(file.file.bytes);
      return { ...file.file, location: await keep(file.file.location, file.file.sha256) };
    }
    if (file.kind === 'shared') {
      onBytes(file.file.bytes);
      return share(file, folder, locate);
    }
    return receiveStream(file.content, onBytes);
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
