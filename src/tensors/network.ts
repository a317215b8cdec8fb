import type { Random } from '../domain/index.ts';
import { type ConvolutionTail, createConvolutionTail } from './conv-tail.ts';
import {
  type DenseSettings,
  denseGradient,
  kernelPenalty,
  makeDenseForward,
  makeDenseOperations,
  runDenseBackward,
} from './dense.ts';
import type { Engine, Tensor } from './engine.ts';
import type { InitialWeights } from './head-architecture.ts';
import { type LossSettings, makeLoss } from './network-loss.ts';
import type { NetworkPlan } from './network-plan.ts';
import type { Optimizer } from './optimizer.ts';
import { foldStandardiser, makeFeatureScaling, type Standardiser } from './standardise.ts';
import { createVariables, type HeldArray, heldArray, type NamedVariables, takeVariable } from './variable.ts';

/** How a network is trained, and what its features go through first. */
export interface NetworkSettings extends DenseSettings, LossSettings {
  readonly standardiser: Standardiser | null;
}

/** Rows at the boundary, one after the other, with the class index of each. */
export interface Batch {
  readonly rows: Float32Array;
  readonly labels: readonly number[];
}

/** What a batch cost. `loss`: weighted mean cross-entropy plus the penalty on the kernels, as Keras reports it. `correct`: rows whose largest logit is their label's. */
export interface BatchResult {
  readonly loss: number;
  readonly correct: number;
}

/** A last map of the backbone, and the gradient by it of the logit of one class: both `[n, 7, 7, 512]`. */
export interface LogitGradient {
  readonly map: Tensor;
  readonly gradient: Tensor;
}

/** The layers above the freeze boundary on the engine: convolutions, pooling, dense layers. */
export interface Network {
  readonly plan: NetworkPlan;
  /** Logits `[n, classes]` of rows `[n, width]`. Both are the caller's. */
  readonly logits: (rows: Tensor) => Tensor;
  /** Of whole maps at the boundary, `[n, width]`, also where `logits` takes their averages. Without dropout. All are the caller's. */
  readonly logitGradient: (maps: Tensor, classIndex: number) => LogitGradient;
  /** One step of `optimizer`, which has begun it, on a batch. `random` draws what is dropped. The result is from before the step. */
  readonly trainOnBatch: (batch: Batch, optimizer: Optimizer, random: Random) => BatchResult;
  /** Without dropout and class weights. */
  readonly testOnBatch: (batch: Batch) => BatchResult;
  /** All arrays as they are, the convolutions' and then the dense layers'. */
  readonly variables: NamedVariables;
  /** Replaces one array (`<layer>/kernel`, `<layer>/bias`). */
  readonly assign: (name: string, values: Float32Array) => void;
  /** All arrays, to be written: the convolutions', then the dense layers', which take plain features. */
  readonly sources: () => readonly HeldArray[];
  /** The arrays that are trained, as they are. */
  readonly trained: NamedVariables;
  readonly close: () => void;
}

const NO_SETTINGS: NetworkSettings = {
  l2: 0,
  dropout: 0,
  labelSmoothing: 0,
  classWeights: null,
  standardiser: null,
};

const createDense = (engine: Engine, { head, frozenDense }: NetworkPlan, initial: InitialWeights | null) => {
  const arrays = head.layers.flatMap(({ name, inputs, units }) => [
    { name: `${name}/kernel`, shape: [inputs, units] },
    { name: `${name}/bias`, shape: [units] },
  ]);
  const variables = createVariables(engine, arrays, initial);
  const layers = head.layers.map((layer) => ({
    layer,
    kernel: takeVariable(variables, `${layer.name}/kernel`),
    bias: takeVariable(variables, `${layer.name}/bias`),
    isTrained: !frozenDense.includes(layer.name),
  }));
  return { variables, layers };
};

interface Parts {
  readonly tail: ConvolutionTail;
  readonly dense: ReturnType<typeof createDense>;
}

const createParts = (engine: Engine, plan: NetworkPlan, initial: InitialWeights | null): Parts => {
  const { frozenConvolutions, head } = plan;
  const tail = createConvolutionTail(engine, { frozenConvolutions, pool: head.pool }, initial);
  try {
    return { tail, dense: createDense(engine, plan, initial) };
  } catch (error) {
    tail.close();
    throw error;
  }
};

