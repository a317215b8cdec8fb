import { closeSync, openSync, readSync } from 'node:fs';
import { AppError } from '../domain/index.ts';
import { ITEM_BYTES, readIndex, withFile } from './safetensors.ts';

/** A float32 weights file whose arrays are read at once, one when it is asked for, so that only that one is in memory. */
export interface OpenArrays {
  /** The values of an array, which must have that shape; the caller's. `WEIGHTS_INVALID` otherwise. */
  floats(name: string, shape: readonly number[]): Float32Array;
  close(): void;
}

const readInto = (file: number, values: Float32Array, position: number): void => {
  const bytes = new Uint8Array(values.buffer);
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0)
      throw new AppError('WEIGHTS_INVALID', 'Expected a whole weights file, and it ends early.');
    done += read;
  }
};

/** Opens a weights file; whoever opens it closes it. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const openArrays = async (location: string): Promise<OpenArrays> => {
  const { dataStart, entries } = await withFile(location, readIndex);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const file = openSync(location, 'r');
  return {
    floats: (name, shape) => {
      const entry = byName.get(name);
      if (entry?.dtype !== 'F32' || entry.shape.join() !== shape.join()) {
        const detail = `Expected a float32 array ${name} of shape [${shape.join()}], received ${entry === undefined ? 'none' : `[${entry.shape.join()}]`}.`;
        throw new AppError('WEIGHTS_INVALID', detail);
      }
      const values = new Float32Array((entry.end - entry.begin) / ITEM_BYTES.F32);
      readInto(file, values, dataStart + entry.begin);
      return values;
    },
    close: () => {
      closeSync(file);
    },
  };
};
