import { type AugmentRecipe, type Example, makeRandom } from '../domain/index.ts';
import { augmentPicture } from '../images/index.ts';
import type { PixelsOf, RowComputer } from './row-computer.ts';
import type { Rows } from './rows.ts';

/** Said to the user of a job whose pictures are changed at random. */
export const AUGMENT_WARNING =
  'The recipe changes training pictures at random, so their features cannot be kept: each step runs the frozen part of the backbone on its pictures again. Validation pictures are not changed, and their features are kept.';

/** Decoded pictures that stay in memory; the rest is decoded again each time. */
const DECODED_MAX_BYTES = 256 * 1024 * 1024;

/** What augmented rows are computed from. */
export interface AugmentedRowSource {
  readonly width: number;
  readonly computer: RowComputer;
  readonly pixelsOf: PixelsOf;
  readonly recipe: AugmentRecipe;
  readonly seed: number;
}

/** The first pictures that fit stay: every pass takes each picture once, so that one put out for another is never there in time. */
const keepDecoded = (pixelsOf: PixelsOf): PixelsOf => {
  const kept = new Map<string, Uint8Array>();
  let bytes = 0;
  return async (example) => {
    const known = kept.get(example.sha256);
    if (known !== undefined) return known;
    const pixels = await pixelsOf(example);
    if (bytes + pixels.length <= DECODED_MAX_BYTES && !kept.has(example.sha256)) {
      kept.set(example.sha256, pixels);
      bytes += pixels.length;
    }
    return pixels;
  };
};

/**
 * Rows of examples that are changed at random each time they are taken. What a picture becomes depends on the seed, the step and
 * its place in the batch alone, so that a run can go on from any step. One gather at a time.
 */
export const makeAugmentedRows = (
  { width, computer, pixelsOf, recipe, seed }: AugmentedRowSource,
  examples: readonly Example[],
): Rows => {
  const decode = keepDecoded(pixelsOf);
  const random = makeRandom(seed);
  return {
    count: examples.length,
    width,
    gather: async (indices, draw) => {
      const pictures = await Promise.all(indices.flatMap((index) => examples[index] ?? []).map(decode));
      const changed = pictures.map((pixels, position) =>
        augmentPicture(pixels, recipe, random.fork(`augment/${draw}/${position}`)),
      );
      const values = new Float32Array(pictures.length * width);
      const rows = await computer.compute(changed);
      for (const [at, row] of rows.entries()) values.set(row, at * width);
      return values;
    },
  };
};
