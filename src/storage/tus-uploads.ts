import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileStore } from '@tus/file-store';
import type { ReceivedUpload, Uploads } from '../ports/index.ts';
import { namesIn, onDisk, removeAll } from './files.ts';
import { makeSerial } from './serial.ts';
import { UploadDataStore } from './upload-data-store.ts';
import { idOfFile, recordOf, type TusUpload } from './upload-records.ts';

/** Resumable uploads of a data folder. */
export interface UploadStore extends Uploads {
  /** What the protocol's library writes to. */
  readonly dataStore: FileStore;
  /** The upload as far as it was received; null if there is none or it has expired. */
  find(id: string): Promise<ReceivedUpload | null>;
  /** Removes uploads that nothing was written to for `keptMs`, and what broken-off writes left. */
  removeExpired(): Promise<void>;
}

/** How long uploads are kept, and the time of day in milliseconds. */
export interface UploadStoreOptions {
  /** After the last write. */
  readonly keptMs: number;
  readonly nowMs: () => number;
}

const toReceived = (upload: TusUpload, location: string): ReceivedUpload => ({
  location,
  bytes: upload.size ?? null,
  received: upload.offset,
  isComplete: upload.offset === upload.size,
  name: upload.metadata?.['filename'] ?? null,
});

const lastWriteMs = async (location: string): Promise<number | null> => {
  const facts = await onDisk(() => stat(location), { codes: ['ENOENT'], fallback: null });
  return facts?.mtimeMs ?? null;
};

const removeOld = async (
  store: UploadDataStore,
  folder: string,
  isOld: (timeMs: number) => boolean,
): Promise<void> => {
  const ids = new Set<string>();
  for (const name of (await namesIn(folder)) ?? []) {
    const id = idOfFile(name);
    if (id !== null) ids.add(id);
    else if (isOld((await lastWriteMs(path.join(folder, name))) ?? Infinity)) {
      await removeAll(path.join(folder, name));
    }
  }
  for (const id of ids) {
    const timeMs = (await lastWriteMs(store.placeOf(id))) ?? (await lastWriteMs(recordOf(folder, id)));
    if (timeMs !== null && isOld(timeMs) && !store.isHeld(id)) await store.discard(id);
  }
};

/** The resumable uploads below `uploads/` of the data folder, which is made with the first of them. */
export const makeUploadStore = (dataFolder: string, { keptMs, nowMs }: UploadStoreOptions): UploadStore => {
  const folder = path.resolve(dataFolder, 'uploads');
  const dataStore = new UploadDataStore(folder, keptMs);
  const serial = makeSerial();
  const find = async (id: string): Promise<ReceivedUpload | null> => {
    const upload = await dataStore.find(id, nowMs());
    return upload === null ? null : toReceived(upload, dataStore.placeOf(id));
  };
  return {
    dataStore,
    find,
    consume: (id, work) =>
      serial(id, () =>
        dataStore.hold(id, async () => {
          const result = await work(await find(id));
          // What cannot be removed now expires.
          await dataStore.discard(id).catch(() => undefined);
          return result;
        }),
      ),
    removeExpired: () => removeOld(dataStore, folder, (timeMs) => nowMs() - timeMs > keptMs),
  };
};
