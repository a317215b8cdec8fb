import Type from 'typebox';
import {
  type BoundedKnob,
  MODEL_NAME_PATTERN,
  RECIPE_BOUNDS,
  type Recipe,
  type StartWeights,
  TRAINABLE_FROM_NAMES,
  type TrainableFrom,
  VGG16_LAYERS,
} from '../domain/index.ts';
import { nullable, oneOf } from './schema.ts';

const integer = (knob: BoundedKnob, description: string) =>
  Type.Integer({ ...RECIPE_BOUNDS[knob], description });

const number = (knob: BoundedKnob, description: string) =>
  Type.Number({ ...RECIPE_BOUNDS[knob], description });

const flag = (description: string) => Type.Boolean({ description });

const nameBody = MODEL_NAME_PATTERN.replace(/^\^|\$$/g, '');

const WEIGHTS =
  'The weights a run starts from: `imagenet`, `none` (random ones; all of the backbone is trained), or those of a model version.';

/** The weights a run starts from, as a recipe stores them. */
export const startWeights = Type.Unsafe<StartWeights>({
  type: 'string',
  pattern: `^(imagenet|none|${nameBody}:[1-9][0-9]{0,8})$`,
  description: WEIGHTS,
});

/** The same as a client may name them. */
export const startWeightsInput = Type.String({
  pattern: `^(imagenet|none|${nameBody}(:[1-9][0-9]{0,8}|@${nameBody})?)$`,
  description: `${WEIGHTS} A version is named as in \`animals:3\`, \`animals@prod\` or \`animals\` (its \`latest\`); the job shows which one it was.`,
});

/** Of the backbone, beside the weights it starts from. */
export const backbone = {
  name: oneOf(['vgg16'], { description: 'The network; there is one.' }),
  trainableFrom: Type.Unsafe<TrainableFrom>({
    type: ['string', 'integer'],
    enum: [...TRAINABLE_FROM_NAMES, ...VGG16_LAYERS.keys()],
    description:
      "Where the trained part of the backbone begins: nowhere (`none`), a block, everywhere (`all`), or the number of a layer in Keras's `model.layers`.",
  }),
  frozenLayers: integer(
    '/backbone/frozenLayers',
    'The same boundary as `trainableFrom`, as `layers[:n]` in Keras: 19 is the whole convolutional base; 21 and 22 freeze fc1 and fc2 of a fully connected head.',
  ),
  precision: oneOf(['auto', 'float32', 'int8'], {
    description:
      'What the frozen part is computed in; `auto` is settled by the worker that takes the job. int8 needs the preprocessing `caffe` and a base that is frozen to its end or to the end of block4.',
  }),
} as const;

/** Of the head. */
export const head = {
  pool: oneOf(['average', 'flatten', 'fullyConnected'], {
    description: 'What follows the last feature map; `fullyConnected` is fc1 and fc2 of VGG16.',
  }),
  units: nullable(integer('/head/units', 'Width of a hidden ReLU layer (of fc1 and fc2); null: none.')),
  l2: number('/head/l2', 'Weight of the sum of squares of the kernels in the loss.'),
  standardise: flag('Whether features are brought to mean 0 and deviation 1 over the training set.'),
  dropout: number(
    '/head/dropout',
    'Part of the values that is set to 0 in training: after each hidden layer, or on the features where there is none.',
  ),
  start: oneOf(['random', 'converged'], {
    description:
      '`converged`: before the first epoch the head alone is trained to convergence, while all of the backbone is frozen and pictures are not augmented.',
  }),
} as const;

/** Of every schedule. */
export const warmupSteps = integer(
  '/optimizer/schedule/warmupSteps',
  'Steps in which the rate rises in a straight line from 0.',
);
/** Of the schedule `cosine`. */
export const cosineKnobs = {
  decaySteps: nullable(
    integer(
      '/optimizer/schedule/decaySteps',
      'Of cosine: steps of the fall; null: all steps after the warm-up.',
    ),
  ),
  alpha: number('/optimizer/schedule/alpha', 'Of cosine: part of the rate that is left at the end.'),
} as const;
/** Of the schedule `step`. */
export const stepKnobs = {
  everySteps: integer(
    '/optimizer/schedule/everySteps',
    'Of step: steps after which the rate is multiplied again.',
  ),
  factor: number('/optimizer/schedule/factor', 'Of step: what the rate is multiplied by.'),
} as const;

/** Which schedule. */
export const scheduleName = oneOf(['constant', 'cosine', 'step'], {
  description: 'How the learning rate moves from step to step.',
});

