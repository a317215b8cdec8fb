import { softmax } from '../domain/index.ts';
import type { Engine, Tensor } from './engine.ts';
import type { Batch } from './head.ts';
import type { Evaluation } from './lbfgs.ts';

/** Multinomial logistic regression over one batch, as a function of a point: the kernel `[width, classes]` row by row, then the bias. */
export interface SoftmaxObjective {
  /** Number of values of a point. */
  readonly size: number;
  /** Mean cross-entropy plus `l2 * sum(kernel ** 2)`. */
  readonly evaluate: (point: Float64Array) => Evaluation;
  /** Frees the features. */
  readonly close: () => void;
}

/**
 * Makes the objective. The two products with the features run on the engine in float32; all else is summed in double precision,
 * so that a line search can tell small differences.
 */
export const createSoftmaxObjective = (
  engine: Engine,
  batch: Batch,
  classes: number,
  l2: number,
): SoftmaxObjective => {
  const { tf } = engine;
  const rows = batch.labels.length;
  const width = batch.features.length / rows;
  const features: Tensor = tf.tensor2d(batch.features, [rows, width]);
  const kernelSize = width * classes;

  const computeLogits = (kernel: Float64Array): Float32Array =>
    tf.tidy(() =>
      tf.matMul(features, tf.tensor2d(Float32Array.from(kernel), [width, classes])).dataSync<'float32'>(),
    );

  const backward = (residuals: Float32Array): Float32Array =>
    tf.tidy(() => tf.matMul(features, tf.tensor2d(residuals, [rows, classes]), true).dataSync<'float32'>());

  return {
    size: kernelSize + classes,
    evaluate: (point) => {
      const kernel = point.subarray(0, kernelSize);
      const bias = point.subarray(kernelSize);
      const logits = computeLogits(kernel);
      const residuals = new Float32Array(rows * classes);
      const gradient = new Float64Array(point.length);
      let value = 0;
      for (const [row, label] of batch.labels.entries()) {
        const biased = logits
          .subarray(row * classes, (row + 1) * classes)
          .map((logit, index) => logit + (bias[index] ?? 0));
        const probabilities = softmax(biased);
        value -= Math.log(probabilities[label] ?? 0) / rows;
        for (const [index, probability] of probabilities.entries()) {
          const residual = (probability - (index === label ? 1 : 0)) / rows;
          residuals[row * classes + index] = residual;
          gradient[kernelSize + index] = (gradient[kernelSize + index] ?? 0) + residual;
        }
      }
      for (const [index, product] of backward(residuals).entries()) {
        const weight = kernel[index] ?? 0;
        value += l2 * weight * weight;
        gradient[index] = product + 2 * l2 * weight;
      }
      return { value, gradient };
    },
    close: () => {
      features.dispose();
    },
  };
};
