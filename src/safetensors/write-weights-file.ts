import { writeSync } from 'node:fs';
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
  /** Gives the file its name without waiting: it outlasts this process, but not a power cut. `STORAGE_UNAVAILABLE`. */
  finishSoon(): Promise<void>;
}

/** How a weights file is begun. */
export interface WeightsFileOptions {
  /** Kept beside the arrays. */
  readonly metadata?: WeightsMetadata;
  /** Hears of the bytes of the file in order. */
  readonly onBytes?: (bytes: Uint8Array) => void;
  /** A file that nobody needs any more: its room is written over, for which the system takes a third of the time. */
  readonly spare?: string | null;
}

type Take = (file: FileHandle, bytes: Uint8Array, position: number) => Promise<void>;

const takeBeside: Take = async (file, bytes, position) => {
  let done = 0;
  while (done < bytes.length)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
};

/** Without the way through another thread, which takes longer than the work. */
const takeAtOnce: Take = (file, bytes, position) => {
  let done = 0;
  while (done < bytes.length) done += writeSync(file.fd, bytes, done, bytes.length - done, position + done);
  return Promise.resolve();
};

const openTemporary = async (temporary: string, spare: string | null): Promise<FileHandle> => {
  if (spare === null) return open(temporary, 'w');
  await rename(spare, temporary);
  return open(temporary, 'r+');
};

const begin = async (
  location: string,
  sources: readonly ArraySource[],
  { metadata = {}, onBytes, spare = null }: WeightsFileOptions,
  take: Take,
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
  const file = await orDiscard(() => openTemporary(temporary, spare));
  const orClose = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await file.close();
      throw error;
    }
  };
  const writeBody = async (): Promise<void> => {
    let position = 0;
    for await (const bytes of bytesOf(sources, metadata)) {
      await take(file, bytes, position);
      onBytes?.(bytes);
      position += bytes.length;
    }
    await file.truncate(position);
  };
  await orDiscard(() => orClose(writeBody));
  const giveName = async (): Promise<void> => {
    await file.close();
    await rename(temporary, location);
  };
  return {
    finish: () =>
      orDiscard(async () => {
        await orClose(() => file.sync());
        await giveName();
        await syncFolder(location);
      }),
    finishSoon: () => orDiscard(giveName),
  };
};

/**
 * Begins to write arrays as a `.safetensors` file in the order given, under a temporary name beside `location`. When it resolves
 * all of them have been read out, and the wait for the disk may go on beside other work; until then the thread does nothing
 * else. Names are ASCII. `STORAGE_UNAVAILABLE` when the disk does not take it.
 */
export const startWeightsFile = (
  location: string,
  sources: readonly ArraySource[],
  options: WeightsFileOptions = {},
): Promise<UnfinishedWeightsFile> => begin(location, sources, options, takeAtOnce);

/**
 * Writes arrays as a `.safetensors` file in the order given: to a temporary name beside it, to the disk, then renamed, so that
 * a reader finds the old file or the new one. `metadata` is kept beside them. `STORAGE_UNAVAILABLE` when the disk does not take it.
 */
export const writeWeightsFile = async (
  location: string,
  sources: readonly ArraySource[],
  metadata: WeightsMetadata = {},
): Promise<void> => (await begin(location, sources, { metadata }, takeBeside)).finish();
