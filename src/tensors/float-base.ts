import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  AppError,
  type ConvolutionLayer,
  convolutionPlan,
  INPUT_SIZE,
  kernelShape,
  PICTURE_BYTES,
  type Preprocess,
} from '../domain/index.ts';
import { takeFloats, type WeightsFile } from '../safetensors/index.ts';
import { type ConvolutionOperations, makeConvolutionOperations } from './conv-operations.ts';
import type { Engine, Tensor } from './engine.ts';

/** ImageNet means of blue, green and red, as `keras.applications.imagenet_utils` subtracts them. */
export const CAFFE_MEANS = [103.939, 116.779, 123.68] as const;

/** Kernel and bias of one convolution, as values. */
export interface ConvolutionValues {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

/** The values of a convolution in a file, which must have them in their shapes: `WEIGHTS_INVALID`. */
export const storedConvolution =
  (file: Pick<WeightsFile, 'arrays'>) =>
  (layer: ConvolutionLayer): ConvolutionValues => ({
    kernel: takeFloats(file, `${layer.name}/kernel`, kernelShape(layer)),
    bias: takeFloats(file, `${layer.name}/bias`, [layer.filters]),
  });

/** Largest number of pictures that go through the base at once. */
export const BACKBONE_BATCH = 16;

/** One convolution with its bias; `poolsAfter`: the last one of its block. */
interface Convolution {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly poolsAfter: boolean;
}

/** The first convolutions of VGG16 in float32, on TensorFlow. */
export interface FloatBase {
  /**
   * Pictures (RGB bytes `[224, 224, 3]`) to maps at the boundary, `[pictures, height, width, channels]`, which the caller disposes.
   * Lets the event loop turn after each convolution; rejects with the signal's reason when it aborts.
   */
  readonly mapsOf: (
    pictures: readonly Uint8Array[],
    mode: Preprocess,
    signal?: AbortSignal,
  ) => Promise<Tensor>;
  /** Frees the weights. */
  readonly close: () => void;
}

/** Refuses what is not a decoded picture: `INTERNAL`. */
export const checkPicture = (picture: Uint8Array): void => {
  if (picture.length === PICTURE_BYTES) return;
  throw new AppError('INTERNAL', `Expected a picture of ${PICTURE_BYTES} bytes, received ${picture.length}.`);
};

/** Puts the bytes of pictures together, four in a word: the JavaScript side has no tensors of bytes. `INTERNAL` as `checkPicture`. */
export const packPictures = (pictures: readonly Uint8Array[]): Int32Array => {
  const bytes = new Uint8Array(pictures.length * PICTURE_BYTES);
  for (const [index, picture] of pictures.entries()) {
    checkPicture(picture);
    bytes.set(picture, index * PICTURE_BYTES);
  }
  return new Int32Array(bytes.buffer);
};

/** Puts pictures together as float32 `[pictures, 224, 224, 3]`, 0..255 RGB. Bytes are uploaded as bytes and widened by the engine. */
const uploadPictures = ({ tf, run, attributes }: Engine, pictures: readonly Uint8Array[]): Tensor => {
  const words = packPictures(pictures);
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
      ? tf.sub(tf.reverse(pixels, -1), tf.tensor1d([...CAFFE_MEANS]))
      : tf.mul(pixels, tf.scalar(1 / 255)),
  );
  pixels.dispose();
  return prepared;
};

/**
 * One convolution with its bias, ReLU and pooling. Disposes its input.
 * Adding a bias and ReLU never change which value is the largest, so pooling first gives the same bits with a quarter of the work.
 */
const runLayer = (
  operations: ConvolutionOperations,
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

/**
 * Makes the first `frozenConvolutions` convolutions, with the pooling of the last block that is whole. `valuesOf` gives the
 * weights of a convolution; its errors are passed on, and nothing is left behind then.
 */
export const createFloatBase = (
  engine: Engine,
  frozenConvolutions: number,
  valuesOf: (layer: ConvolutionLayer) => ConvolutionValues,
): FloatBase => {
  const { tf } = engine;
  const operations = makeConvolutionOperations(engine);
  // All arrays are there before the first tensor is made.
  const values = convolutionPlan()
    .slice(0, frozenConvolutions)
    .map((layer) => ({ layer, ...valuesOf(layer) }));
  const layers: readonly Convolution[] = values.map(({ layer, kernel, bias }) => ({
    kernel: tf.tensor(kernel, [...kernelShape(layer)], 'float32'),
    bias: tf.tensor1d(bias, 'float32'),
    poolsAfter: layer.poolsAfter,
  }));
  return {
    mapsOf: async (pictures, mode, signal) => {
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
    close: () => {
      for (const { kernel, bias } of layers) tf.dispose([kernel, bias]);
    },
  };
};
