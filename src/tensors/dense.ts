import type { DenseLayer } from '../domain/index.ts';
import type { Engine, Tensor } from './engine.ts';
import type { Optimizer } from './optimizer.ts';
import type { Variable } from './variable.ts';

/** A dense layer and its variables. */
export interface DenseVariables {
  readonly layer: DenseLayer;
  readonly kernel: Variable;
  readonly bias: Variable;
}

/** The operations of dense layers, with their attributes. */
export const makeDenseOperations = ({ run, runMany, attributes }: Engine) => {
  const type = attributes.type('T', attributes.float32);
  const format = attributes.text('data_format', 'NHWC');
  const multiply = (left: Tensor, right: Tensor, transposed: 'none' | 'left' | 'right') =>
    run(
      'MatMul',
      [
        type,
        attributes.flag('transpose_a', transposed === 'left'),
        attributes.flag('transpose_b', transposed === 'right'),
      ],
      [left, right],
    );
  return {
    multiply,
    addBias: (input: Tensor, bias: Tensor) => run('BiasAdd', [type, format], [input, bias]),
    biasGradient: (delta: Tensor) => run('BiasAddGrad', [type, format], [delta]),
    rectify: (input: Tensor) => run('Relu', [type], [input]),
    rectifyGradient: (delta: Tensor, output: Tensor) => run('ReluGrad', [type], [delta, output]),
    /** Loss of each row, and its gradient by the logits. */
    crossEntropy: (logits: Tensor, labels: Tensor) =>
      runMany('SoftmaxCrossEntropyWithLogits', [type], [logits, labels], 2),
  };
};

export type DenseOperations = ReturnType<typeof makeDenseOperations>;

const runDense = (
  { multiply, addBias, rectify }: DenseOperations,
  { layer, bias }: DenseVariables,
  kernel: Tensor,
  input: Tensor,
): Tensor => {
  const output = addBias(multiply(input, kernel, 'none'), bias.read());
  return layer.activation === 'relu' ? rectify(output) : output;
};

/** What a pass through the layers leaves for the way back. */
export interface ForwardPass {
  /** The input of each layer, and the logits last. */
  readonly activations: readonly Tensor[];
  /** What was read from the kernel of each layer. */
  readonly kernels: readonly Tensor[];
  readonly penalty: number;
}

/** Runs features `[rows, width]` through the layers. */
export const makeForward =
  ({ tf }: Engine, operations: DenseOperations, layers: readonly DenseVariables[], l2: number) =>
  (features: Tensor): ForwardPass => {
    const activations = [features];
    const kernels: Tensor[] = [];
    let value = features;
    let penalty = 0;
    for (const layer of layers) {
      const kernel = layer.kernel.read();
      value = runDense(operations, layer, kernel, value);
      kernels.push(kernel);
      activations.push(value);
      // keras.regularizers.L2: l2 * sum(kernel ** 2); biases are free.
      if (l2 > 0) penalty += l2 * (tf.sum(tf.square(kernel)).dataSync<'float32'>()[0] ?? 0);
    }
    return { activations, kernels, penalty };
  };

/**
 * Goes back through the layers and updates them. Each layer's kernel is read for the last time before it is updated, so that
 * the update makes no copy. `l2` adds `2 * l2 * kernel`, the gradient of the penalty.
 */
export const runBackward = (
  { tf }: Engine,
  operations: DenseOperations,
  layers: readonly DenseVariables[],
  { activations, kernels }: ForwardPass,
  lossGradient: Tensor,
  l2: number,
  optimizer: Optimizer,
): void => {
  let delta = lossGradient;
  for (const [index, layer] of [...layers.entries()].reverse()) {
    const [kernel, input, output] = [kernels[index], activations[index], activations[index + 1]];
    if (kernel === undefined || input === undefined || output === undefined) return;
    delta = tf.tidy(() => {
      const outer = layer.layer.activation === 'relu' ? operations.rectifyGradient(delta, output) : delta;
      const fromLoss = operations.multiply(input, outer, 'left');
      const gradient = l2 > 0 ? tf.add(fromLoss, tf.mul(kernel, tf.scalar(2 * l2))) : fromLoss;
      const inner = index > 0 ? operations.multiply(outer, kernel, 'right') : outer;
      kernel.dispose();
      optimizer.apply(layer.bias, operations.biasGradient(outer));
      optimizer.apply(layer.kernel, gradient);
      return inner;
    });
  }
};
