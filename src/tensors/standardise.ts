import type { Engine, Tensor } from './engine.ts';
import type { HeldArray } from './variable.ts';

/** Mean and deviation of each feature over the training set. */
export interface Standardiser {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Below this share of its mean a deviation is rounding, and the feature is constant. */
const CONSTANT = 1e-7;

/** Features of the training set, `[pictures, width]`, in pieces of whole rows; the same ones each time it is called. */
export type FeaturePieces = () => AsyncIterable<Float32Array>;

const addUp = async (
  pieces: FeaturePieces,
  width: number,
  term: (value: number, feature: number) => number,
) => {
  const sum = new Float64Array(width);
  let rows = 0;
  for await (const piece of pieces()) {
    rows += piece.length / width;
    for (let at = 0; at < piece.length; at += 1) {
      const feature = at % width;
      sum[feature] = (sum[feature] ?? 0) + term(piece[at] ?? 0, feature);
    }
  }
  return sum.map((total) => total / rows);
};

/** Measures the features of the training set, in double precision. A constant feature gets the deviation 1. */
export const measureStandardiser = async (pieces: FeaturePieces, width: number): Promise<Standardiser> => {
  const mean = await addUp(pieces, width, (value) => value);
  const variance = await addUp(pieces, width, (value, feature) => (value - (mean[feature] ?? 0)) ** 2);
  const deviation = variance.map((square, feature) => {
    const root = Math.sqrt(square);
    return root <= CONSTANT * Math.abs(mean[feature] ?? 0) ? 1 : root;
  });
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(deviation) };
};

/** `(features - mean) / deviation` of features `[rows, width]`, in place. */
export const standardise = (features: Float32Array, { mean, deviation }: Standardiser): void => {
  for (let at = 0; at < features.length; at += 1) {
    const feature = at % mean.length;
    features[at] = ((features[at] ?? 0) - (mean[feature] ?? 0)) / (deviation[feature] ?? 1);
  }
};

/** `(features - mean) / deviation` of features `[rows, width]`, and the way back; without a standardiser both change nothing. */
export const makeFeatureScaling = ({ tf }: Engine, standardiser: Standardiser | null) => {
  if (standardiser === null)
    return { forward: (features: Tensor) => features, backward: (delta: Tensor) => delta };
  const { mean, deviation } = standardiser;
  return {
    forward: (features: Tensor): Tensor =>
      tf.tidy(() => tf.div<Tensor>(tf.sub<Tensor>(features, tf.tensor1d(mean)), tf.tensor1d(deviation))),
    backward: (delta: Tensor): Tensor => tf.tidy(() => tf.div<Tensor>(delta, tf.tensor1d(deviation))),
  };
};

function* scaledRows(kernel: HeldArray, { deviation }: Standardiser): Generator<Float32Array> {
  const units = kernel.shape[1] ?? 1;
  let row = 0;
  for (const piece of kernel.pieces()) {
    const first = row;
    yield piece.map((weight, at) => weight / (deviation[first + Math.floor(at / units)] ?? 1));
    row += piece.length / units;
  }
}

function* shiftedBias(
  kernel: HeldArray,
  bias: HeldArray,
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
 * The arrays of dense layers that were trained on standardised features, changed so that they take plain ones:
 * `(x - mean) / deviation * kernel + bias` is `x * (kernel / deviation) + (bias - sum(mean / deviation * kernel))`.
 */
export const foldStandardiser = (
  arrays: readonly HeldArray[],
  standardiser: Standardiser | null,
): readonly HeldArray[] => {
  if (standardiser === null) return arrays;
  const [kernel, bias, ...rest] = arrays;
  if (kernel === undefined || bias === undefined) throw new Error('no dense layers');
  return [
    { ...kernel, pieces: () => scaledRows(kernel, standardiser) },
    { ...bias, pieces: () => shiftedBias(kernel, bias, standardiser) },
    ...rest,
  ];
};
