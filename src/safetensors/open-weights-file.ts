import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../domain/index.ts';
import { asWeightsFault, type Entry, floatsOf, readExactly, readIndex } from './safetensors.ts';

/** A weights file whose arrays are read a piece at a time, so that none has to fit in memory. */
export interface OpenWeightsFile {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** The values of an array as float32, in row-major order, `values` at a time; the last piece may be shorter. */
  pieces(name: string, values: number): AsyncGenerator<Float32Array>;
  close(): Promise<void>;
}

const ITEM_BYTES = { F32: 4, F16: 2 } as const;

async function* readPieces(
  file: FileHandle,
  dataStart: number,
  { dtype, begin, end }: Entry,
  values: number,
): AsyncGenerator<Float32Array> {
  const step = values * ITEM_BYTES[dtype];
  for (let position = begin; position < end; position += step) {
    const bytes = await readExactly(file, dataStart + position, Math.min(step, end - position));
    yield floatsOf({ dtype, shape: [bytes.length / ITEM_BYTES[dtype]], bytes });
  }
}

const indexOf = async (file: FileHandle, location: string) => {
  try {
    return await readIndex(file);
  } catch (error) {
    await file.close();
    throw asWeightsFault(location, error);
  }
};

/** Opens a weights file; whoever opens it closes it. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const openWeightsFile = async (location: string): Promise<OpenWeightsFile> => {
  const file = await open(location).catch((error: unknown) => {
    throw asWeightsFault(location, error);
  });
  const { dataStart, entries } = await indexOf(file, location);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    shapes: new Map(entries.map(({ name, shape }) => [name, shape])),
    pieces: (name, values) => {
      const entry = byName.get(name);
      if (entry !== undefined) return readPieces(file, dataStart, entry, values);
      throw new AppError('WEIGHTS_INVALID', `Expected an array ${name} in the weights file, found none.`);
    },
    close: () => file.close(),
  };
};
