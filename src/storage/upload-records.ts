import path from 'node:path';
import type { Configstore, FileStore } from '@tus/file-store';
import { makeFolder, namesIn, removeAll, writeAtomically } from './files.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';

/** An upload as the protocol's library knows it. */
export type TusUpload = Awaited<ReturnType<FileStore['getUpload']>>;

const UPLOAD_ID = /^up_[0-9A-Za-z]{1,64}$/;

/** True for a well-formed id of an upload. Any other text must not become part of a path. */
export const isUploadId = (text: string): boolean => UPLOAD_ID.test(text);

const SUFFIX = '.json';

const UPLOAD_RECORD: RecordKind<TusUpload> = {
  name: 'the record of an upload',
  isOne: (value): value is TusUpload => hasKeys(value, 'id', 'offset', 'creation_date'),
};

/** Where the record of an upload lies, beside its data. */
export const recordOf = (folder: string, id: string): string => path.join(folder, `${id}${SUFFIX}`);

/** The id of the upload that a file of the folder belongs to, or null for a write that was cut off. */
export const idOfFile = (name: string): string | null => {
  const id = name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : name;
  return isUploadId(id) ? id : null;
};

/** Records of uploads, each in a file of its own that is replaced as one step and outlasts a power cut. */
export const makeUploadRecords = (folder: string): Configstore => ({
  get: async (id) =>
    isUploadId(id) ? ((await readRecord(recordOf(folder, id), UPLOAD_RECORD)) ?? undefined) : undefined,
  set: async (id, upload) => {
    await makeFolder(folder);
    await writeAtomically(recordOf(folder, id), JSON.stringify(upload));
  },
  delete: (id) => removeAll(recordOf(folder, id)),
  list: async () =>
    ((await namesIn(folder)) ?? []).flatMap((name) => {
      const id = name.endsWith(SUFFIX) ? idOfFile(name) : null;
      return id === null ? [] : [id];
    }),
});
