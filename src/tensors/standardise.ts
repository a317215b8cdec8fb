import type { ArraySource } from './safetensors.ts';

/** Mean and deviation of each feature over the training set. */
export interface Standardiser {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** Below this share of its mean a deviation is rounding, and the feature is constant. */
const CONSTANT = 1e-7;

/** Measures the features of the training set, in double precision. A constant feature gets the deviation 1. */
export const makeStandardiser = (rows: readonly Float32Array[]): Standardiser => {
  const width = rows[0]?.length ?? 0;
  const mean = new Float64Array(width);
  const deviation = new Float64Array(width);
  for (const row of rows)
    for (const [index, value] of row.entries()) mean[index] = (mean[index] ?? 0) + value / rows.length;
  for (const row of rows) {
    for (const [index, value] of row.entries()) {
      deviation[index] = (deviation[index] ?? 0) + (value - (mean[index] ?? 0)) ** 2 / rows.length;
    }
  }
  return {
    mean,
    deviation: deviation.map((variance, index) => {
      const root = Math.sqrt(variance);
      return root <= CONSTANT * Math.abs(mean[index] ?? 0) ? 1 : root;
    }),
  };
};

/** The rows at `indices` one after the other, standardised where a standardiser is given. */
export const gatherRows = (
  rows: readonly Float32Array[],
  indices: readonly number[],
  standardiser: Standardiser | null,
): Float32Array => {
  const width = rows[0]?.length ?? 0;
  const gathered = new Float32Array(indices.length * width);
  for (const [position, row] of indices.entries()) gathered.set(rows[row] ?? [], position * width);
  if (standardiser === null) return gathered;
  const { mean, deviation } = standardiser;
  for (let at = 0; at < gathered.length; at += 1) {
    const feature = at % width;
    gathered[at] = ((gathered[at] ?? 0) - (mean[feature] ?? 0)) / (deviation[feature] ?? 1);
  }
  return gathered;
};

function* scaledRows(kernel: ArraySource, { deviation }: Standardiser): Generator<Float32Array> {
  const units = kernel.shape[1] ?? 1;
  let row = 0;
  for (const piece of kernel.pieces()) {
    const first = row;
    yield piece.map((weight, at) => weight / (deviation[first + Math.floor(at / units)] ?? 1));
    row += piece.length / units;
  }
}

function* shiftedBias(
  kernel: ArraySource,
  bias: ArraySource,
  { mean, deviation }: Standardiser,
): Generator<Float32Array> {
  const units = kernel.shape[1] ?? 1;
  const shift = new Float64Array(units);
  let row = 0;
  for (const piece of kernel.pieces()) {
    for (const [at, weight] of piece.entries()) {
      const feature = row + Math.floor(at / units);
      shift[at % units] =
        (shift[at % units] ?? 0) + (weight * (mean[feature] ?? 0)) / (deviation[feature] ?? 1);
    }
    row += piece.length / units;
  }
  let unit = 0;
  for (const piece of bias.pieces()) {
    const first = unit;
    yield piece.map((value, at) => value - (shift[first + at] ?? 0));
    unit += piece.length;
  }
}

/**
 * The arrays of a head that was trained on standardised features, changed so that it takes plain ones:
 * `(x - mean) / deviation * kernel + bias` is `x * (kernel / deviation) + (bias - sum(mean / deviation * kernel))`.
 */
export const foldStandardiser = (
  [kernel, bias, ...rest]: readonly ArraySource[],
  standardiser: Standardiser,
): readonly ArraySource[] => {
  if (kernel === undefined || bias === undefined) throw new Error('a head without layers');
  return [
    { ...kernel, pieces: () => scaledRows(kernel, standardiser) },
    { ...bias, pieces: () => shiftedBias(kernel, bias, standardiser) },
    ...rest,
  ];
};
