import type { Prediction } from './model.ts';

/** Logits of several pictures with their labels: `logits` is `[labels.length, classes]`, row by row. */
export interface LabelledLogits {
  readonly logits: Float32Array;
  readonly labels: readonly number[];
  readonly classes: number;
}

/** What a model said of pictures whose class is known: `predictions[i]` of the picture with `labels[i]`, both indexes below `classes`. */
export interface JudgedPictures {
  readonly labels: readonly number[];
  readonly predictions: readonly number[];
  readonly classes: number;
}

/** What is known of one class. null where nothing was counted that it could be a share of. */
export interface ClassReport {
  readonly classIndex: number;
  /** Pictures of this class. */
  readonly support: number;
  /** Pictures that were predicted as it, rightly or not. */
  readonly predicted: number;
  /** Pictures of it that were predicted as it. */
  readonly right: number;
  /** Of those predicted as this class, the share that is of it. */
  readonly precision: number | null;
  /** Of those of this class, the share that was predicted as it. */
  readonly recall: number | null;
  /** `2 tp / (2 tp + fp + fn)`. */
  readonly f1: number | null;
}

/** Means over the classes that have pictures, each class counting the same. null where there is no such class. */
export interface MacroAverages {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Rows are true classes, columns predicted ones. */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Two classes, and how many pictures of the one were taken for the other. */
export interface Confusion {
  readonly truth: number;
  readonly prediction: number;
  readonly images: number;
}

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

/** The likeliest class of each picture. */
export const judge = (input: LabelledLogits): JudgedPictures => ({
  labels: input.labels,
  predictions: input.labels.map((_label, row) => argMax(rowOf(input, row))),
  classes: input.classes,
});

/** Counts pictures by true and predicted class, in the order of `classIndexes`; pictures of other classes are left out. */
export const confusionMatrix = (
  { labels, predictions }: JudgedPictures,
  classIndexes: readonly number[],
): ConfusionMatrix => {
  const positions = new Map(classIndexes.map((classIndex, position) => [classIndex, position]));
  const matrix = classIndexes.map(() => new Array<number>(classIndexes.length).fill(0));
  for (const [picture, label] of labels.entries()) {
    const row = matrix[positions.get(label) ?? -1];
    const column = positions.get(predictions[picture] ?? -1);
    if (row !== undefined && column !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  return matrix;
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** The share of pictures whose likeliest class is their own; null for none. */
export const accuracyOf = ({ labels, predictions }: JudgedPictures): number | null =>
  share(labels.filter((label, picture) => predictions[picture] === label).length, labels.length);

const countOf = (indexes: readonly number[], classes: number): readonly number[] => {
  const counts = new Array<number>(classes).fill(0);
  for (const index of indexes) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
};

/** Precision, recall and F1 of each class. */
export const classReports = ({ labels, predictions, classes }: JudgedPictures): readonly ClassReport[] => {
  const supports = countOf(labels, classes);
  const predicted = countOf(predictions, classes);
  const right = countOf(
    labels.filter((label, picture) => predictions[picture] === label),
    classes,
  );
  return supports.map((support, classIndex) => {
    const counts = { support, predicted: predicted[classIndex] ?? 0, right: right[classIndex] ?? 0 };
    return {
      classIndex,
      ...counts,
      precision: share(counts.right, counts.predicted),
      recall: share(counts.right, support),
      f1: share(2 * counts.right, support + counts.predicted),
    };
  });
};

/**
 * Means over the classes with pictures. A class that was never predicted has a precision of 0 here, as in scikit-learn
 * (`zero_division=0`). The mean recall is the balanced accuracy.
 */
export const macroAverages = (reports: readonly ClassReport[]): MacroAverages => {
  const counted = reports.filter(({ support }) => support > 0);
  const mean = (of: (report: ClassReport) => number | null): number | null =>
    share(
      counted.reduce((total, report) => total + (of(report) ?? 0), 0),
      counted.length,
    );
  return {
    precision: mean(({ precision }) => precision),
    recall: mean(({ recall }) => recall),
    f1: mean(({ f1 }) => f1),
  };
};

/** The pairs of classes that were confused, most pictures first; equal ones in the order of the classes. */
export const confusionsOf = ({ labels, predictions, classes }: JudgedPictures): readonly Confusion[] => {
  const counts = new Map<number, number>();
  for (const [picture, truth] of labels.entries()) {
    const prediction = predictions[picture];
    if (prediction === undefined || prediction === truth) continue;
    const pair = truth * classes + prediction;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts]
    .sort(([pair, images], [otherPair, otherImages]) => otherImages - images || pair - otherPair)
    .map(([pair, images]) => ({ truth: Math.floor(pair / classes), prediction: pair % classes, images }));
};

/** The 97.5 % point of the normal distribution: both sides together leave 5 %. */
const Z = 1.959963984540054;

/**
 * Where the share would be expected over many more pictures of the same kind, at 95 %: the score interval of Wilson 1927.
 * `right` of `images` pictures; null for none.
 */
export const shareInterval = (
  right: number,
  images: number,
): { readonly from: number; readonly to: number } | null => {
  if (images === 0) return null;
  const part = right / images;
  const weight = 1 + Z ** 2 / images;
  const middle = (part + Z ** 2 / (2 * images)) / weight;
  const reach = (Z / weight) * Math.sqrt((part * (1 - part)) / images + Z ** 2 / (4 * images ** 2));
  // At the ends the formula gives exactly 0 and 1; rounding may not.
  return { from: right === 0 ? 0 : middle - reach, to: right === images ? 1 : middle + reach };
};
