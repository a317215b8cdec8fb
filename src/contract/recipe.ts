import Type, { type Static, type TProperties } from 'typebox';
import {
  type BoundedKnob,
  FROZEN_BASE_LAYERS,
  METRIC_INPUT_NAMES,
  type MetricInputName,
  RECIPE_BOUNDS,
  type Recipe,
} from '../domain/index.ts';
import { closed, component, nullable, oneOf } from './schema.ts';

const integer = (knob: BoundedKnob, description: string) =>
  Type.Integer({ ...RECIPE_BOUNDS[knob], description });

const number = (knob: BoundedKnob, description: string) =>
  Type.Number({ ...RECIPE_BOUNDS[knob], description });

const flag = (description: string) => Type.Boolean({ description });

const parts = <Properties extends TProperties>(properties: Properties) =>
  closed(Type.Partial(Type.Object(properties)).properties);

const METRICS = ['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const;

/** A metric by Keras's name. */
export const metricName = oneOf(METRICS, { description: "A metric, by Keras's name." });

/** A metric by any name that is accepted. */
export const metricInputName = Type.Unsafe<MetricInputName>({
  type: 'string',
  enum: [...METRIC_INPUT_NAMES],
  description:
    "A metric, by Keras's name; `acc` and `val_acc` are accepted for `accuracy` and `val_accuracy`.",
});

/** The names of the presets. */
export const presetName = oneOf(['fast', 'keras-tutorial'], {
  description: 'The recipe that is the base: `fast`, or the script that users of Keras know.',
});

const knobs = {
  preprocess: oneOf(['caffe', 'none', 'rescale'], {
    description:
      'How pixels (RGB, 0..255) enter the backbone: `caffe` = BGR minus the ImageNet means, `none` = as they are, `rescale` = divided by 255.',
  }),
  interpolation: oneOf(['nearest', 'bilinear', 'bicubic'], {
    description: 'How a picture is brought to 224 x 224, bit for bit as Pillow does it.',
  }),
  orient: flag('Whether the EXIF orientation is applied before resizing.'),
  pool: oneOf(['average', 'flatten', 'fullyConnected'], {
    description: 'What follows the last feature map; `fullyConnected` is fc1 and fc2 of VGG16.',
  }),
  units: nullable(integer('/head/units', 'Width of a hidden ReLU layer (of fc1 and fc2); null: none.')),
  l2: number('/head/l2', 'Weight of the sum of squares of the kernels in the loss.'),
  standardise: flag('Whether features are brought to mean 0 and deviation 1 over the training set.'),
  learningRate: number('/optimizer/learningRate', 'Step size.'),
  momentum: number('/optimizer/momentum', 'Of sgd.'),
  nesterov: flag("Of sgd: whether the momentum is Nesterov's."),
  weightDecay: number('/optimizer/weightDecay', 'Of adamw.'),
  beta1: number('/optimizer/beta1', 'Of adam and adamw: decay of the first moment.'),
  beta2: number('/optimizer/beta2', 'Of adam and adamw: decay of the second moment.'),
  epsilon: number('/optimizer/epsilon', 'Of adam, adamw and rmsprop.'),
  rho: number('/optimizer/rho', 'Of rmsprop: decay of the mean square.'),
  historySize: integer('/optimizer/historySize', 'Of lbfgs: pairs that are kept.'),
  epochs: integer('/epochs', 'Most epochs.'),
  batchSize: integer('/batchSize', 'Pictures in a step.'),
  stepsPerEpoch: nullable(integer('/stepsPerEpoch', 'Steps in an epoch; null: one pass over the pictures.')),
  validationSteps: nullable(integer('/validationSteps', 'Batches of validation; null: all pictures.')),
  mode: oneOf(['auto', 'min', 'max'], {
    description: 'Which way the metric improves; `auto`: up for accuracy, down for loss.',
  }),
  saveBestOnly: flag('Whether only an epoch that is better than all before is kept.'),
  initialValueThreshold: nullable(
    number('/modelCheckpoint/initialValueThreshold', 'What the first value has to beat; null: nothing.'),
  ),
  minDelta: number('/earlyStopping/minDelta', 'Least change that counts as an improvement.'),
  patience: integer('/earlyStopping/patience', 'Epochs without improvement after which training ends.'),
  baseline: nullable(number('/earlyStopping/baseline', 'What has to be beaten; null: nothing.')),
  restoreBestWeights: flag('Whether the weights of the best epoch are taken back at the end.'),
  startFromEpoch: integer('/earlyStopping/startFromEpoch', 'Epochs to wait before watching.'),
} as const;

const { learningRate, epsilon, beta1, beta2 } = knobs;

const optimizer = Type.Union([
  closed({ name: oneOf(['sgd']), learningRate, momentum: knobs.momentum, nesterov: knobs.nesterov }),
  closed({ name: oneOf(['adam']), learningRate, beta1, beta2, epsilon }),
  closed({ name: oneOf(['adamw']), learningRate, weightDecay: knobs.weightDecay, beta1, beta2, epsilon }),
  closed({ name: oneOf(['rmsprop']), learningRate, rho: knobs.rho, epsilon }),
  closed({ name: oneOf(['lbfgs']), historySize: knobs.historySize }),
]);

const head = { pool: knobs.pool, units: knobs.units, l2: knobs.l2, standardise: knobs.standardise };

const modelCheckpoint = {
  mode: knobs.mode,
  saveBestOnly: knobs.saveBestOnly,
  initialValueThreshold: knobs.initialValueThreshold,
};

const earlyStopping = {
  mode: knobs.mode,
  minDelta: knobs.minDelta,
  patience: knobs.patience,
  baseline: knobs.baseline,
  restoreBestWeights: knobs.restoreBestWeights,
  startFromEpoch: knobs.startFromEpoch,
};

const top = {
  preprocess: knobs.preprocess,
  interpolation: knobs.interpolation,
  orient: knobs.orient,
  epochs: knobs.epochs,
  batchSize: knobs.batchSize,
  stepsPerEpoch: knobs.stepsPerEpoch,
  validationSteps: knobs.validationSteps,
};

/** A recipe as an example shows it; not a preset, so that the document does not change with one. */
export const exampleRecipe = {
  backbone: { name: 'vgg16', weights: 'imagenet', trainableFrom: 'none', precision: 'auto' },
  preprocess: 'caffe',
  interpolation: 'bilinear',
  orient: true,
  head: { pool: 'average', units: null, l2: 0.01, standardise: true },
  optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  epochs: 60,
  batchSize: 32,
  stepsPerEpoch: null,
  validationSteps: null,
  modelCheckpoint: { monitor: 'val_accuracy', mode: 'auto', saveBestOnly: true, initialValueThreshold: null },
  earlyStopping: {
    monitor: 'val_accuracy',
    mode: 'auto',
    minDelta: 0,
    patience: 10,
    baseline: null,
    restoreBestWeights: true,
    startFromEpoch: 0,
  },
} as const satisfies Recipe;

/** A whole recipe on the wire. */
export const RecipeBody = component(
  'Recipe',
  {
    backbone: closed({
      name: oneOf(['vgg16']),
      weights: oneOf(['imagenet']),
      trainableFrom: oneOf(['none']),
      precision: oneOf(['auto', 'float32']),
    }),
    ...top,
    head: closed(head),
    optimizer,
    modelCheckpoint: closed({ monitor: metricName, ...modelCheckpoint }),
    earlyStopping: nullable(closed({ monitor: metricName, ...earlyStopping })),
  },
  {
    description: 'Everything that decides a training run, beside the dataset, the split and the seed.',
    examples: [exampleRecipe],
  },
);
export type RecipeBody = Static<typeof RecipeBody>;

/** What a client changes of a preset: any part of a recipe. Only what works now is accepted. */
export const RecipeOverridesBody = component(
  'RecipeOverrides',
  {
    backbone: Type.Optional(
      parts({
        name: oneOf(['vgg16']),
        weights: oneOf(['imagenet']),
        trainableFrom: oneOf(['none']),
        frozenLayers: Type.Integer({
          minimum: FROZEN_BASE_LAYERS,
          maximum: FROZEN_BASE_LAYERS,
          description: 'As `layers[:n]` in Keras; 19 is the whole convolutional base.',
        }),
        precision: oneOf(['auto', 'float32']),
      }),
    ),
    ...Type.Partial(Type.Object(top)).properties,
    head: Type.Optional(parts(head)),
    optimizer: Type.Optional(
      parts({
        name: oneOf(['sgd', 'adam', 'adamw', 'rmsprop', 'lbfgs']),
        learningRate,
        momentum: knobs.momentum,
        nesterov: knobs.nesterov,
        weightDecay: knobs.weightDecay,
        beta1,
        beta2,
        epsilon,
        rho: knobs.rho,
        historySize: knobs.historySize,
      }),
    ),
    modelCheckpoint: Type.Optional(parts({ monitor: metricInputName, ...modelCheckpoint })),
    earlyStopping: Type.Optional(nullable(parts({ monitor: metricInputName, ...earlyStopping }))),
  },
  {
    description: 'What is changed of the preset.',
    examples: [{ epochs: 60, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.001 } }],
  },
);
export type RecipeOverridesBody = Static<typeof RecipeOverridesBody>;
