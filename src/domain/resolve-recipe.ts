import type { InputFault } from './errors.ts';
import { FROZEN_BASE_LAYERS, FULLY_CONNECTED_UNITS, OPTIMIZER_DEFAULTS, PRESETS } from './presets.ts';
import type {
  EarlyStoppingRecipe,
  HeadPool,
  Interpolation,
  MetricName,
  ModelCheckpointRecipe,
  MonitorMode,
  OptimizerRecipe,
  Preprocess,
  PresetName,
  Recipe,
} from './recipe.ts';
import { makeRecipeReader, type RecipeReader } from './recipe-reader.ts';

/** A metric by any name that is accepted on input. */
export type MetricInputName = MetricName | 'acc' | 'val_acc';

/** What a client changes of a preset: any part of a recipe. It is checked in full by `resolveRecipe`, so it may come unchecked. */
export interface RecipeOverrides {
  readonly backbone?: {
    readonly name?: string;
    readonly weights?: string;
    readonly trainableFrom?: string;
    /** As `layers[:n]` in Keras; 19 is the whole convolutional base. */
    readonly frozenLayers?: number;
    readonly precision?: string;
  };
  readonly preprocess?: Preprocess;
  readonly interpolation?: Interpolation;
  readonly orient?: boolean;
  readonly head?: Partial<Recipe['head']>;
  readonly optimizer?: { readonly name?: OptimizerRecipe['name']; readonly [knob: string]: unknown };
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly stepsPerEpoch?: number | null;
  readonly validationSteps?: number | null;
  readonly modelCheckpoint?: Partial<Omit<ModelCheckpointRecipe, 'monitor'>> & {
    readonly monitor?: MetricInputName;
  };
  readonly earlyStopping?:
    | (Partial<Omit<EarlyStoppingRecipe, 'monitor'>> & { readonly monitor?: MetricInputName })
    | null;
}

/** Why overrides do not make a recipe. `RECIPE_CONFLICT`: each part is right by itself. */
export interface RecipeFaults {
  readonly code: 'RECIPE_INVALID' | 'RECIPE_CONFLICT';
  readonly faults: readonly InputFault[];
}

const NOT_YET = [
  '/head/dropout',
  '/optimizer/schedule',
  '/loss',
  '/classWeights',
  '/augment',
  '/reduceLearningRateOnPlateau',
] as const;

const MODES: readonly MonitorMode[] = ['auto', 'min', 'max'];
const OPTIMIZERS: readonly OptimizerRecipe['name'][] = ['sgd', 'adam', 'adamw', 'rmsprop', 'lbfgs'];
const LATER_TRAINABLE = ['block5', 'block4', 'block3', 'block2', 'block1', 'all'];

/** Keras 3.15's defaults, for a recipe that asks for early stopping where its preset has none. */
const EARLY_STOPPING_DEFAULTS: EarlyStoppingRecipe = {
  monitor: 'val_loss',
  mode: 'auto',
  minDelta: 0,
  patience: 0,
  baseline: null,
  restoreBestWeights: false,
  startFromEpoch: 0,
};

const readBackbone = (read: RecipeReader, base: Recipe['backbone']): Recipe['backbone'] => {
  const precision = read.choice('/backbone/precision', base.precision, ['auto', 'float32', 'int8']);
  if (precision === 'int8') {
    read.invalid(
      '/backbone/precision',
      'int8 is not available yet; expected auto or float32, received "int8"',
    );
  }
  const trainableFrom = read.choice('/backbone/trainableFrom', 'none', ['none', ...LATER_TRAINABLE]);
  if (trainableFrom !== 'none') {
    const detail = `training a part of the backbone is not available yet; expected none, received "${trainableFrom}"`;
    read.invalid('/backbone/trainableFrom', detail);
  }
  const frozenLayers = read.integer('/backbone/frozenLayers', FROZEN_BASE_LAYERS);
  if (frozenLayers !== FROZEN_BASE_LAYERS) {
    const detail = `other freeze boundaries are not available yet; expected ${FROZEN_BASE_LAYERS}, received ${frozenLayers}`;
    read.invalid('/backbone/frozenLayers', detail);
  }
  return {
    name: read.choice('/backbone/name', base.name, ['vgg16']),
    weights: read.choice('/backbone/weights', base.weights, ['imagenet']),
    trainableFrom: 'none',
    precision: precision === 'int8' ? base.precision : precision,
  };
};

