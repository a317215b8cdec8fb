import { argMax } from '../domain/index.ts';
import type { DenseOperations } from './dense.ts';
import type { Engine, Tensor } from './engine.ts';

/** What the loss makes of labels. `classWeights`: by class index, in training only, as Keras's `class_weight`; null: all 1. */
export interface LossSettings {
  readonly labelSmoothing: number;
  readonly classWeights: readonly number[] | null;
}

/** Loss and number of right rows of a batch, without the penalty on kernels. */
export interface BatchLoss {
  readonly loss: number;
  readonly correct: number;
  /** Of the loss by the logits, `[rows, classes]`. */
  readonly gradient: () => Tensor;
}

/** `y * (1 - labelSmoothing) + labelSmoothing / classes` of one-hot rows, as `keras.losses.CategoricalCrossentropy`. */
export const smoothTargets = (
  labels: readonly number[],
  classes: number,
  labelSmoothing: number,
): Float32Array => {
  const targets = new Float32Array(labels.length * classes).fill(labelSmoothing / classes);
  for (const [row, label] of labels.entries()) {
    targets[row * classes + label] = 1 - labelSmoothing + labelSmoothing / classes;
  }
  return targets;
};

const countCorrect = (logits: Float32Array, labels: readonly number[]): number => {
  const classes = logits.length / labels.length;
  return labels.filter((label, row) => argMax(logits.subarray(row * classes, (row + 1) * classes)) === label)
    .length;
};

/**
 * Categorical cross-entropy of logits as Keras computes it: each row's loss times the weight of its class, summed, divided by
 * the number of rows (not by the weights' sum); the accuracy is unweighted. Run it in a tidy.
 */
export const makeLoss =
  (
    { tf }: Engine,
    { crossEntropy }: DenseOperations,
    classes: number,
    { labelSmoothing, classWeights }: LossSettings,
  ) =>
  (logits: Tensor, labels: readonly number[], isTraining: boolean): BatchLoss => {
    const rows = labels.length;
    const targets = tf.tensor2d(smoothTargets(labels, classes, labelSmoothing), [rows, classes]);
    const [losses, byLogits] = crossEntropy(logits, targets);
    if (losses === undefined || byLogits === undefined) throw new Error('no loss');
    const weights = labels.map((label) => (isTraining ? (classWeights?.[label] ?? 1) : 1));
    const sum = losses
      .dataSync<'float32'>()
      .reduce((total, loss, row) => total + loss * (weights[row] ?? 1), 0);
    return {
      loss: sum / rows,
      correct: countCorrect(logits.dataSync<'float32'>(), labels),
      gradient: () =>
        tf.mul(
          byLogits,
          tf.tensor2d(
            Float32Array.from(weights, (weight) => weight / rows),
            [rows, 1],
          ),
        ),
    };
  };
