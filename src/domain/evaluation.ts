import type { Prediction } from './model.ts';

/** Logits of several pictures with their labels: `logits` is `[labels.length, classes]`, row by row. */
export interface LabelledLogits {
  readonly logits: Float32Array;
  readonly labels: readonly number[];
  readonly classes: number;
}

/** What is known of one class. null where nothing was counted that it could be a share of. */
export interface ClassReport {
  readonly classIndex: number;
  /** Pictures of this class. */
  readonly support: number;
  /** Of those predicted as this class, the share that is of it. */
  readonly precision: number | null;
  /** Of those of this class, the share that was predicted as it. */
  readonly recall: number | null;
  /** `2 tp / (2 tp + fp + fn)`. */
  readonly f1: number | null;
}

/** Rows are true classes, columns predicted ones. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Probabilities of logits divided by `temperature`; they sum to 1. Computed in double precision, from the largest logit down. */
export const softmax = (logits: Float32Array, temperature = 1): number[] => {
  let largest = Number.NEGATIVE_INFINITY;
  for (const logit of logits) largest = Math.max(largest, logit);
  const weights = Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
};

/** The position of the largest value, the first of equal ones, as `argmax` in NumPy. */
export const argMax = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] ?? Number.NaN) > (values[best] ?? Number.NaN)) best = index;
  }
  return best;
};

/** The `count` likeliest classes, likeliest first; equal ones in the order of the classes. */
export const topPredictions = (
  probabilities: readonly number[],
  classNames: readonly string[],
  count: number,
): readonly Prediction[] =>
  classNames
    .map((className, index) => ({ className, probability: probabilities[index] ?? 0 }))
    .sort((left, right) => right.probability - left.probability)
    .slice(0, count);

const rowOf = ({ logits, classes }: LabelledLogits, row: number): Float32Array =>
  logits.subarray(row * classes, (row + 1) * classes);

/** Counts pictures by true and predicted class. */
export const confusionMatrix = (input: LabelledLogits): ConfusionMatrix => {
  const matrix = Array.from({ length: input.classes }, () => new Array<number>(input.classes).fill(0));
  for (const [row, label] of input.labels.entries()) {
    const counts = matrix[label];
    const predicted = argMax(rowOf(input, row));
    if (counts !== undefined) counts[predicted] = (counts[predicted] ?? 0) + 1;
  }
  return matrix;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The share of pictures on the diagonal; null for none. */
export const accuracyOf = (matrix: ConfusionMatrix): number | null =>
  share(sum(matrix.map((row, index) => row[index] ?? 0)), sum(matrix.map(sum)));

/** Precision, recall and F1 of each class. */
export const classReports = (matrix: ConfusionMatrix): readonly ClassReport[] =>
  matrix.map((row, classIndex) => {
    const right = row[classIndex] ?? 0;
    const support = sum(row);
    const predicted = sum(matrix.map((other) => other[classIndex] ?? 0));
    return {
      classIndex,
      support,
      precision: share(right, predicted),
      recall: share(right, support),
      f1: share(2 * right, support + predicted),
    };
  });
