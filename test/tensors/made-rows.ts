import { createHash } from 'node:crypto';
import type { FeatureKey } from '../../src/tensors/feature-cache.ts';
import type { FeatureRow, RowFile } from '../../src/tensors/row-file.ts';

/** The name of a made picture. */
export const madeSha256 = (picture: number): string =>
  createHash('sha256').update(String(picture)).digest('hex');

/** The row of a made picture: its number, `width` times. */
export const madeRow = (picture: number, width: number): FeatureRow => ({
  sha256: madeSha256(picture),
  values: new Float32Array(width).fill(picture),
});

/** A key of rows of `width` values of a dataset. */
export const madeKey = (datasetFingerprint: string, width: number): FeatureKey => ({
  datasetFingerprint,
  base: 'made',
  preprocess: 'caffe',
  interpolation: 'bilinear',
  orient: true,
  pool: 'map',
  width,
  engine: 'none',
});

/** Which of the made pictures 0 .. `count` - 1 have a row, read and found to be theirs. */
export const readMadeRows = async (file: RowFile, count: number, width: number): Promise<number[]> => {
  const found: number[] = [];
  for (let picture = 0; picture < count; picture += 1) {
    const target = new Float32Array(width);
    if (!(await file.read(madeSha256(picture), target))) continue;
    if (!target.every((value) => value === picture)) throw new Error(`picture ${picture} has another row`);
    found.push(picture);
  }
  return found;
};
