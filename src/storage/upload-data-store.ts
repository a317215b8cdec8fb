import { type FileHandle, open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { AppError } from '../domain/index.ts';
import { onDisk, removeAll } from './files.ts';
import { isUploadId, makeUploadRecords, type TusUpload } from './upload-records.ts';

const notFound = (id: string): AppError =>
  new AppError(
    'UPLOAD_NOT_FOUND',
    `expected the id of an upload, received ${JSON.stringify(id.slice(0, 80))}`,
  );

const writeWhole = async (handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> => {
  let written = 0;
  while (written < chunk.byteLength) {
    const { bytesWritten } = await handle.write(
      chunk,
      written,
      chunk.byteLength - written,
      position + written,
    );
    written += bytesWritten;
  }
};

/**
 * The files behind the protocol's library, in one folder: `<id>` and `<id>.json`. The size of the
 * data file is the offset, so whatever reached the disk counts, also after the process was killed. An upload expires
 * `keptMs` after its last write. Errors are `AppError`s: `UPLOAD_NOT_FOUND`, `UPLOAD_CONFLICT`, `STORAGE_UNAVAILABLE`.
 */
export class UploadDataStore extends FileStore {
  readonly #folder: string;
  readonly #keptMs: number;
  readonly #held = new Set<string>();

  constructor(folder: string, keptMs: number) {
    super({
      // The library makes the folder behind our back, and where it cannot, the process ends.
      directory: '/',
      configstore: makeUploadRecords(folder),
      expirationPeriodInMilliseconds: keptMs,
    });
    this.directory = folder;
    this.#folder = folder;
    this.#keptMs = keptMs;
  }

  /** Where the data of an upload lies. */
  placeOf(id: string): string {
    if (isUploadId(id)) return path.join(this.#folder, id);
    throw notFound(id);
  }

  /** Keeps an upload from being removed while `work` runs. */
  async hold<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.#held.add(id);
    try {
      return await work();
    } finally {
      this.#held.delete(id);
    }
  }

  /** Whether `hold` keeps it. */
  isHeld(id: string): boolean {
    return this.#held.has(id);
  }

  /** The upload, or null if there is none or it has expired. */
  async find(id: string, nowMs: number): Promise<TusUpload | null> {
    if (!isUploadId(id) || (await this.configstore.get(id)) === undefined) return null;
    const facts = await onDisk(() => stat(this.placeOf(id)), { codes: ['ENOENT'], fallback: null });
    if (facts === null || nowMs - facts.mtimeMs > this.#keptMs) return null;
    const upload = await onDisk(() => super.getUpload(id));
    // The library counts the time to expiry from here.
    upload.creation_date = facts.mtime.toISOString();
    return upload;
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    const location = this.placeOf(upload.id);
    try {
      return await onDisk(() => super.create(upload));
    } catch (error) {
      await removeAll(location);
      throw error;
    }
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const upload = await this.find(id, Date.now());
    if (upload === null) throw notFound(id);
    return upload;
  }

  /** Bytes that were written before an error stay, and the bytes that an answer counts outlast a power cut. */
  override async write(content: Readable, id: string, offset: number): Promise<number> {
    const chunks: AsyncIterable<Uint8Array> = content;
    const handle = await onDisk(() => open(this.placeOf(id), 'r+'));
    let position = offset;
    try {
      for await (const chunk of chunks) {
        const at = position;
        await onDisk(() => writeWhole(handle, chunk, at));
        position += chunk.byteLength;
      }
      await onDisk(() => handle.datasync());
    } finally {
      await onDisk(() => handle.close());
    }
    return position;
  }

  override async remove(id: string): Promise<void> {
    if (this.#held.has(id)) {
      const detail =
        'expected an upload that nothing is made of, received one that becomes a dataset right now';
      throw new AppError('UPLOAD_CONFLICT', detail);
    }
    if ((await this.find(id, Date.now())) === null) throw notFound(id);
    await this.discard(id);
  }

  /** Removes its files; nothing happens if there are none. Without a record there is no upload, so that goes first. */
  async discard(id: string): Promise<void> {
    await this.configstore.delete(id);
    await removeAll(this.placeOf(id));
  }
}
