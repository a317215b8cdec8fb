import { frozenLayersOf, TRAINABLE_FROM_NAMES, trainableFromOf, VGG16_LAYERS } from './freezing.ts';
import { parseModelReference } from './model-reference.ts';
import {
  AUGMENT_DEFAULTS,
  EARLY_STOPPING_DEFAULTS,
  FULLY_CONNECTED_UNITS,
  PLATEAU_DEFAULTS,
} from './presets.ts';
import type {
  AugmentRecipe,
  EarlyStoppingRecipe,
  HeadPool,
  ModelCheckpointRecipe,
  MonitorMode,
  PlateauRecipe,
  Recipe,
  StartWeights,
  TrainableFrom,
} from './recipe.ts';
import type { RecipeReader } from './recipe-reader.ts';

const MODES: readonly MonitorMode[] = ['auto', 'min', 'max'];

/** All ways to say where training begins: a name, or how many layers are frozen. */
const BOUNDARIES: readonly TrainableFrom[] = [
  ...TRAINABLE_FROM_NAMES,
  ...Array.from({ length: VGG16_LAYERS.length }, (_, layers) => layers),
];

const startWeights = (text: string): StartWeights | null => {
  if (text === 'imagenet' || text === 'none') return text;
  const reference = parseModelReference(text);
  return reference?.by === 'version' ? `${reference.model}:${reference.version}` : null;
};

/** The backbone of a recipe; the two ways to say where training begins have to agree. */
export const readBackbone = (read: RecipeReader, base: Recipe['backbone']): Recipe['backbone'] => {
  const trainableFrom = read.choice('/backbone/trainableFrom', base.trainableFrom, BOUNDARIES);
  const usual = frozenLayersOf(trainableFrom);
  const frozenLayers = read.integer('/backbone/frozenLayers', usual);
  if (read.has('/backbone/trainableFrom') && frozenLayers !== usual) {
    const detail = `trainableFrom ${trainableFrom} freezes ${usual} layers: expected ${usual}, received ${frozenLayers}`;
    read.conflict('/backbone/frozenLayers', detail);
  }
  return {
    name: read.choice('/backbone/name', base.name, ['vgg16']),
    weights: read.text(
      '/backbone/weights',
      base.weights,
      startWeights,
      'imagenet, none or a model version such as animals:3',
    ),
    trainableFrom: trainableFromOf(frozenLayers),
    frozenLayers,
    precision: read.choice('/backbone/precision', base.precision, ['auto', 'float32', 'int8']),
  };
};

/** The head of a recipe; fc1 and fc2 are as wide as VGG16's unless a width is named. */
export const readHead = (read: RecipeReader, base: Recipe['head']): Recipe['head'] => {
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
    dropout: read.number('/head/dropout', base.dropout),
    start: read.choice('/head/start', base.start, ['random', 'converged']),
  };
};

/** What a section that may be null starts from: the preset's, else the usual one where the client asks for it; null: it is off. */
const sectionBase = <Section>(
  read: RecipeReader,
  pointer: string,
  base: Section | null,
  usual: Section,
): Section | null => {
  if (!read.has(pointer)) return base;
  return read.isNull(pointer) ? null : (base ?? usual);
};

/** The augmentation of a recipe; null where nothing would change a picture, so that such pictures are computed once. */
export const readAugment = (read: RecipeReader, base: AugmentRecipe | null): AugmentRecipe | null => {
  const from = sectionBase(read, '/augment', base, AUGMENT_DEFAULTS);
  if (from === null) return null;
  const augment: AugmentRecipe = {
    flip: read.choice('/augment/flip', from.flip, ['none', 'horizontal', 'vertical', 'both']),
    rotation: read.number('/augment/rotation', from.rotation),
    zoom: read.number('/augment/zoom', from.zoom),
    shift: read.number('/augment/shift', from.shift),
    brightness: read.number('/augment/brightness', from.brightness),
  };
  const { flip, rotation, zoom, shift, brightness } = augment;
  return flip === 'none' && Math.max(rotation, zoom, shift, brightness) === 0 ? null : augment;
};

/** The model checkpoint of a recipe. */
export const readModelCheckpoint = (
  read: RecipeReader,
  base: ModelCheckpointRecipe,
): ModelCheckpointRecipe => ({
  monitor: read.metric('/modelCheckpoint/monitor', base.monitor),
  mode: read.choice('/modelCheckpoint/mode', base.mode, MODES),
  saveBestOnly: read.flag('/modelCheckpoint/saveBestOnly', base.saveBestOnly),
  initialValueThreshold: read.numberOrNull(
    '/modelCheckpoint/initialValueThreshold',
    base.initialValueThreshold,
  ),
});

/** The early stopping of a recipe, beside a checkpoint that keeps only the best epoch or all. */
export const readEarlyStopping = (
  read: RecipeReader,
  base: EarlyStoppingRecipe | null,
  saveBestOnly: boolean,
): EarlyStoppingRecipe | null => {
  const from = sectionBase(read, '/earlyStopping', base, EARLY_STOPPING_DEFAULTS);
  if (from === null) return null;
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

/** The reduction of the learning rate on a plateau. */
export const readPlateau = (read: RecipeReader, base: PlateauRecipe | null): PlateauRecipe | null => {
  const section = '/reduceLearningRateOnPlateau';
  const from = sectionBase(read, section, base, PLATEAU_DEFAULTS);
  if (from === null) return null;
  return {
    monitor: read.metric(`${section}/monitor`, from.monitor),
    mode: read.choice(`${section}/mode`, from.mode, MODES),
    factor: read.number(`${section}/factor`, from.factor),
    patience: read.integer(`${section}/patience`, from.patience),
    minDelta: read.number(`${section}/minDelta`, from.minDelta),
    cooldown: read.integer(`${section}/cooldown`, from.cooldown),
    minLearningRate: read.number(`${section}/minLearningRate`, from.minLearningRate),
  };
};