const readHead = (read: RecipeReader, base: Recipe['head']): Recipe['head'] => {
  const pool: HeadPool = read.choice('/head/pool', base.pool, ['average', 'flatten', 'fullyConnected']);
  const kept = pool === base.pool ? base.units : null;
  const units = read.integerOrNull('/head/units', pool === 'fullyConnected' ? FULLY_CONNECTED_UNITS : kept);
  if (pool === 'fullyConnected' && units === null) {
    read.conflict(
      '/head/units',
      'pool fullyConnected has the layers fc1 and fc2: expected their width, received null',
    );
  }
  return {
    pool,
    units,
    l2: read.number('/head/l2', base.l2),
    standardise: read.flag('/head/standardise', base.standardise),
  };
};

const refuseForeignKnobs = (read: RecipeReader, name: OptimizerRecipe['name']): void => {
  const own = new Set(Object.keys(OPTIMIZER_DEFAULTS[name]));
  const foreign = new Map<string, string[]>();
  for (const other of OPTIMIZERS) {
    for (const knob of Object.keys(OPTIMIZER_DEFAULTS[other])) {
      if (!own.has(knob)) foreign.set(knob, [...(foreign.get(knob) ?? []), other]);
    }
  }
  for (const [knob, owners] of foreign) {
    const pointer = `/optimizer/${knob}`;
    if (read.has(pointer))
      read.conflict(pointer, `${knob} belongs to ${owners.join(', ')}, and the optimizer is ${name}`);
  }
};

const readOptimizer = (read: RecipeReader, base: OptimizerRecipe): OptimizerRecipe => {
  const name = read.choice('/optimizer/name', base.name, OPTIMIZERS);
  refuseForeignKnobs(read, name);
  const from: OptimizerRecipe = name === base.name ? base : OPTIMIZER_DEFAULTS[name];
  if (from.name === 'lbfgs') {
    return { name: 'lbfgs', historySize: read.integer('/optimizer/historySize', from.historySize) };
  }
  const learningRate = read.number('/optimizer/learningRate', from.learningRate);
  if (from.name === 'sgd') {
    const momentum = read.number('/optimizer/momentum', from.momentum);
    return { name: 'sgd', learningRate, momentum, nesterov: read.flag('/optimizer/nesterov', from.nesterov) };
  }
  const epsilon = read.number('/optimizer/epsilon', from.epsilon);
  if (from.name === 'rmsprop') {
    return { name: 'rmsprop', learningRate, rho: read.number('/optimizer/rho', from.rho), epsilon };
  }
  const beta1 = read.number('/optimizer/beta1', from.beta1);
  const beta2 = read.number('/optimizer/beta2', from.beta2);
  if (from.name === 'adam') return { name: 'adam', learningRate, beta1, beta2, epsilon };
  const weightDecay = read.number('/optimizer/weightDecay', from.weightDecay);
  return { name: 'adamw', learningRate, weightDecay, beta1, beta2, epsilon };
};

const readModelCheckpoint = (read: RecipeReader, base: ModelCheckpointRecipe): ModelCheckpointRecipe => ({
  monitor: read.metric('/modelCheckpoint/monitor', base.monitor),
  mode: read.choice('/modelCheckpoint/mode', base.mode, MODES),
  saveBestOnly: read.flag('/modelCheckpoint/saveBestOnly', base.saveBestOnly),
  initialValueThreshold: read.numberOrNull(
    '/modelCheckpoint/initialValueThreshold',
    base.initialValueThreshold,
  ),
});

