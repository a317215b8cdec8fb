import {
  boundaryShape,
  type ConvolutionLayer,
  convolutionPlan,
  type HeadArchitecture,
  kernelShape,
} from '../domain/index.ts';
import { type ConvolutionOperations, makeConvolutionOperations } from './conv-operations.ts';
import type { Engine, Tensor } from './engine.ts';
import type { InitialWeights } from './head-architecture.ts';
import type { Optimizer } from './optimizer.ts';
import { createVariables, type NamedVariables, takeVariable, type Variable } from './variable.ts';

/** Where the tail begins, and what its last feature map `[n, 7, 7, 512]` becomes. */
export interface TailPlan {
  /** 0 to 13: number of the first convolution of the tail; 13: there is none, and rows are features already. */
  readonly frozenConvolutions: number;
  readonly pool: HeadArchitecture['pool'];
}

/** What a pass through the tail leaves for the way back. */
export interface TailPass {
  readonly features: Tensor;
  /** Takes the gradient by the features and updates every convolution. Frees what the pass has kept. */
  readonly backward: (delta: Tensor, optimizer: Optimizer) => void;
}

/** What becomes of the last map before the dense layers, and the way back. */
export interface Pooling {
  /** `[n, 7, 7, 512]` to features, `[n, 512]` (mean over the places) or `[n, 25088]`. */
  readonly forward: (map: Tensor) => Tensor;
  /** The gradient by the map of a gradient by the features. */
  readonly backward: (delta: Tensor) => Tensor;
}

/** The convolutions above the freeze boundary, which are trained, with the pooling behind them. Run its calls in a tidy. */
export interface ConvolutionTail {
  /** By name: kernel and bias of each convolution, in order. */
  readonly variables: NamedVariables;
  /** Rows `[n, width]` at the boundary to features, `[n, 512]` or `[n, 25088]`. */
  readonly run: (rows: Tensor) => Tensor;
  /** The same, remembering what the way back needs. Nothing is computed for the way below the boundary. */
  readonly pass: (rows: Tensor) => TailPass;
  /** Whole maps at the boundary, `[n, width]`, to the last map, `[n, 7, 7, 512]`. */
  readonly lastMap: (rows: Tensor) => Tensor;
  readonly pooling: Pooling;
  readonly close: () => void;
}

/** Side and filters of the last feature map. */
const [SIDE, , FILTERS] = boundaryShape(13);

interface TailLayer {
  readonly layer: ConvolutionLayer;
  readonly kernel: Variable;
  readonly bias: Variable;
}

/** Input and outputs of one convolution; `pooled` where its block ends. */
interface Trace {
  readonly input: Tensor;
  readonly rectified: Tensor;
  readonly pooled: Tensor | null;
}

/** `step` of an intermediate value, which is freed. */
const consume = (value: Tensor, step: (value: Tensor) => Tensor): Tensor => {
  const next = step(value);
  value.dispose();
  return next;
};

/** Convolution, bias, ReLU and pooling in Keras's order. What is read of the variables is freed. */
const runLayer = (operations: ConvolutionOperations, input: Tensor, tailLayer: TailLayer): Trace => {
  const { convolve, addBias, rectify, maxPool } = operations;
  const convolved = consume(tailLayer.kernel.read(), (kernel) => convolve(input, kernel));
  const biased = consume(convolved, (value) =>
    consume(tailLayer.bias.read(), (bias) => addBias(value, bias)),
  );
  const rectified = consume(biased, rectify);
  return { input, rectified, pooled: tailLayer.layer.poolsAfter ? maxPool(rectified) : null };
};

/**
 * The way back through one convolution: updates it, frees its trace and `delta`, and gives the gradient by its input unless it
 * is the first. The kernel's last reading is gone before the update, which would copy it otherwise.
 */
const runLayerBackward = (
  operations: ConvolutionOperations,
  { kernel, bias }: TailLayer,
  trace: Trace,
  delta: Tensor,
  optimizer: Optimizer,
  isFirst: boolean,
): Tensor | null => {
  const { input, rectified, pooled } = trace;
  const spread =
    pooled === null ? delta : consume(delta, (value) => operations.maxPoolGradient(rectified, pooled, value));
  pooled?.dispose();
  const outer = consume(spread, (value) => operations.rectifyGradient(value, rectified));
  rectified.dispose();
  const inner = isFirst
    ? null
    : consume(kernel.read(), (values) => operations.inputGradient(values, outer, input.shape));
  optimizer.apply(bias, () => operations.biasGradient(outer));
  optimizer.apply(kernel, () => operations.kernelGradient(input, outer, kernel.shape));
  outer.dispose();
  return inner;
};

