import {
  type ConvolutionLayer,
  INPUT_SIZE,
  kernelShape,
  PICTURE_BYTES,
  type Preprocess,
} from '../domain/index.ts';
import { CAFFE_MEANS } from './float-base.ts';
import {
  constant,
  type GraphNode,
  intsAttribute,
  shapeAttribute,
  textAttribute,
  typeAttribute,
} from './saved-model.ts';

/** The node that pictures are given to: int32 `[pictures, 37632]`, four bytes in a word. */
export const WORDS = 'words';

/** The node that stores the weights that are given when it is asked for: each to `valueNodeOf`. */
export const STORED = 'stored';

/** The node that maps at the boundary are asked of, by preprocessing. */
export const mapsNodeOf = (mode: Preprocess): string => `${mode}/maps`;

/** The node that a weight (`block1_conv1/kernel`) is given to. */
export const valueNodeOf = (weight: string): string => `${weight}/value`;

const PIXELS = 'pixels';
const MODES: readonly Preprocess[] = ['caffe', 'none', 'rescale'];

const float32 = typeAttribute('T', 'float32');
const format = textAttribute('data_format', 'NHWC');

const node = (
  name: string,
  operation: string,
  inputs: readonly string[],
  attributes: readonly Uint8Array[],
): GraphNode => ({ name, operation, inputs, attributes });

/** From words to float32 `[pictures, 224, 224, 3]`, 0..255 RGB. */
const pixelNodes = (): readonly GraphNode[] => [
  node(
    WORDS,
    'Placeholder',
    [],
    [typeAttribute('dtype', 'int32'), shapeAttribute('shape', [-1, PICTURE_BYTES / 4])],
  ),
  node('bytes', 'Bitcast', [WORDS], [typeAttribute('T', 'int32'), typeAttribute('type', 'uint8')]),
  constant('sizes', Int32Array.of(-1, INPUT_SIZE, INPUT_SIZE, 3), [4]),
  node(
    'pictures',
    'Reshape',
    ['bytes', 'sizes'],
    [typeAttribute('T', 'uint8'), typeAttribute('Tshape', 'int32')],
  ),
  node(PIXELS, 'Cast', ['pictures'], [typeAttribute('SrcT', 'uint8'), typeAttribute('DstT', 'float32')]),
];

/** A variable of the session, which is one copy where it is used; a constant is there once in the graph and again in each plan of it. */
const variableNodes = (weight: string, shape: readonly number[]): readonly GraphNode[] => {
  const type = typeAttribute('dtype', 'float32');
  const handle = `${weight}/variable`;
  return [
    node(
      handle,
      'VarHandleOp',
      [],
      [type, shapeAttribute('shape', shape), textAttribute('shared_name', handle)],
    ),
    node(valueNodeOf(weight), 'Placeholder', [], [type, shapeAttribute('shape', shape)]),
    node(`${weight}/assign`, 'AssignVariableOp', [handle, valueNodeOf(weight)], [type]),
    node(weight, 'ReadVariableOp', [handle], [type]),
  ];
};

/** Name and shape of a weight. */
interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** The two weights of a convolution, as they are called in the graph. */
export const weightsOf = (layer: ConvolutionLayer): { readonly kernel: Weight; readonly bias: Weight } => ({
  kernel: { name: `${layer.name}/kernel`, shape: kernelShape(layer) },
  bias: { name: `${layer.name}/bias`, shape: [layer.filters] },
});

const weightNodes = (layers: readonly ConvolutionLayer[]): readonly GraphNode[] => {
  const weights = layers.map(weightsOf).flatMap(({ kernel, bias }) => [kernel, bias]);
  return [
    ...weights.flatMap(({ name, shape }) => variableNodes(name, shape)),
    constant('done', Int32Array.of(weights.length), []),
    node(
      STORED,
      'Identity',
      ['done', ...weights.map(({ name }) => `^${name}/assign`)],
      [typeAttribute('T', 'int32')],
    ),
  ];
};

/** Some nodes, and the name of the last one. */
interface Steps {
  readonly nodes: readonly GraphNode[];
  readonly last: string;
}

const preprocessing = (mode: Preprocess): Steps => {
  const last = `${mode}/input`;
  switch (mode) {
    case 'none':
      return { nodes: [], last: PIXELS };
    case 'caffe':
      return {
        nodes: [
          constant('axis', Int32Array.of(3), [1]),
          constant('means', Float32Array.of(...CAFFE_MEANS), [3]),
          node('bgr', 'ReverseV2', [PIXELS, 'axis'], [typeAttribute('Tidx', 'int32'), float32]),
          node(last, 'Sub', ['bgr', 'means'], [float32]),
        ],
        last,
      };
    case 'rescale':
      return {
        nodes: [
          constant('scale', Float32Array.of(1 / 255), []),
          node(last, 'Mul', [PIXELS, 'scale'], [float32]),
        ],
        last,
      };
  }
};

const CONVOLUTION = [
  float32,
  format,
  intsAttribute('strides', [1, 1, 1, 1]),
  textAttribute('padding', 'SAME'),
];
const POOLING = [
  float32,
  format,
  intsAttribute('ksize', [1, 2, 2, 1]),
  intsAttribute('strides', [1, 2, 2, 1]),
  textAttribute('padding', 'VALID'),
];

/**
 * Bias and ReLU come before pooling, unlike where one operation is run at a time: TensorFlow fuses them with the convolution.
 * The bits are the same, since neither changes which value is the largest.
 */
const layerSteps = (mode: Preprocess, input: string, { name, poolsAfter }: ConvolutionLayer): Steps => {
  const own = `${mode}/${name}`;
  const [sums, biased, rectified, pooled] = [
    `${own}/sums`,
    `${own}/biased`,
    `${own}/rectified`,
    `${own}/pooled`,
  ];
  const nodes = [
    node(sums, 'Conv2D', [input, `${name}/kernel`], CONVOLUTION),
    node(biased, 'BiasAdd', [sums, `${name}/bias`], [float32, format]),
    node(rectified, 'Relu', [biased], [float32]),
  ];
  return poolsAfter
    ? { nodes: [...nodes, node(pooled, 'MaxPool', [rectified], POOLING)], last: pooled }
    : { nodes, last: rectified };
};

const modeNodes = (mode: Preprocess, layers: readonly ConvolutionLayer[]): readonly GraphNode[] => {
  const start = preprocessing(mode);
  const nodes = [...start.nodes];
  let { last } = start;
  for (const layer of layers) {
    const steps = layerSteps(mode, last, layer);
    nodes.push(...steps.nodes);
    last = steps.last;
  }
  return [...nodes, node(mapsNodeOf(mode), 'Identity', [last], [float32])];
};

/** The graph of these convolutions, with the pooling of the last block that is whole, for each preprocessing. */
export const baseGraph = (layers: readonly ConvolutionLayer[]): readonly GraphNode[] => [
  ...pixelNodes(),
  ...weightNodes(layers),
  ...MODES.flatMap((mode) => modeNodes(mode, layers)),
];