/** Of every optimizer that goes down a gradient, beside its schedule. */
export const gradient = {
  learningRate: number('/optimizer/learningRate', 'Step size.'),
  weightDecay: number(
    '/optimizer/weightDecay',
    'Decoupled, as `weight_decay` in Keras: the part of a weight that is taken off, times the learning rate.',
  ),
} as const;
/** Of sgd. */
export const sgdKnobs = {
  momentum: number('/optimizer/momentum', 'Of sgd.'),
  nesterov: flag("Of sgd: whether the momentum is Nesterov's."),
} as const;
/** Of adam and adamw. */
export const betas = {
  beta1: number('/optimizer/beta1', 'Of adam and adamw: decay of the first moment.'),
  beta2: number('/optimizer/beta2', 'Of adam and adamw: decay of the second moment.'),
} as const;
/** Of adam, adamw and rmsprop. */
export const epsilon = number('/optimizer/epsilon', 'Of adam, adamw and rmsprop.');
/** Of rmsprop. */
export const rho = number('/optimizer/rho', 'Of rmsprop: decay of the mean square.');
/** Of lbfgs. */
export const historySize = integer('/optimizer/historySize', 'Of lbfgs: pairs that are kept.');

/** Which optimizer. */
export const optimizerName = oneOf(['sgd', 'adam', 'adamw', 'rmsprop', 'lbfgs'], {
  description:
    "The update rule, as Keras has it; `lbfgs` takes the whole training set a step and trains a single dense layer. Another one than the preset's starts from Keras's defaults.",
});

/** Of the loss. */
export const loss = {
  labelSmoothing: number(
    '/loss/labelSmoothing',
    'Part of each label that is spread evenly over all classes.',
  ),
} as const;

const classWeights = Type.Unsafe<Recipe['classWeights']>({
  type: ['string', 'object', 'null'],
  pattern: '^balanced$',
  additionalProperties: Type.Number(RECIPE_BOUNDS['/classWeights/*']),
  description:
    'Balanced, weights by the names of classes (a class that is left out counts 1), or null: all count 1. Balanced is pictures / (classes * pictures of the class).',
});

/** Of the augmentation. */
export const augment = {
  flip: oneOf(['none', 'horizontal', 'vertical', 'both'], { description: 'Mirror images, one in two.' }),
  rotation: number('/augment/rotation', 'Largest turn to either side, in degrees.'),
  zoom: number('/augment/zoom', 'Largest part by which a picture is made larger or smaller.'),
  shift: number('/augment/shift', 'Largest move along each axis, as a part of the side.'),
  brightness: number('/augment/brightness', 'Largest part by which all values are made lighter or darker.'),
} as const;

const mode = oneOf(['auto', 'min', 'max'], {
  description: 'Which way the metric improves; `auto`: up for accuracy, down for loss.',
});

/** Of the model checkpoint, beside its monitor. */
export const modelCheckpoint = {
  mode,
  saveBestOnly: flag('Whether only an epoch that is better than all before is kept.'),
  initialValueThreshold: nullable(
    number('/modelCheckpoint/initialValueThreshold', 'What the first value has to beat; null: nothing.'),
  ),
} as const;

/** Of the early stopping, beside its monitor. */
export const earlyStopping = {
  mode,
  minDelta: number('/earlyStopping/minDelta', 'Least change that counts as an improvement.'),
  patience: integer('/earlyStopping/patience', 'Epochs without improvement after which training ends.'),
  baseline: nullable(number('/earlyStopping/baseline', 'What has to be beaten; null: nothing.')),
  restoreBestWeights: flag('Whether the weights of the best epoch are taken back at the end.'),
  startFromEpoch: integer('/earlyStopping/startFromEpoch', 'Epochs to wait before watching.'),
} as const;

/** Of the reduction of the learning rate, beside its monitor. */
export const plateau = {
  mode,
  factor: number('/reduceLearningRateOnPlateau/factor', 'What the learning rate is multiplied by.'),
  patience: integer(
    '/reduceLearningRateOnPlateau/patience',
    'Epochs without improvement after which the rate is reduced.',
  ),
  minDelta: number('/reduceLearningRateOnPlateau/minDelta', 'Least change that counts as an improvement.'),
  cooldown: integer(
    '/reduceLearningRateOnPlateau/cooldown',
    'Epochs after a reduction that are not counted.',
  ),
  minLearningRate: number('/reduceLearningRateOnPlateau/minLearningRate', 'Least rate.'),
} as const;

/** Knobs that belong to no section. */
export const top = {
  preprocess: oneOf(['caffe', 'none', 'rescale'], {
    description:
      'How pixels (RGB, 0..255) enter the backbone: `caffe` = BGR minus the ImageNet means, `none` = as they are, `rescale` = divided by 255.',
  }),
  interpolation: oneOf(['nearest', 'bilinear', 'bicubic'], {
    description: 'How a picture is brought to 224 x 224, bit for bit as Pillow does it.',
  }),
  orient: flag('Whether the EXIF orientation is applied before resizing.'),
  classWeights,
  epochs: integer('/epochs', 'Most epochs.'),
  batchSize: integer('/batchSize', 'Pictures in a step.'),
  stepsPerEpoch: nullable(integer('/stepsPerEpoch', 'Steps in an epoch; null: one pass over the pictures.')),
  validationSteps: nullable(integer('/validationSteps', 'Batches of validation; null: all pictures.')),
} as const;