const trainedOf = ({ tail, dense }: Parts): NamedVariables => {
  const frozen = dense.layers
    .filter(({ isTrained }) => !isTrained)
    .flatMap(({ kernel, bias }) => [kernel, bias]);
  return new Map(
    [...tail.variables, ...dense.variables].filter(([, variable]) => !frozen.includes(variable)),
  );
};

const makeLogitGradient =
  (engine: Engine, { tail, dense: { layers } }: Parts, settings: NetworkSettings): Network['logitGradient'] =>
  (maps, classIndex) => {
    const { tf } = engine;
    const operations = makeDenseOperations(engine);
    const forward = makeDenseForward(engine, operations, layers, settings);
    const standardise = makeFeatureScaling(engine, settings.standardiser);
    return tf.tidy(() => {
      const map = tail.lastMap(maps);
      const pass = forward(standardise.forward(tail.pooling.forward(map)), null);
      const [rows = 0, classes = 0] = pass.logits.shape;
      const chosen = tf.oneHot(tf.fill([rows], classIndex, 'int32'), classes, 1, 0, 'float32');
      const byFeatures = denseGradient(engine, operations, layers, pass, chosen);
      return { map, gradient: tail.pooling.backward(standardise.backward(byFeatures)) };
    });
  };

const makeBatchRuns = (
  engine: Engine,
  plan: NetworkPlan,
  { tail, dense: { layers } }: Parts,
  settings: NetworkSettings,
): Pick<Network, 'logits' | 'trainOnBatch' | 'testOnBatch'> => {
  const { tf } = engine;
  const operations = makeDenseOperations(engine);
  const forward = makeDenseForward(engine, operations, layers, settings);
  const lossOf = makeLoss(engine, operations, plan.head.layers.at(-1)?.units ?? 0, settings);
  const standardise = makeFeatureScaling(engine, settings.standardiser);
  const isTailTrained = plan.frozenConvolutions < 13;
  const upload = ({ rows, labels }: Batch): Tensor =>
    tf.tensor2d(rows, [labels.length, rows.length / labels.length]);
  const logits = (rows: Tensor): Tensor => forward(standardise.forward(tail.run(rows)), null).logits;
  const penalty = () => kernelPenalty(engine, operations, layers, settings.l2);
  return {
    logits: (rows) => tf.tidy(() => logits(rows)),
    trainOnBatch: (batch, optimizer, random) =>
      tf.tidy(() => {
        const { features, backward } = tail.pass(upload(batch));
        const pass = forward(standardise.forward(features), random);
        const { loss, correct, gradient } = lossOf(pass.logits, batch.labels, true);
        const result = { loss: loss + penalty(), correct };
        const delta = runDenseBackward(
          engine,
          operations,
          layers,
          pass,
          gradient(),
          settings,
          optimizer,
          isTailTrained,
        );
        if (delta !== null) backward(standardise.backward(delta), optimizer);
        return result;
      }),
    testOnBatch: (batch) =>
      tf.tidy(() => {
        const { loss, correct } = lossOf(logits(upload(batch)), batch.labels, false);
        return { loss: loss + penalty(), correct };
      }),
  };
};

/**
 * Makes a network with its first weights; with null they are undefined until they are written (`writeRows`). Errors are those of
 * `initial`; nothing is left behind then.
 */
export const createNetwork = (
  engine: Engine,
  plan: NetworkPlan,
  initial: InitialWeights | null,
  settings: Partial<NetworkSettings> = {},
): Network => {
  const { tf } = engine;
  const parts = createParts(engine, plan, initial);
  const whole = { ...NO_SETTINGS, ...settings };
  const sourcesOf = (variables: NamedVariables): readonly HeldArray[] =>
    [...variables].map(([name, variable]) => heldArray(engine, name, variable));
  const variables: NamedVariables = new Map([...parts.tail.variables, ...parts.dense.variables]);
  return {
    plan,
    variables,
    ...makeBatchRuns(engine, plan, parts, whole),
    logitGradient: makeLogitGradient(engine, parts, whole),
    assign: (name, values) => {
      const variable = takeVariable(variables, name);
      tf.tidy(() => {
        variable.assign(tf.tensor(values, [...variable.shape], 'float32'));
      });
    },
    sources: () => [
      ...sourcesOf(parts.tail.variables),
      ...foldStandardiser(sourcesOf(parts.dense.variables), whole.standardiser),
    ],
    trained: trainedOf(parts),
    close: () => {
      for (const variable of variables.values()) variable.close();
    },
  };
};
