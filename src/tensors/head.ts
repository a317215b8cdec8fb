import { argMax, type HeadArchitecture } from '../domain/index.ts';
import {
  type DenseOperations,
  type DenseVariables,
  type ForwardPass,
  makeDenseOperations,
  makeForward,
  runBackward,
} from './dense.ts';
import type { Engine, Tensor } from './engine.ts';
import type { InitialWeights } from './head-architecture.ts';
import type { Optimizer } from './optimizer.ts';
import type { ArraySource } from './safetensors.ts';
import { createVariable, type Variable } from './variable.ts';

/** Features `[labels.length, width]`, row by row, with the class index of each row. */
export interface Batch {
  readonly features: Float32Array;
  readonly labels: readonly number[];
}

/** What a batch cost. `loss`: mean cross-entropy plus the penalty on the kernels, as Keras reports it. `correct`: rows whose largest logit is their label's. */
export interface BatchResult {
  readonly loss: number;
  readonly correct: number;
}

/** A stack of dense layers on the engine. */
export interface Head {
  readonly architecture: HeadArchitecture;
  /** Logits `[rows, classes]`, row by row, of features `[rows, width]`. */
  readonly logits: (features: Tensor) => Tensor;
  /** One step of `optimizer` on a batch. The result is from before the step. */
  readonly trainOnBatch: (batch: Batch, optimizer: Optimizer) => BatchResult;
  readonly testOnBatch: (batch: Batch) => BatchResult;
  /** Replaces one array (`<layer>/kernel`, `<layer>/bias`). */
  readonly assign: (name: string, values: Float32Array) => void;
  /** The arrays to be written, kernel and bias of each layer in order. */
  readonly sources: () => readonly ArraySource[];
  readonly close: () => void;
}

/** Pieces of a kernel that is read out to be written: 16 MiB. */
const PIECE_VALUES = 4 * 1024 * 1024;

const oneHot = (labels: readonly number[], classes: number): Float32Array => {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    rows[row * classes + label] = 1;
  });
  return rows;
};

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const countCorrect = (logits: Float32Array, labels: readonly number[]): number => {
  const classes = logits.length / labels.length;
  return labels.filter((label, row) => argMax(logits.subarray(row * classes, (row + 1) * classes)) === label)
    .length;
};

/** Values of a variable, read out a few rows at a time. */
function* readPieces({ tf }: Engine, variable: Variable): Generator<Float32Array> {
  const [rows = 1, ...rest] = variable.shape;
  const rowSize = rest.reduce((size, length) => size * length, 1);
  const rowsPerPiece = Math.max(1, Math.floor(PIECE_VALUES / rowSize));
  const begin = rest.map(() => 0);
  const values = variable.read();
  try {
    for (let row = 0; row < rows; row += rowsPerPiece) {
      const size = [Math.min(rowsPerPiece, rows - row), ...rest];
      const piece = tf.slice(values, [row, ...begin], size);
      const floats = piece.dataSync<'float32'>();
      piece.dispose();
      yield floats;
    }
  } finally {
    values.dispose();
  }
}

const createLayers = (
  engine: Engine,
  { layers }: HeadArchitecture,
  initial: InitialWeights,
): readonly DenseVariables[] => {
  const made: DenseVariables[] = [];
  try {
    for (const layer of layers) {
      const shapes = { kernel: [layer.inputs, layer.units], bias: [layer.units] };
      // Both are there before the first variable is made, so that a missing one leaves nothing behind.
      const kernel = initial(`${layer.name}/kernel`, shapes.kernel);
      const bias = initial(`${layer.name}/bias`, shapes.bias);
      made.push({
        layer,
        kernel: createVariable(engine, kernel, shapes.kernel),
        bias: createVariable(engine, bias, shapes.bias),
      });
    }
  } catch (error) {
    for (const { kernel, bias } of made) {
      kernel.close();
      bias.close();
    }
    throw error;
  }
  return made;
};

type RunBatch = (batch: Batch, after: (pass: ForwardPass, lossGradient: Tensor) => void) => BatchResult;

const lastOf = ({ activations }: ForwardPass): Tensor => {
  const logits = activations.at(-1);
  if (logits === undefined) throw new Error('a head without layers');
  return logits;
};

const makeRunBatch =
  (
    { tf }: Engine,
    { crossEntropy }: DenseOperations,
    forward: (features: Tensor) => ForwardPass,
    classes: number,
  ): RunBatch =>
  ({ features, labels }, after) =>
    tf.tidy(() => {
      const rows = labels.length;
      const pass = forward(tf.tensor2d(features, [rows, features.length / rows]));
      const logits = lastOf(pass);
      const [losses, byLogits] = crossEntropy(logits, tf.tensor2d(oneHot(labels, classes), [rows, classes]));
      if (losses === undefined || byLogits === undefined) throw new Error('no loss');
      const result = {
        loss: mean(losses.dataSync<'float32'>()) + pass.penalty,
        correct: countCorrect(logits.dataSync<'float32'>(), labels),
      };
      after(pass, tf.mul(byLogits, tf.scalar(1 / rows)));
      return result;
    });

/**
 * Makes a head with its first weights. `l2` is the weight of the squared kernels in the loss.
 * Errors are those of `initial`; nothing is left behind then.
 */
export const createHead = (
  engine: Engine,
  architecture: HeadArchitecture,
  initial: InitialWeights,
  l2 = 0,
): Head => {
  const { tf } = engine;
  const operations = makeDenseOperations(engine);
  const layers = createLayers(engine, architecture, initial);
  const forward = makeForward(engine, operations, layers, l2);
  const variables = new Map(
    layers.flatMap(({ layer, kernel, bias }) => [
      [`${layer.name}/kernel`, kernel],
      [`${layer.name}/bias`, bias],
    ]),
  );

  const runBatch = makeRunBatch(engine, operations, forward, architecture.layers.at(-1)?.units ?? 0);

  return {
    architecture,
    logits: (features) => tf.tidy(() => lastOf(forward(features))),
    trainOnBatch: (batch, optimizer) =>
      runBatch(batch, (pass, gradient) => {
        optimizer.beginStep();
        runBackward(engine, operations, layers, pass, gradient, l2, optimizer);
      }),
    testOnBatch: (batch) => runBatch(batch, () => undefined),
    assign: (name, values) => {
      const variable = variables.get(name);
      if (variable === undefined) throw new Error(`no array ${name} in this head`);
      tf.tidy(() => {
        variable.assign(tf.tensor(values, [...variable.shape], 'float32'));
      });
    },
    sources: () =>
      [...variables].map(([name, variable]) => ({
        name,
        shape: variable.shape,
        pieces: () => readPieces(engine, variable),
      })),
    close: () => {
      for (const variable of variables.values()) variable.close();
    },
  };
};
