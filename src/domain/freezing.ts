import type { TrainableFrom } from './recipe.ts';

/** The layers of Keras's VGG16 with its top, in the order of `model.layers`. */
export const VGG16_LAYERS = [
  'input_layer',
  'block1_conv1',
  'block1_conv2',
  'block1_pool',
  'block2_conv1',
  'block2_conv2',
  'block2_pool',
  'block3_conv1',
  'block3_conv2',
  'block3_conv3',
  'block3_pool',
  'block4_conv1',
  'block4_conv2',
  'block4_conv3',
  'block4_pool',
  'block5_conv1',
  'block5_conv2',
  'block5_conv3',
  'block5_pool',
  'flatten',
  'fc1',
  'fc2',
  'predictions',
] as const;

/** The names of boundaries: how many of `VGG16_LAYERS` are frozen when training begins there. */
const BOUNDARIES = [
  ['none', 19],
  ['block5', 15],
  ['block4', 11],
  ['block3', 7],
  ['block2', 4],
  ['block1', 1],
  ['all', 0],
] as const satisfies readonly (readonly [TrainableFrom, number])[];

/** Every boundary that has a name, from the wholly frozen base to the wholly trained one. */
export const TRAINABLE_FROM_NAMES = BOUNDARIES.map(([name]) => name);

/** How many of the 13 convolutions are frozen when the first `frozenLayers` layers are. */
export const frozenConvolutions = (frozenLayers: number): number =>
  VGG16_LAYERS.slice(0, frozenLayers).filter((name) => name.includes('_conv')).length;

/** Which of fc1 and fc2 are frozen when the first `frozenLayers` layers are; only a fully connected head has them. */
export const frozenDenseLayers = (frozenLayers: number): readonly string[] =>
  VGG16_LAYERS.slice(0, frozenLayers).filter((name) => name === 'fc1' || name === 'fc2');

/** The boundary as a number of frozen layers. */
export const frozenLayersOf = (trainableFrom: TrainableFrom): number => {
  if (typeof trainableFrom === 'number') return trainableFrom;
  const boundary = BOUNDARIES.find(([name]) => name === trainableFrom);
  return boundary === undefined ? 0 : boundary[1];
};

/** The boundary by name where it has one, else the number itself. */
export const trainableFromOf = (frozenLayers: number): TrainableFrom =>
  BOUNDARIES.find(([, layers]) => layers === frozenLayers)?.[0] ?? frozenLayers;
