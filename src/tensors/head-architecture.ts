import {
  AppError,
  type DenseLayer,
  type HeadArchitecture,
  makeRandom,
  type Recipe,
} from '../domain/index.ts';
import { sizeOf, takeFloats, type WeightsFile } from '../safetensors/index.ts';

/** Values of one picture's features after the whole base, by pooling: `[7, 7, 512]` averaged over its places, or as it is. */
const FEATURES = { average: 512, flatten: 7 * 7 * 512 } as const;

/** The first values of an array of a network, `<layer>/kernel` or `<layer>/bias`, by name and shape. */
export type InitialWeights = (name: string, shape: readonly number[]) => Float32Array;

const hiddenLayers = ({ pool, units }: Recipe['head']): readonly { name: string; units: number }[] => {
  if (units === null) {
    if (pool !== 'fullyConnected') return [];
    throw new AppError('RECIPE_CONFLICT', 'Expected head.units for the pool fullyConnected, received null.');
  }
  return pool === 'fullyConnected'
    ? [
        { name: 'fc1', units },
        { name: 'fc2', units },
      ]
    : [{ name: 'dense', units }];
};

/** The layers that a recipe asks for, with Keras's names (fc1, fc2, predictions). */
export const headArchitecture = ({ head }: Recipe, classes: number): HeadArchitecture => {
  const pool = head.pool === 'average' ? 'average' : 'flatten';
  const layers: DenseLayer[] = [];
  let inputs: number = FEATURES[pool];
  for (const { name, units } of hiddenLayers(head)) {
    layers.push({ name, inputs, units, activation: 'relu' });
    inputs = units;
  }
  return { pool, layers: [...layers, { name: 'predictions', inputs, units: classes, activation: 'linear' }] };
};

/** Bytes of a head's weights. */
export const headBytes = ({ layers }: HeadArchitecture): number =>
  layers.reduce((bytes, { inputs, units }) => bytes + (inputs + 1) * units * 4, 0);

/**
 * Kernels uniform within `sqrt(6 / (inputs + outputs))` (Glorot and Bengio 2010, `keras.initializers.GlorotUniform`: in and out
 * of a unit, for a convolution over its whole window), biases zero; the same bits for the same seed.
 */
export const glorotWeights = (seed: number): InitialWeights => {
  const random = makeRandom(seed);
  return (name, shape) => {
    const values = new Float32Array(sizeOf(shape));
    const [inputs, units] = shape.slice(-2);
    if (inputs === undefined || units === undefined) return values;
    const window = sizeOf(shape.slice(0, -2));
    const limit = Math.sqrt(6 / (window * (inputs + units)));
    const { float } = random.fork(`initial/${name}`);
    for (let index = 0; index < values.length; index += 1) values[index] = (2 * float() - 1) * limit;
    return values;
  };
};

/** The weights of a file, which must have every array of the network in its shape: `WEIGHTS_INVALID`. */
export const storedWeights =
  (file: WeightsFile): InitialWeights =>
  (name, shape) =>
    takeFloats(file, name, shape);
