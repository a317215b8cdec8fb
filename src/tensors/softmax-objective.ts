import { argMax, softmax } from '../domain/index.ts';
import type { Engine, Tensor } from './engine.ts';
import type { Evaluation } from './lbfgs.ts';
import { type LossSettings, smoothTargets } from './network-loss.ts';

/** Multinomial logistic regression over one set of features, as a function of a point: the kernel `[width, classes]` row by row, then the bias. */
export interface SoftmaxObjective {
  /** Number of values of a point. */
  readonly size: number;
  /** Mean of the weighted cross-entropies plus `l2 * sum(kernel ** 2)`. */
  readonly evaluate: (point: Float64Array) => Evaluation;
  /** Rows whose largest logit is their label's. */
  readonly countCorrect: (point: Float64Array) => number;
  /** Frees the features. */
  readonly close: () => void;
}

/** Features `[labels.length, width]`, row by row, with the class index of each row. */
export interface LabelledFeatures {
  readonly features: Float32Array;
  readonly labels: readonly number[];
}

/** The two products with the features, in float32 on the engine. */
const createProducts = ({ tf }: Engine, { features, labels }: LabelledFeatures, classes: number) => {
  const rows = labels.length;
  const width = features.length / rows;
  const matrix: Tensor = tf.tensor2d(features, [rows, width]);
  return {
    width,
    forward: (kernel: Float64Array): Float32Array =>
      tf.tidy(() =>
        tf.matMul(matrix, tf.tensor2d(Float32Array.from(kernel), [width, classes])).dataSync<'float32'>(),
      ),
    backward: (residuals: Float32Array): Float32Array =>
      tf.tidy(() => tf.matMul(matrix, tf.tensor2d(residuals, [rows, classes]), true).dataSync<'float32'>()),
    close: () => {
      matrix.dispose();
    },
  };
};

/**
 * Makes the objective. The two products with the features run on the engine in float32; all else is summed in double precision,
 * so that a line search can tell small differences.
 */
export const createSoftmaxObjective = (
  engine: Engine,
  labelled: LabelledFeatures,
  classes: number,
  { l2, labelSmoothing, classWeights }: LossSettings & { readonly l2: number },
): SoftmaxObjective => {
  const { labels } = labelled;
  const rows = labels.length;
  const products = createProducts(engine, labelled, classes);
  const kernelSize = products.width * classes;
  const targets = smoothTargets(labels, classes, labelSmoothing);

  /** Logits of each row, with the bias. */
  const logitsOf = (point: Float64Array): readonly Float32Array[] => {
    const logits = products.forward(point.subarray(0, kernelSize));
    return labels.map((_, row) =>
      logits
        .subarray(row * classes, (row + 1) * classes)
        .map((logit, index) => logit + (point[kernelSize + index] ?? 0)),
    );
  };

  return {
    size: kernelSize + classes,
    evaluate: (point) => {
      const residuals = new Float32Array(rows * classes);
      const gradient = new Float64Array(point.length);
      let value = 0;
      for (const [row, logits] of logitsOf(point).entries()) {
        const share = (classWeights?.[labels[row] ?? 0] ?? 1) / rows;
        for (const [index, probability] of softmax(logits).entries()) {
          const target = targets[row * classes + index] ?? 0;
          if (target > 0) value -= target * share * Math.log(probability);
          const residual = (probability - target) * share;
          residuals[row * classes + index] = residual;
          gradient[kernelSize + index] = (gradient[kernelSize + index] ?? 0) + residual;
        }
      }
      for (const [index, product] of products.backward(residuals).entries()) {
        const weight = point[index] ?? 0;
        value += l2 * weight * weight;
        gradient[index] = product + 2 * l2 * weight;
      }
      return { value, gradient };
    },
    countCorrect: (point) => logitsOf(point).filter((logits, row) => argMax(logits) === labels[row]).length,
    close: products.close,
  };
};
