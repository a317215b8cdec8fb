import { randomUUID } from 'node:crypto';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import type { Dataset, DatasetFile } from '../domain/index.ts';
import type { DatasetDraft, IncomingFile, ReceivedFile } from '../ports/index.ts';
import { writeWithDigest } from './copy-with-digest.ts';
import { completeDatasetFolder, objectIn } from './dataset-folder.ts';
import { makeFolder, onDisk, removeAll } from './files.ts';
import { type IntakeLimits, makeIntakeCount } from './limits.ts';

/** Takes over a finished draft folder; the dataset that is visible afterwards, and whether it is the draft's. */
export type PublishDraft = (
  folder: string,
  dataset: Dataset,
) => Promise<{ readonly dataset: Dataset; readonly isNew: boolean }>;

/** Opens a folder for a dataset that is being received. Files on disk have names of ours, never the user's. */
export const openFsDraft = async (
  temporaryFolder: string,
  limits: IntakeLimits,
  publish: PublishDraft,
): Promise<DatasetDraft> => {
  const folder = path.join(temporaryFolder, `draft-${randomUUID()}`);
  await makeFolder(path.join(folder, 'objects'));
  const count = makeIntakeCount(limits);
  const discard = (): Promise<void> => removeAll(folder);

  const receive = async ({ path: name, content }: IncomingFile): Promise<ReceivedFile> => {
    count.file();
    const incoming = path.join(folder, `incoming-${randomUUID()}`);
    let before = 0;
    const digest = await writeWithDigest(content, incoming, (total) => {
      count.bytes(name, total, total - before);
      before = total;
    });
    const location = objectIn(folder, digest.sha256);
    await onDisk(() => rename(incoming, location));
    return { path: name, ...digest, location };
  };

  const commit = async (
    dataset: Dataset,
    files: readonly DatasetFile[],
  ): Promise<{ dataset: Dataset; isNew: boolean }> => {
    await completeDatasetFolder(folder, dataset, files);
    const published = await publish(folder, dataset);
    if (!published.isNew) await discard();
    return published;
  };

  return { receive, commit, discard };
};