const readEarlyStopping = (
  read: RecipeReader,
  base: EarlyStoppingRecipe | null,
  saveBestOnly: boolean,
): EarlyStoppingRecipe | null => {
  if (!read.has('/earlyStopping') && base === null) return null;
  if (read.has('/earlyStopping') && read.isNull('/earlyStopping')) return null;
  const from = base ?? EARLY_STOPPING_DEFAULTS;
  // What is published is the checkpoint that was saved last, so restoring follows it where the client does not say.
  const restores = read.flag('/earlyStopping/restoreBestWeights', from.restoreBestWeights && saveBestOnly);
  if (restores && !saveBestOnly) {
    const detail =
      'modelCheckpoint.saveBestOnly is false: the last epoch is published, so expected false, received true';
    read.conflict('/earlyStopping/restoreBestWeights', detail);
  }
  return {
    monitor: read.metric('/earlyStopping/monitor', from.monitor),
    mode: read.choice('/earlyStopping/mode', from.mode, MODES),
    minDelta: read.number('/earlyStopping/minDelta', from.minDelta),
    patience: read.integer('/earlyStopping/patience', from.patience),
    baseline: read.numberOrNull('/earlyStopping/baseline', from.baseline),
    restoreBestWeights: restores,
    startFromEpoch: read.integer('/earlyStopping/startFromEpoch', from.startFromEpoch),
  };
};

const refuseLbfgsWithSeveralLayers = (read: RecipeReader, { optimizer, head }: Recipe): void => {
  if (optimizer.name !== 'lbfgs' || (head.pool !== 'fullyConnected' && head.units === null)) return;
  const pointer = read.has('/optimizer/name') || !read.has('/head') ? '/optimizer/name' : '/head';
  read.conflict(
    pointer,
    'lbfgs trains a single dense layer, and this head has several: expected sgd, adam, adamw or rmsprop',
  );
};

/**
 * The whole recipe that a preset and a client's changes make, or all that is wrong with the changes, with pointers
 * below `/recipe`. Another optimizer than the preset's starts from Keras's defaults of that optimizer.
 */
export const resolveRecipe = (
  preset: PresetName,
  overrides: RecipeOverrides,
): { readonly recipe: Recipe } | RecipeFaults => {
  const base = PRESETS[preset];
  const read = makeRecipeReader(overrides);
  for (const pointer of NOT_YET) {
    if (read.has(pointer))
      read.invalid(pointer, 'this knob is not available yet: expected it to be left out');
  }
  const modelCheckpoint = readModelCheckpoint(read, base.modelCheckpoint);
  const recipe: Recipe = {
    backbone: readBackbone(read, base.backbone),
    preprocess: read.choice('/preprocess', base.preprocess, ['caffe', 'none', 'rescale']),
    interpolation: read.choice('/interpolation', base.interpolation, ['nearest', 'bilinear', 'bicubic']),
    orient: read.flag('/orient', base.orient),
    head: readHead(read, base.head),
    optimizer: readOptimizer(read, base.optimizer),
    epochs: read.integer('/epochs', base.epochs),
    batchSize: read.integer('/batchSize', base.batchSize),
    stepsPerEpoch: read.integerOrNull('/stepsPerEpoch', base.stepsPerEpoch),
    validationSteps: read.integerOrNull('/validationSteps', base.validationSteps),
    modelCheckpoint,
    earlyStopping: readEarlyStopping(read, base.earlyStopping, modelCheckpoint.saveBestOnly),
  };
  refuseLbfgsWithSeveralLayers(read, recipe);
  const { invalid, conflicts } = read.finish();
  if (invalid.length > 0) return { code: 'RECIPE_INVALID', faults: [...invalid, ...conflicts] };
  if (conflicts.length > 0) return { code: 'RECIPE_CONFLICT', faults: conflicts };
  return { recipe };
};
