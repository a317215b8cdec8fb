import { open } from 'node:fs/promises';
import { AppError } from '../domain/index.ts';
import { weightsInvalid } from './weights-invalid.ts';

const SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
const SUPERBLOCK_BYTES = 64;

/** Where the end of the file is written down, by version of the superblock (HDF5 File Format Specification 3.0, II.A). */
const END_OFFSETS: Readonly<Record<number, number>> = { 0: 40, 1: 44, 2: 28, 3: 28 };

const readStart = async (location: string): Promise<{ start: Buffer; bytes: number }> => {
  try {
    const file = await open(location);
    try {
      const start = Buffer.alloc(SUPERBLOCK_BYTES);
      await file.read(start, 0, SUPERBLOCK_BYTES, 0);
      return { start, bytes: (await file.stat()).size };
    } finally {
      await file.close();
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError('WEIGHTS_MISSING', `Expected a file of Keras, and it cannot be read (${code}).`, {
      cause,
    });
  }
};

/** That a file is HDF5 and as long as it says itself: `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const checkSuperblock = async (location: string): Promise<void> => {
  const { start, bytes } = await readStart(location);
  if (!start.subarray(0, SIGNATURE.length).equals(SIGNATURE))
    throw weightsInvalid('Expected an HDF5 file (.h5), received a file that does not begin as one.');
  const version = start[SIGNATURE.length] ?? 0;
  const endOffset = END_OFFSETS[version];
  if (endOffset === undefined)
    throw weightsInvalid(`Expected an HDF5 superblock of version 0 to 3, received version ${version}.`);
  const expected = Number(start.readBigUInt64LE(endOffset));
  if (bytes < expected)
    throw weightsInvalid(
      `Expected ${expected} bytes, as the file says of itself, received ${bytes}: it is cut off.`,
    );
};
