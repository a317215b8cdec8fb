import {
  boundaryShape,
  type ConvolutionLayer,
  convolutionPlan,
  type DenseLayer,
  type HeadArchitecture,
  INPUT_SIZE,
} from '../domain/index.ts';
import type { ConfigLayer } from './read-config.ts';
import { weightsInvalid } from './weights-invalid.ts';

/** The layers of a file that have weights, by the file's names, in the order of VGG16; `head` is null where there is none. */
export interface ReadArchitecture {
  readonly convolutions: readonly string[];
  readonly dense: readonly string[];
  readonly head: HeadArchitecture | null;
}

/** Layers that do nothing when a model predicts. */
const IDLE: ReadonlySet<string> = new Set([
  'InputLayer',
  'Dropout',
  'SpatialDropout2D',
  'GaussianDropout',
  'GaussianNoise',
  'AlphaDropout',
  'ActivityRegularization',
  'RandomFlip',
  'RandomRotation',
  'RandomZoom',
  'RandomTranslation',
  'RandomBrightness',
  'RandomContrast',
]);

const describe = (layer: ConfigLayer | undefined): string =>
  layer === undefined ? 'the end of the model' : `${layer.name} (${layer.kind})`;

const differs = (expected: string, received: string): Error =>
  weightsInvalid(
    `Expected VGG16 with ${expected}, received ${received}: the file holds another architecture.`,
  );

/** Expects settings, as JSON; a setting that the file leaves out has Keras's default, which is what VGG16 has. */
const checkSettings = (layer: ConfigLayer, expected: Readonly<Record<string, unknown>>): void => {
  for (const [name, value] of Object.entries(expected)) {
    const received = layer.config[name] ?? value;
    if (JSON.stringify(received) !== JSON.stringify(value))
      throw differs(`${name} ${JSON.stringify(value)} in ${layer.name}`, JSON.stringify(received));
  }
};

const PLACE = {
  padding: 'same',
  strides: [1, 1],
  data_format: 'channels_last',
  dilation_rate: [1, 1],
  groups: 1,
};

const checkConvolution = (layer: ConfigLayer | undefined, { name, filters }: ConvolutionLayer): string => {
  if (layer?.kind !== 'Conv2D') throw differs(`${name} (Conv2D) in its place`, describe(layer));
  checkSettings(layer, { filters, kernel_size: [3, 3], ...PLACE, use_bias: true });
  const activation = activationOf(layer);
  if (activation !== 'relu') throw differs(`the activation relu in ${layer.name}`, activation);
  return layer.name;
};

const checkPooling = (layer: ConfigLayer | undefined, name: string): void => {
  if (layer?.kind !== 'MaxPooling2D') throw differs(`${name} (MaxPooling2D) in its place`, describe(layer));
  checkSettings(layer, {
    pool_size: [2, 2],
    strides: [2, 2],
    padding: 'valid',
    data_format: 'channels_last',
  });
};

/** By name, also where Keras 3 keeps it as an object of a registered function. */
const activationOf = ({ config }: ConfigLayer): string => {
  const { activation } = config;
  if (typeof activation === 'string') return activation;
  if (typeof activation !== 'object' || activation === null) return 'linear';
  return 'config' in activation && typeof activation.config === 'string'
    ? activation.config
    : 'an own function';
};

const checkInput = (layers: readonly ConfigLayer[]): void => {
  const input = layers.find(({ kind }) => kind === 'InputLayer');
  const shape = input?.config['batch_shape'] ?? input?.config['batch_input_shape'];
  if (!Array.isArray(shape)) return;
  const [, height, width, channels] = shape.map((length: unknown) => length ?? INPUT_SIZE);
  if (height !== INPUT_SIZE || width !== INPUT_SIZE || channels !== 3)
    throw differs(`an input of ${INPUT_SIZE} x ${INPUT_SIZE} x 3`, `[${shape.slice(1).join(', ')}]`);
};

/** Takes the base off the front; gives the file's names of the convolutions and how many layers it is long. */
const readBase = (layers: readonly ConfigLayer[]): { convolutions: readonly string[]; length: number } => {
  const convolutions: string[] = [];
  let place = 0;
  for (const convolution of convolutionPlan()) {
    convolutions.push(checkConvolution(layers[place], convolution));
    place += 1;
    if (!convolution.poolsAfter) continue;
    checkPooling(layers[place], `${convolution.name.slice(0, convolution.name.indexOf('_'))}_pool`);
    place += 1;
  }
  return { convolutions, length: place };
};

