import { frozenConvolutions, VGG16_LAYERS } from './freezing.ts';
import { FROZEN_BASE_LAYERS } from './presets.ts';
import type { Recipe } from './recipe.ts';
import type { RecipeReader } from './recipe-reader.ts';

/** All convolutions of the backbone. */
const CONVOLUTIONS = frozenConvolutions(VGG16_LAYERS.length);

/** How many frozen convolutions there are int8 weights for: the whole base, and blocks 1 to 4. */
const INT8_BOUNDARIES: readonly number[] = [CONVOLUTIONS, 10];

const hasHiddenLayers = ({ head }: Recipe): boolean => head.pool === 'fullyConnected' || head.units !== null;

const hasTrainedConvolutions = ({ backbone }: Recipe): boolean =>
  frozenConvolutions(backbone.frozenLayers) < CONVOLUTIONS;

/** Puts the fault where the client said something: at the first of the knobs that it named. */
const blame = (read: RecipeReader, pointers: readonly [string, ...string[]], detail: string): void => {
  read.conflict(pointers.find((pointer) => read.has(pointer)) ?? pointers[0], detail);
};

const BOUNDARY_KNOBS = ['/backbone/trainableFrom', '/backbone/frozenLayers'] as const;
const HIDDEN_LAYER_KNOBS = ['/head/units', '/head/pool'] as const;

const refuseFreezing = (read: RecipeReader, { backbone, head }: Recipe): void => {
  const { frozenLayers, weights } = backbone;
  if (head.pool !== 'fullyConnected' && frozenLayers > FROZEN_BASE_LAYERS) {
    const detail = `a head of pool ${head.pool} has no fc1 and fc2 to freeze: expected at most ${FROZEN_BASE_LAYERS} frozen layers, received ${frozenLayers}`;
    blame(read, [...BOUNDARY_KNOBS, '/head/pool'], detail);
  }
  const frozen = frozenConvolutions(frozenLayers);
  if (weights === 'none' && frozen > 0) {
    const detail = `random weights are of no use where they are not trained: expected imagenet, a model version, or trainableFrom all, received none with ${frozen} frozen convolutions`;
    blame(read, ['/backbone/weights', ...BOUNDARY_KNOBS], detail);
  }
};

const refuseInt8 = (read: RecipeReader, { backbone, preprocess }: Recipe): void => {
  if (backbone.precision !== 'int8') return;
  const frozen = frozenConvolutions(backbone.frozenLayers);
  if (preprocess !== 'caffe') {
    const detail = `int8 is calibrated for preprocess caffe: expected float32, received int8 with preprocess ${preprocess}`;
    read.conflict('/backbone/precision', detail);
  } else if (!INT8_BOUNDARIES.includes(frozen)) {
    const detail = `int8 is there for a base that is frozen to its end or to the end of block4 (frozenLayers 18 and up, 14 or 15): expected float32, received int8 with frozenLayers ${backbone.frozenLayers}`;
    read.conflict('/backbone/precision', detail);
  }
};

const refuseStart = (read: RecipeReader, recipe: Recipe): void => {
  if (recipe.head.start !== 'converged') return;
  if (!hasTrainedConvolutions(recipe)) {
    const detail =
      'start converged is for a backbone that is trained afterwards: expected start random or a trainableFrom such as block5, received converged with all convolutions frozen';
    blame(read, ['/head/start', ...BOUNDARY_KNOBS], detail);
  }
  if (hasHiddenLayers(recipe)) {
    const detail =
      'start converged is for a single dense layer: expected start random or units null, received converged with hidden layers';
    blame(read, ['/head/start', ...HIDDEN_LAYER_KNOBS], detail);
  }
};

/** What L-BFGS, which sees the whole training set as it is at each step, cannot go together with. */
const refuseLbfgs = (read: RecipeReader, recipe: Recipe): void => {
  if (recipe.optimizer.name !== 'lbfgs') return;
  const refuse = (isThere: boolean, pointers: readonly string[], why: string): void => {
    const detail = `${why}: expected the optimizer sgd, adam, adamw or rmsprop, received lbfgs`;
    if (isThere) blame(read, ['/optimizer/name', ...pointers], detail);
  };
  refuse(hasHiddenLayers(recipe), HIDDEN_LAYER_KNOBS, 'this head has several layers, and lbfgs trains one');
  refuse(hasTrainedConvolutions(recipe), BOUNDARY_KNOBS, 'lbfgs trains no convolutions');
  refuse(recipe.head.dropout > 0, ['/head/dropout'], 'lbfgs needs a loss without dropout');
  refuse(recipe.augment !== null, ['/augment'], 'lbfgs needs pictures that stay as they are');
  refuse(recipe.classWeights !== null, ['/classWeights'], 'lbfgs has no class weights');
  refuse(recipe.loss.labelSmoothing > 0, ['/loss/labelSmoothing'], 'lbfgs has no label smoothing');
  const plateau = recipe.reduceLearningRateOnPlateau;
  refuse(plateau !== null, ['/reduceLearningRateOnPlateau'], 'lbfgs has no learning rate to reduce');
};

/** As Keras, which lets a rate be set only where no schedule decides it; a warm-up is one. */
const refusePlateau = (read: RecipeReader, { optimizer, reduceLearningRateOnPlateau }: Recipe): void => {
  if (reduceLearningRateOnPlateau === null || optimizer.name === 'lbfgs') return;
  const { name, warmupSteps } = optimizer.schedule;
  if (name === 'constant' && warmupSteps === 0) return;
  const schedule = warmupSteps === 0 ? name : `${name} with ${warmupSteps} steps of warm-up`;
  const detail = `a schedule decides the learning rate by itself: expected null or a constant rate without warm-up, received both a reduction and the schedule ${schedule}`;
  const section = '/optimizer/schedule';
  blame(read, ['/reduceLearningRateOnPlateau', `${section}/name`, `${section}/warmupSteps`], detail);
};

/** Notes every pair of knobs of a recipe that cannot go together, at the one that the client named. */
export const refuseConflicts = (read: RecipeReader, recipe: Recipe): void => {
  refuseFreezing(read, recipe);
  refuseInt8(read, recipe);
  refuseStart(read, recipe);
  refuseLbfgs(read, recipe);
  refusePlateau(read, recipe);
};
