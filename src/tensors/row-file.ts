import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError } from '../domain/index.ts';

/** The row of one picture, found by the sha256 of the picture's file (64 hexadecimal digits). */
export interface FeatureRow {
  readonly sha256: string;
  readonly values: Float32Array;
}

/** Rows of pictures in a file. Rejects with what the file system reports; a row that was being added is then not there. */
export interface RowFile {
  readonly has: (sha256: string) => boolean;
  /** Fills `target` with a picture's row. False when it is not there, or not as it was written: then `has` forgets it. */
  readonly read: (sha256: string, target: Float32Array) => Promise<boolean>;
  /** Adds rows behind those that are there. One call at a time. */
  readonly append: (rows: readonly FeatureRow[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Where a row lies and what its bytes add up to. */
interface Place {
  readonly row: number;
  readonly crc: number;
}

/** An entry of the index: sha256 of the picture, crc32 of the row, crc32 of both. Entry i is of row i. */
const SHA256_BYTES = 32;
export const ENTRY_BYTES = SHA256_BYTES + 8;

const makeEntry = (sha256: string, crc: number): Buffer => {
  const entry = Buffer.alloc(ENTRY_BYTES);
  entry.write(sha256, 'hex');
  entry.writeUInt32LE(crc, SHA256_BYTES);
  entry.writeUInt32LE(crc32(entry.subarray(0, SHA256_BYTES + 4)), SHA256_BYTES + 4);
  return entry;
};

/** The rows that an index knows of; a damaged entry hides its row alone. Of two rows of a picture the later one counts. */
const readPlaces = (index: Buffer, rows: number): Map<string, Place> => {
  const places = new Map<string, Place>();
  for (let row = 0; row < rows; row += 1) {
    const entry = index.subarray(row * ENTRY_BYTES, (row + 1) * ENTRY_BYTES);
    if (crc32(entry.subarray(0, SHA256_BYTES + 4)) !== entry.readUInt32LE(SHA256_BYTES + 4)) continue;
    places.set(entry.toString('hex', 0, SHA256_BYTES), { row, crc: entry.readUInt32LE(SHA256_BYTES) });
  }
  return places;
};

const bytesOf = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** One write may take a part only. */
const writeAll = async (file: FileHandle, bytes: Uint8Array, position: number): Promise<void> => {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
};

const readWhole = async (file: FileHandle, bytes: Uint8Array, position: number): Promise<boolean> => {
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    return bytesRead === bytes.length;
  } catch {
    // A sector that cannot be read is a damaged row.
    return false;
  }
};

/** `index`: null where the rows need not outlast this process. */
const makeRowFile = (
  values: FileHandle,
  index: FileHandle | null,
  width: number,
  places: Map<string, Place>,
  firstFree: number,
): RowFile => {
  const rowBytes = width * Float32Array.BYTES_PER_ELEMENT;
  let rows = firstFree;
  return {
    has: (sha256) => places.has(sha256),
    read: async (sha256, target) => {
      const place = places.get(sha256);
      if (place === undefined) return false;
      const bytes = bytesOf(target);
      const isWhole = await readWhole(values, bytes, place.row * rowBytes);
      if (isWhole && crc32(bytes) === place.crc) return true;
      places.delete(sha256);
      return false;
    },
    append: async (added) => {
      const crcs: number[] = [];
      for (const [at, row] of added.entries()) {
        const bytes = bytesOf(row.values);
        if (bytes.length !== rowBytes) {
          throw new AppError('INTERNAL', `Expected a row of ${rowBytes} bytes, received ${bytes.length}.`);
        }
        await writeAll(values, bytes, (rows + at) * rowBytes);
        crcs.push(crc32(bytes));
      }
      if (index !== null) {
        // The index may name a row only when its values would outlast a power cut.
        await values.datasync();
        const entries = added.map(({ sha256 }, at) => makeEntry(sha256, crcs[at] ?? 0));
        await writeAll(index, Buffer.concat(entries), rows * ENTRY_BYTES);
      }
      for (const [at, { sha256 }] of added.entries())
        places.set(sha256, { row: rows + at, crc: crcs[at] ?? 0 });
      rows += added.length;
    },
    close: async () => {
      await values.close();
      await index?.close();
    },
  };
};

const VALUES = 'values.f32';
const INDEX = 'index';

const openIndexed = async (folder: string, width: number, flags: string): Promise<RowFile> => {
  const values = await open(join(folder, VALUES), flags);
  let index: FileHandle | null = null;
  try {
    index = await open(join(folder, INDEX), flags);
    const entries = await index.readFile();
    const { size } = await values.stat();
    const rowBytes = width * Float32Array.BYTES_PER_ELEMENT;
    const rows = Math.min(Math.floor(entries.length / ENTRY_BYTES), Math.floor(size / rowBytes));
    return makeRowFile(values, index, width, readPlaces(entries, rows), rows);
  } catch (error) {
    await values.close();
    await index?.close();
    throw error;
  }
};

/**
 * The rows in a folder: `values.f32` (float32, little endian, one row after the other) and `index`. What a process that was
 * killed left half written is not there, and is overwritten by the next row that is added.
 * With `canAppend` the files are made where they are missing, and the caller sees to it that nobody else adds rows; without, they are
 * read as they are now, and `append` rejects.
 */
export const openRowFile = async (folder: string, width: number, canAppend: boolean): Promise<RowFile> => {
  if (!canAppend) return openIndexed(folder, width, 'r');
  for (const name of [VALUES, INDEX]) {
    const file = await open(join(folder, name), 'a');
    await file.close();
  }
  return openIndexed(folder, width, 'r+');
};

/** Rows in a file that has no name in any folder: it is gone with this process, however that ends. `file` is the caller's until then. */
export const makePrivateRowFile = (file: FileHandle, width: number): RowFile =>
  makeRowFile(file, null, width, new Map(), 0);
