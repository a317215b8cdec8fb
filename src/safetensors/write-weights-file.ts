import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../domain/index.ts';
import { type ArraySource, ITEM_BYTES, sizeOf, type WeightsMetadata } from './safetensors.ts';

const headerOf = (sources: readonly ArraySource[], metadata: WeightsMetadata): Buffer => {
  let position = 0;
  const entries = sources.map(({ name, shape }) => {
    const begin = position;
    position += sizeOf(shape) * ITEM_BYTES.F32;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, position] }] as const;
  });
  const facts = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata] as const];
  const text = Buffer.from(JSON.stringify(Object.fromEntries([...facts, ...entries])));
  // Padding with spaces lets the arrays begin at a multiple of 8, so that they can be viewed in place.
  const length = Math.ceil(text.length / 8) * 8;
  const header = Buffer.alloc(8 + length, ' ');
  header.writeBigUInt64LE(BigInt(length), 0);
  text.copy(header, 8);
  return header;
};

const writeAll = async (file: FileHandle, bytes: Uint8Array): Promise<void> => {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done)).bytesWritten;
};

/** The bytes of a file in order. */
async function* bytesOf(
  sources: readonly ArraySource[],
  metadata: WeightsMetadata,
): AsyncGenerator<Uint8Array> {
  yield headerOf(sources, metadata);
  for (const { name, shape, pieces } of sources) {
    let values = 0;
    for await (const piece of pieces()) {
      values += piece.length;
      yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    }
    if (values !== sizeOf(shape))
      throw new Error(`${name} has ${values} values, which are not those of its shape`);
  }
}

/** While the system takes one piece the next is read out. */
const writeBody = async (
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  onBytes: (bytes: Uint8Array) => void,
): Promise<void> => {
  let writing = Promise.resolve();
  try {
    for await (const piece of bytes) {
      await writing;
      writing = writeAll(file, piece);
      // A failure comes out a piece later.
      writing.catch(() => undefined);
      onBytes(piece);
    }
  } finally {
    await writing;
  }
};

const asStorageFault = (error: unknown): unknown =>
  error instanceof Error && 'code' in error
    ? new AppError('STORAGE_UNAVAILABLE', `The weights cannot be written (${String(error.code)}).`, {
        cause: error,
      })
    : error;

const syncFolder = async (location: string): Promise<void> => {
  const folder = await open(dirname(location), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** A weights file that the system has taken whole, but that has neither reached the disk nor got its name. */
export interface UnfinishedWeightsFile {
  /** Waits for the disk, and gives the file its name. `STORAGE_UNAVAILABLE`. */
  finish(): Promise<void>;
  /** Removes it instead. */
  discard(): Promise<void>;
}

/**
 * Begins to write arrays as a `.safetensors` file in the order given, under a temporary name beside `location`. When it resolves
 * all of them have been read out, and the wait for the disk may go on beside other work. `onBytes` hears of the bytes of the
 * file in order; `metadata` is kept beside the arrays. Names are ASCII. `STORAGE_UNAVAILABLE` when the disk does not take it.
 */
export const startWeightsFile = async (
  location: string,
  sources: readonly ArraySource[],
  metadata: WeightsMetadata = {},
  onBytes: (bytes: Uint8Array) => void = () => undefined,
): Promise<UnfinishedWeightsFile> => {
  const temporary = `${location}.partial`;
  const orDiscard = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      await rm(temporary, { force: true });
      throw asStorageFault(error);
    }
  };
  const file = await orDiscard(() => open(temporary, 'w'));
  const closing = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await file.close();
      throw error;
    }
  };
  await orDiscard(() => closing(() => writeBody(file, bytesOf(sources, metadata), onBytes)));
  return {
    finish: () =>
      orDiscard(async () => {
        await closing(() => file.sync());
        await file.close();
        await rename(temporary, location);
        await syncFolder(location);
      }),
    discard: async () => {
      await file.close();
      await rm(temporary, { force: true });
    },
  };
};

/**
 * Writes arrays as a `.safetensors` file in the order given: to a temporary name beside it, to the disk, then renamed, so that
 * a reader finds the old file or the new one. `metadata` is kept beside them. `STORAGE_UNAVAILABLE` when the disk does not take it.
 */
export const writeWeightsFile = async (
  location: string,
  sources: readonly ArraySource[],
  metadata: WeightsMetadata = {},
): Promise<void> => (await startWeightsFile(location, sources, metadata)).finish();
