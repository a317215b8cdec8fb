import Type, { type Static, type TProperties } from 'typebox';
import {
  frozenLayersOf,
  METRIC_INPUT_NAMES,
  type MetricInputName,
  OPTIMIZER_DEFAULTS,
  type Recipe,
} from '../domain/index.ts';
import {
  augment,
  backbone,
  betas,
  cosineKnobs,
  earlyStopping,
  epsilon,
  gradient,
  head,
  historySize,
  loss,
  modelCheckpoint,
  optimizerName,
  plateau,
  rho,
  scheduleName,
  sgdKnobs,
  startWeights,
  startWeightsInput,
  stepKnobs,
  top,
  warmupSteps,
} from './recipe-knobs.ts';
import { closed, component, nullable, oneOf } from './schema.ts';

const parts = <Properties extends TProperties>(properties: Properties) =>
  closed(Type.Partial(Type.Object(properties)).properties);

const METRICS = ['loss', 'accuracy', 'val_loss', 'val_accuracy'] as const;

/** A metric by Keras's name. */
export const metricName = oneOf(METRICS, { description: "A metric, by Keras's name." });

/** A metric by any name that is accepted. */
const metricInputName = Type.Unsafe<MetricInputName>({
  type: 'string',
  enum: [...METRIC_INPUT_NAMES],
  description:
    "A metric, by Keras's name; `acc` and `val_acc` are accepted for `accuracy` and `val_accuracy`.",
});

/** The names of the presets. */
export const presetName = oneOf(['fast', 'keras-tutorial', 'fine-tune'], {
  description:
    'The recipe that is the base: `fast`, the script that users of Keras know, or `fast` first and then block5 of the backbone.',
});

const schedule = Type.Union([
  closed({ name: oneOf(['constant']), warmupSteps }),
  closed({ name: oneOf(['cosine']), warmupSteps, ...cosineKnobs }),
  closed({ name: oneOf(['step']), warmupSteps, ...stepKnobs }),
]);

const optimizer = Type.Union([
  closed({ name: oneOf(['sgd']), ...gradient, schedule, ...sgdKnobs }),
  closed({ name: oneOf(['adam', 'adamw']), ...gradient, schedule, ...betas, epsilon }),
  closed({ name: oneOf(['rmsprop']), ...gradient, schedule, rho, epsilon }),
  closed({ name: oneOf(['lbfgs']), historySize }),
]);

/** A recipe as an example shows it; not a preset, so that the document does not change with one. */
export const exampleRecipe = {
  backbone: {
    name: 'vgg16',
    weights: 'imagenet',
    trainableFrom: 'none',
    frozenLayers: frozenLayersOf('none'),
    precision: 'auto',
  },
  preprocess: 'caffe',
  interpolation: 'bilinear',
  orient: true,
  head: { pool: 'average', units: null, l2: 0.01, standardise: true, dropout: 0, start: 'random' },
  loss: { labelSmoothing: 0 },
  classWeights: 'balanced',
  augment: null,
  optimizer: OPTIMIZER_DEFAULTS.adam,
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
  reduceLearningRateOnPlateau: null,
} as const satisfies Recipe;

/** A whole recipe on the wire. */
export const RecipeBody = component(
  'Recipe',
  {
    backbone: closed({
      ...backbone,
      weights: startWeights,
    }),
    ...top,
    head: closed(head),
    loss: closed(loss),
    augment: nullable(closed(augment)),
    optimizer,
    modelCheckpoint: closed({ monitor: metricName, ...modelCheckpoint }),
    earlyStopping: nullable(closed({ monitor: metricName, ...earlyStopping })),
    reduceLearningRateOnPlateau: nullable(closed({ monitor: metricName, ...plateau })),
  },
  {
    description: 'Everything that decides a training run, beside the dataset, the split and the seed.',
    examples: [exampleRecipe],
  },
);
export type RecipeBody = Static<typeof RecipeBody>;

/** What a client changes of a preset: any part of a recipe. */
export const RecipeOverridesBody = component(
  'RecipeOverrides',
  {
    backbone: Type.Optional(
      parts({
        ...backbone,
        weights: startWeightsInput,
      }),
    ),
    ...Type.Partial(Type.Object(top)).properties,
    head: Type.Optional(parts(head)),
    loss: Type.Optional(parts(loss)),
    augment: Type.Optional(nullable(parts(augment))),
    optimizer: Type.Optional(
      parts({
        name: optimizerName,
        ...gradient,
        schedule: parts({ name: scheduleName, warmupSteps, ...cosineKnobs, ...stepKnobs }),
        ...sgdKnobs,
        ...betas,
        epsilon,
        rho,
        historySize,
      }),
    ),
    modelCheckpoint: Type.Optional(parts({ monitor: metricInputName, ...modelCheckpoint })),
    earlyStopping: Type.Optional(nullable(parts({ monitor: metricInputName, ...earlyStopping }))),
    reduceLearningRateOnPlateau: Type.Optional(nullable(parts({ monitor: metricInputName, ...plateau }))),
  },
  {
    description: 'What is changed of the preset.',
    examples: [{ epochs: 60, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.001 } }],
  },
);
export type RecipeOverridesBody = Static<typeof RecipeOverridesBody>;