const backThrough = (
  operations: ConvolutionOperations,
  layers: readonly TailLayer[],
  traces: readonly Trace[],
  byOutput: Tensor,
  optimizer: Optimizer,
): void => {
  let delta: Tensor | null = byOutput;
  for (const [index, layer] of [...layers.entries()].reverse()) {
    const trace = traces[index];
    if (trace === undefined || delta === null) return;
    delta = runLayerBackward(operations, layer, trace, delta, optimizer, index === 0);
  }
};

const makePooling = ({ tf }: Engine, pool: HeadArchitecture['pool']): Pooling =>
  pool === 'average'
    ? {
        forward: (map) => tf.mean(map, [1, 2]),
        backward: (delta) =>
          tf.div(tf.tile(tf.reshape(delta, [-1, 1, 1, FILTERS]), [1, SIDE, SIDE, 1]), SIDE * SIDE),
      }
    : {
        forward: (map) => tf.reshape(map, [-1, SIDE * SIDE * FILTERS]),
        backward: (delta) => tf.reshape(delta, [-1, SIDE, SIDE, FILTERS]),
      };

const createLayers = (engine: Engine, frozen: number, initial: InitialWeights | null) => {
  const plan = convolutionPlan().slice(frozen);
  const arrays = plan.flatMap((layer) => [
    { name: `${layer.name}/kernel`, shape: kernelShape(layer) },
    { name: `${layer.name}/bias`, shape: [layer.filters] },
  ]);
  const variables = createVariables(engine, arrays, initial);
  const layers: readonly TailLayer[] = plan.map((layer) => ({
    layer,
    kernel: takeVariable(variables, `${layer.name}/kernel`),
    bias: takeVariable(variables, `${layer.name}/bias`),
  }));
  return { variables, layers };
};

/** Runs maps, which stay the caller's, and frees what lies between them and the last map. */
const runThrough = (
  operations: ConvolutionOperations,
  layers: readonly TailLayer[],
  maps: Tensor,
): Tensor => {
  let value = maps;
  for (const layer of layers) {
    const { rectified, pooled } = runLayer(operations, value, layer);
    if (value !== maps) value.dispose();
    if (pooled !== null) rectified.dispose();
    value = pooled ?? rectified;
  }
  return value;
};

/** Makes the tail. Errors are those of `initial`; nothing is left behind then. */
export const createConvolutionTail = (
  engine: Engine,
  { frozenConvolutions, pool }: TailPlan,
  initial: InitialWeights | null,
): ConvolutionTail => {
  const operations = makeConvolutionOperations(engine);
  const { variables, layers } = createLayers(engine, frozenConvolutions, initial);
  const pooling = makePooling(engine, pool);
  const asMaps = (rows: Tensor): Tensor =>
    engine.tf.reshape(rows, [-1, ...boundaryShape(frozenConvolutions)]);
  const close = (): void => {
    for (const variable of variables.values()) variable.close();
  };
  const lastMap = (rows: Tensor): Tensor => runThrough(operations, layers, asMaps(rows));
  if (layers.length === 0) {
    return {
      variables,
      run: (rows) => rows,
      pass: (rows) => ({ features: rows, backward: () => undefined }),
      lastMap,
      pooling,
      close,
    };
  }
  return {
    variables,
    run: (rows) => consume(lastMap(rows), pooling.forward),
    pass: (rows) => {
      const traces: Trace[] = [];
      let map = asMaps(rows);
      for (const layer of layers) {
        const trace = runLayer(operations, map, layer);
        traces.push(trace);
        map = trace.pooled ?? trace.rectified;
      }
      return {
        features: pooling.forward(map),
        backward: (delta, optimizer) => {
          backThrough(operations, layers, traces, pooling.backward(delta), optimizer);
        },
      };
    },
    lastMap,
    pooling,
    close,
  };
};