interface NamedDense {
  readonly name: string;
  readonly units: number;
  readonly activation: string;
}

const denseOf = (layer: ConfigLayer): NamedDense => {
  if (layer.kind !== 'Dense') throw differs('a head of Dense layers', describe(layer));
  checkSettings(layer, { use_bias: true });
  const { units } = layer.config;
  if (typeof units !== 'number' || !Number.isSafeInteger(units) || units < 1)
    throw weightsInvalid(`Expected a number of units in ${layer.name}, received ${JSON.stringify(units)}.`);
  return { name: layer.name, units, activation: activationOf(layer) };
};

/** Dense layers; an Activation layer after a linear one is that one's activation. */
const readDense = (layers: readonly ConfigLayer[]): readonly NamedDense[] => {
  const found: NamedDense[] = [];
  for (const layer of layers) {
    const last = found.at(-1);
    if (layer.kind === 'Activation' && last?.activation === 'linear')
      found[found.length - 1] = { ...last, activation: activationOf(layer) };
    else found.push(denseOf(layer));
  }
  return found;
};

const checkActivations = (dense: readonly NamedDense[]): void => {
  for (const [index, { name, activation }] of dense.entries()) {
    const expected = index === dense.length - 1 ? 'softmax' : 'relu';
    if (activation !== expected)
      throw weightsInvalid(`Expected the activation ${expected} in ${name}, received ${activation}.`);
  }
};

const FULLY_CONNECTED = ['fc1', 'fc2'];

/** The names that the layers of a head have here: those that training gives them too, whatever the file calls them. */
const ownNames = (pool: HeadArchitecture['pool'], layers: number): readonly string[] => {
  const hidden = layers - 1;
  if (pool === 'flatten' && hidden === FULLY_CONNECTED.length) return [...FULLY_CONNECTED, 'predictions'];
  const names = Array.from({ length: hidden }, (_, index) => (index === 0 ? 'dense' : `dense_${index}`));
  return [...names, 'predictions'];
};

/** The head of dense layers on features of that pooling; the last one gives logits. */
export const headOf = (pool: HeadArchitecture['pool'], units: readonly number[]): HeadArchitecture => {
  const [height, length, channels] = boundaryShape(convolutionPlan().length);
  const names = ownNames(pool, units.length);
  const layers = units.map((width, index): DenseLayer => {
    const features = pool === 'average' ? channels : height * length * channels;
    const activation = index === units.length - 1 ? 'linear' : 'relu';
    return { name: names[index] ?? '', inputs: units[index - 1] ?? features, units: width, activation };
  });
  return { pool, layers };
};

const poolOf = (layer: ConfigLayer): HeadArchitecture['pool'] => {
  if (layer.kind === 'GlobalAveragePooling2D') return 'average';
  if (layer.kind === 'Flatten') return 'flatten';
  throw differs('Flatten or GlobalAveragePooling2D after block5_pool', describe(layer));
};

const checkChain = (layers: readonly ConfigLayer[]): void => {
  for (const { name, stranger } of layers)
    if (stranger !== null) throw differs('each layer on the one before it', `${name} on ${stranger}`);
};

/** VGG16 and a head in the layers of `model_config`: `WEIGHTS_INVALID` that names the first layer that differs. */
export const readArchitecture = (all: readonly ConfigLayer[]): ReadArchitecture => {
  checkInput(all);
  const layers = all.filter(({ kind }) => !IDLE.has(kind));
  const { convolutions, length } = readBase(layers);
  checkChain(all);
  const [pooling, ...rest] = layers.slice(length);
  if (pooling === undefined) return { convolutions, dense: [], head: null };
  const pool = poolOf(pooling);
  // A GlobalAveragePooling2D may be followed by a Flatten that has nothing to do.
  const dense = readDense(pool === 'average' ? rest.filter(({ kind }) => kind !== 'Flatten') : rest);
  if (dense.length === 0) throw differs(`Dense layers after ${pooling.name}`, describe(undefined));
  checkActivations(dense);
  return {
    convolutions,
    dense: dense.map(({ name }) => name),
    head: headOf(
      pool,
      dense.map(({ units }) => units),
    ),
  };
};
