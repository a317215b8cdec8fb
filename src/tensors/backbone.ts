import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AppError,
  type HeadArchitecture,
  INPUT_SIZE,
  PICTURE_BYTES,
  type Preprocess,
} from '../domain/index.ts';
import { convolutionPlan, kernelShape } from './conv-plan.ts';
import type { Engine, Tensor } from './engine.ts';
import { readWeightsFile, takeFloats } from './safetensors.ts';

/** File of the ImageNet convolutional base of VGG16, below the folder of weights. */
const BACKBONE_FILE = 'vgg16-notop.f16.safetensors';

/** Largest number of pictures that go through the base at once. */
export const BACKBONE_BATCH = 16;

/** Values of one picture's features, by pooling. */
export const FEATURES_PER_PICTURE = { average: 512, flatten: 7 * 7 * 512 } as const;

/** ImageNet means of blue, green and red, as `keras.applications.imagenet_utils` subtracts them. */
const CAFFE_MEANS = [103.939, 116.779, 123.68];

/** One convolution with its bias; `poolsAfter`: the last one of its block. */
export interface Convolution {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly poolsAfter: boolean;
}

/** The frozen convolutional base of VGG16 on the engine. */
export interface Backbone {
  /** Of the weights file. */
  readonly sha256: string;
  /**
   * Runs 1 to 16 pictures (RGB bytes `[224, 224, 3]`) through the base; gives `[pictures, 7, 7, 512]`, which the caller disposes.
   * Lets the event loop turn after each convolution; rejects with the signal's reason when it aborts.
   */
  readonly featureMap: (
    pictures: readonly Uint8Array[],
    mode: Preprocess,
    signal?: AbortSignal,
  ) => Promise<Tensor>;
  /** `[n, 7, 7, 512]` to `[n, 512]` (mean over height and width) or `[n, 25088]` (Keras's Flatten). The map stays the caller's. */
  readonly pool: (map: Tensor, pool: HeadArchitecture['pool']) => Tensor;
  /** Frees the weights. */
  readonly close: () => void;
}

const loadConvolutions = async (
  { tf }: Engine,
  weightsDir: string,
): Promise<{ sha256: string; layers: readonly Convolution[] }> => {
  const file = await readWeightsFile(join(weightsDir, BACKBONE_FILE));
  // All arrays are checked before the first tensor is made, so that a bad file leaves none behind.
  const arrays = convolutionPlan().map((layer) => {
    const { name, filters, poolsAfter } = layer;
    const shape = [...kernelShape(layer)];
    const kernel = takeFloats(file, `${name}/kernel`, shape);
    return { kernel, shape, bias: takeFloats(file, `${name}/bias`, [filters]), poolsAfter };
  });
  const layers = arrays.map(({ kernel, shape, bias, poolsAfter }) => ({
    kernel: tf.tensor(kernel, shape, 'float32'),
    bias: tf.tensor1d(bias, 'float32'),
    poolsAfter,
  }));
  return { sha256: file.sha256, layers };
};

/** Puts pictures together as float32 `[pictures, 224, 224, 3]`, 0..255 RGB. Bytes are uploaded as bytes and widened by the engine. */
const uploadPictures = ({ tf, run, attributes }: Engine, pictures: readonly Uint8Array[]): Tensor => {
  const bytes = new Uint8Array(pictures.length * PICTURE_BYTES);
  for (const [index, picture] of pictures.entries()) {
    if (picture.length !== PICTURE_BYTES) {
      throw new AppError(
        'INTERNAL',
        `Expected a picture of ${PICTURE_BYTES} bytes, received ${picture.length}.`,
      );
    }
    bytes.set(picture, index * PICTURE_BYTES);
  }
  // The JavaScript side has no tensors of bytes: four at a time they are an int32, whose bits are read as bytes again.
  const words = new Int32Array(bytes.buffer);
  return tf.tidy(() => {
    const packed = tf.tensor1d(words, 'int32');
    const unpacked = run(
      'Bitcast',
      [attributes.type('T', attributes.int32), attributes.type('type', attributes.uint8)],
      [packed],
    );
    const widened = run(
      'Cast',
      [
        attributes.type('SrcT', attributes.uint8),
        attributes.type('DstT', attributes.float32),
        attributes.flag('Truncate', false),
      ],
      [unpacked],
    );
    return tf.reshape(widened, [pictures.length, INPUT_SIZE, INPUT_SIZE, 3]);
  });
};

