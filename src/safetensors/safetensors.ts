import { createHash } from 'node:crypto';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '../domain/index.ts';
import { widenHalfFloats } from './half-float.ts';

/** One array of a file, still as bytes, little-endian, in row-major order. */
export interface StoredArray {
  readonly dtype: 'F32' | 'F16';
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A whole `.safetensors` file in memory. The bytes of the arrays are views of one buffer. */
export interface WeightsFile {
  /** Of the whole file, lower-case hex. */
  readonly sha256: string;
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/** One float32 array to be written, handed over piece by piece so that a large one is never held twice. */
export interface ArraySource {
  readonly name: string;
  readonly shape: readonly number[];
  readonly pieces: () => Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/** Facts that a file keeps of itself, as text. */
export type WeightsMetadata = Readonly<Record<string, string>>;

export const ITEM_BYTES = { F32: 4, F16: 2 } as const;
const MAX_HEADER_BYTES = 100_000_000;

/** Number of values of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && Number(item) >= 0);

const lengthOfHeader = (start: Buffer, fileBytes: number): number => {
  if (start.length < 8) throw new Error('the file is shorter than its header');
  const length = Number(start.readBigUInt64LE(0));
  if (length > MAX_HEADER_BYTES || 8 + length > fileBytes)
    throw new Error('the header is longer than the file');
  return length;
};

const parseHeader = (text: string): Record<string, unknown> => {
  const header: unknown = JSON.parse(text);
  if (!isRecord(header)) throw new Error('the header is not an object');
  return header;
};

export interface Entry extends Omit<StoredArray, 'bytes'> {
  readonly name: string;
  /** Counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

const readEntry = (name: string, entry: unknown, dataBytes: number): Entry => {
  if (!isRecord(entry)) throw new Error(`${name} is not described by an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== 'F32' && dtype !== 'F16')
    throw new Error(`${name} has the type ${String(dtype)}, expected F32 or F16`);
  if (!areCounts(shape) || !areCounts(offsets)) throw new Error(`${name} has no valid shape and offsets`);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2)
    throw new Error(`${name} has no valid offsets`);
  if (end - begin !== sizeOf(shape) * ITEM_BYTES[dtype])
    throw new Error(`${name} has a size that is not that of its shape`);
  if (end > dataBytes) throw new Error(`${name} ends after the file`);
  return { name, dtype, shape, begin, end };
};

/** What a header says of its arrays, in the order of their bytes. The format allows no hole and no overlap. */
const readEntries = (header: Readonly<Record<string, unknown>>, dataBytes: number): readonly Entry[] => {
  const found = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => readEntry(name, entry, dataBytes))
    .sort((one, other) => one.begin - other.begin || one.end - other.end);
  let position = 0;
  for (const { name, begin, end } of found) {
    if (begin !== position) throw new Error(`${name} does not begin where the array before it ends`);
    position = end;
  }
  if (position !== dataBytes) throw new Error('the file holds bytes that belong to no array');
  return found;
};

/** The arrays of a `.safetensors` file; throws an `Error` that names the fault. */
export const parseSafetensors = (file: Buffer): ReadonlyMap<string, StoredArray> => {
  const length = lengthOfHeader(file, file.length);
  const header = parseHeader(file.toString('utf8', 8, 8 + length));
  const data = file.subarray(8 + length);
  return new Map(
    readEntries(header, data.length).map(({ name, dtype, shape, begin, end }) => [
      name,
      { dtype, shape, bytes: data.subarray(begin, end) },
    ]),
  );
};

export const asWeightsFault = (location: string, cause: unknown): AppError => {
  const file = basename(location);
  if (cause instanceof Error && 'code' in cause) {
    const detail = `Expected the weights file ${file}, and it cannot be read (${String(cause.code)}).`;
    return new AppError('WEIGHTS_MISSING', detail, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AppError('WEIGHTS_INVALID', `The weights file ${file} cannot be used: ${reason}.`, { cause });
};

/** Reads a weights file. `WEIGHTS_MISSING` when it is not there, `WEIGHTS_INVALID` when it is not a sound `.safetensors` file. */
export const readWeightsFile = async (location: string): Promise<WeightsFile> => {
  try {
    const file = await readFile(location);
    return { sha256: createHash('sha256').update(file).digest('hex'), arrays: parseSafetensors(file) };
  } catch (cause) {
    throw asWeightsFault(location, cause);
  }
};

export const readExactly = async (file: FileHandle, position: number, bytes: number): Promise<Buffer> => {
  const buffer = Buffer.alloc(bytes);
  let done = 0;
  while (done < bytes) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, position + done);
    if (bytesRead === 0) throw new Error('the file ends too early');
    done += bytesRead;
  }
  return buffer;
};

export const readIndex = async (
  file: FileHandle,
): Promise<{ dataStart: number; entries: readonly Entry[] }> => {
  const { size } = await file.stat();
  const length = lengthOfHeader(await readExactly(file, 0, Math.min(8, size)), size);
  const header = parseHeader((await readExactly(file, 8, length)).toString('utf8'));
  return { dataStart: 8 + length, entries: readEntries(header, size - 8 - length) };
};

export const withFile = async <T>(location: string, work: (file: FileHandle) => Promise<T>): Promise<T> => {
  try {
    const file = await open(location);
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw asWeightsFault(location, cause);
  }
};

/** Names of the arrays of a weights file, from its header alone. Errors as `readWeightsFile`. */
export const readArrayNames = (location: string): Promise<readonly string[]> =>
  withFile(location, async (file) => (await readIndex(file)).entries.map(({ name }) => name));

/** Those arrays of a weights file whose names are `wanted`; the others are not brought into memory. Errors as `readWeightsFile`. */
export const readSomeArrays = (
  location: string,
  wanted: (name: string) => boolean,
): Promise<Pick<WeightsFile, 'arrays'>> =>
  withFile(location, async (file) => {
    const { dataStart, entries } = await readIndex(file);
    const arrays = new Map<string, StoredArray>();
    for (const { name, dtype, shape, begin, end } of entries) {
      if (!wanted(name)) continue;
      arrays.set(name, { dtype, shape, bytes: await readExactly(file, dataStart + begin, end - begin) });
    }
    return { arrays };
  });

/** The values of an array as float32: a view where the bytes allow it, otherwise a copy. */
export const floatsOf = ({ dtype, bytes }: StoredArray): Float32Array => {
  const width = ITEM_BYTES[dtype];
  const aligned = bytes.byteOffset % width === 0 ? bytes : Uint8Array.from(bytes);
  const { buffer, byteOffset } = aligned;
  return dtype === 'F32'
    ? new Float32Array(buffer, byteOffset, bytes.length / width)
    : widenHalfFloats(new Uint16Array(buffer, byteOffset, bytes.length / width));
};

/** The values of the array `name`, which must have that shape; `WEIGHTS_INVALID` otherwise. */
export const takeFloats = (
  file: Pick<WeightsFile, 'arrays'>,
  name: string,
  shape: readonly number[],
): Float32Array => {
  const array = file.arrays.get(name);
  if (array === undefined)
    throw new AppError(
      'WEIGHTS_INVALID',
      `Expected an array ${name} in the weights file, and there is none.`,
    );
  if (array.shape.join() !== shape.join()) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `Expected ${name} of shape [${shape.join()}], received [${array.shape.join()}].`,
    );
  }
  return floatsOf(array);
};
