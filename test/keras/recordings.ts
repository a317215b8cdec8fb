import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Interpolation } from '../../src/domain/index.ts';
import { createPictureReader, PICTURE_LIMITS } from '../../src/images/index.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const photos = process.env['KERAS_PHOTOS'] ?? 'examples/photos';

/** What Keras computed, as far as these tests read it. */
export interface Numbers {
  readonly flow_from_directory: {
    readonly filenames: readonly string[];
    readonly class_indices: Readonly<Record<string, number>>;
    readonly classes: readonly number[];
    readonly sha256_of_224x224_rgb_uint8: Readonly<Record<string, Readonly<Record<Interpolation, string>>>>;
  };
  readonly head_training: {
    readonly batches: readonly (readonly string[])[];
    readonly loss_before_each_step: Readonly<Record<string, readonly number[]>>;
    readonly optimizers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  /** Trained from the same start, on the same batches. */
  readonly block5_fine_tuning: {
    readonly loss_before_each_step: readonly number[];
    readonly settings: Readonly<Record<string, unknown>>;
  };
}

export const readNumbers = (): Numbers =>
  JSON.parse(readFileSync(join(recordings, 'numbers', 'numbers.json'), 'utf8')) as Numbers;

/** The arrays of a recorded file by name, as float32. */
export const readArrays = async (name: string): Promise<(array: string) => Float32Array> => {
  const { arrays } = await readWeightsFile(join(recordings, 'numbers', name));
  return (array) => {
    const found = arrays.get(array);
    if (found === undefined) throw new Error(`no array ${array} in ${name}`);
    return floatsOf(found);
  };
};

/** The pixels of a recorded photo as the recordings took them. */
export const readPhoto = (filename: string, interpolation: Interpolation): Promise<Uint8Array> =>
  createPictureReader(PICTURE_LIMITS).decode(
    { path: join(photos, filename) },
    { width: 224, height: 224, interpolation, orient: false },
  );