/** `[n, 224, 224, 3]` RGB 0..255 to what the base takes. Disposes its input. */
const preprocess = ({ tf }: Engine, pixels: Tensor, mode: Preprocess): Tensor => {
  if (mode === 'none') return pixels;
  const prepared = tf.tidy(() =>
    mode === 'caffe'
      ? tf.sub(tf.reverse(pixels, -1), tf.tensor1d(CAFFE_MEANS))
      : tf.mul(pixels, tf.scalar(1 / 255)),
  );
  pixels.dispose();
  return prepared;
};

/** The operations of one layer, with their attributes made once. */
export const makeLayerOperations = ({ run, attributes }: Engine) => {
  const type = attributes.type('T', attributes.float32);
  const format = attributes.text('data_format', 'NHWC');
  const convolution = [
    type,
    format,
    attributes.ints('strides', [1, 1, 1, 1]),
    attributes.ints('dilations', [1, 1, 1, 1]),
    attributes.text('padding', 'SAME'),
    attributes.flag('use_cudnn_on_gpu', true),
  ];
  const pooling = [
    type,
    format,
    attributes.ints('ksize', [1, 2, 2, 1]),
    attributes.ints('strides', [1, 2, 2, 1]),
    attributes.text('padding', 'VALID'),
  ];
  return {
    convolve: (input: Tensor, kernel: Tensor) => run('Conv2D', convolution, [input, kernel]),
    maxPool: (input: Tensor) => run('MaxPool', pooling, [input]),
    addBias: (input: Tensor, bias: Tensor) => run('BiasAdd', [type, format], [input, bias]),
    rectify: (input: Tensor) => run('Relu', [type], [input]),
  };
};

/**
 * One convolution with its bias, ReLU and pooling. Disposes its input.
 * Adding a bias and ReLU never change which value is the largest, so pooling first gives the same bits with a quarter of the work.
 */
const runLayer = (
  operations: ReturnType<typeof makeLayerOperations>,
  input: Tensor,
  { kernel, bias, poolsAfter }: Convolution,
): Tensor => {
  const { convolve, maxPool, addBias, rectify } = operations;
  const steps = [
    (x: Tensor) => convolve(x, kernel),
    ...(poolsAfter ? [maxPool] : []),
    (x: Tensor) => addBias(x, bias),
    rectify,
  ];
  let value = input;
  for (const step of steps) {
    const next = step(value);
    value.dispose();
    value = next;
  }
  return value;
};

/** Loads the base from `weightsDir`. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const createBackbone = async (engine: Engine, weightsDir: string): Promise<Backbone> => {
  const { sha256, layers } = await loadConvolutions(engine, weightsDir);
  const operations = makeLayerOperations(engine);
  return {
    sha256,
    featureMap: async (pictures, mode, signal) => {
      let value = preprocess(engine, uploadPictures(engine, pictures), mode);
      try {
        for (const layer of layers) {
          value = runLayer(operations, value, layer);
          await nextTurn();
          signal?.throwIfAborted();
        }
      } catch (error) {
        value.dispose();
        throw error;
      }
      return value;
    },
    pool: (map, pool) =>
      pool === 'average'
        ? engine.tf.mean(map, [1, 2])
        : engine.tf.reshape(map, [-1, FEATURES_PER_PICTURE.flatten]),
    close: () => {
      for (const { kernel, bias } of layers) engine.tf.dispose([kernel, bias]);
    },
  };
};
