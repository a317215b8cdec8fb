import type { InputFault } from './errors.ts';
import { PRESETS } from './presets.ts';
import type {
  AugmentRecipe,
  EarlyStoppingRecipe,
  Interpolation,
  MetricName,
  ModelCheckpointRecipe,
  OptimizerRecipe,
  PlateauRecipe,
  Preprocess,
  PresetName,
  Recipe,
} from './recipe.ts';
import { refuseConflicts } from './recipe-conflicts.ts';
import { readOptimizer } from './recipe-optimizer.ts';
import { makeRecipeReader } from './recipe-reader.ts';
import {
  readAugment,
  readBackbone,
  readEarlyStopping,
  readHead,
  readModelCheckpoint,
  readPlateau,
} from './recipe-sections.ts';

/** A metric by any name that is accepted on input. */
export type MetricInputName = MetricName | 'acc' | 'val_acc';

/** What a client changes of a preset: any part of a recipe. It is checked in full by `resolveRecipe`, so it may come unchecked. */
export interface RecipeOverrides {
  readonly backbone?: {
    readonly name?: string;
    readonly weights?: string;
    readonly trainableFrom?: string | number;
    /** As `layers[:n]` in Keras; 19 is the whole convolutional base. */
    readonly frozenLayers?: number;
    readonly precision?: string;
  };
  readonly preprocess?: Preprocess;
  readonly interpolation?: Interpolation;
  readonly orient?: boolean;
  readonly head?: Partial<Recipe['head']>;
  readonly loss?: Partial<Recipe['loss']>;
  readonly classWeights?: Recipe['classWeights'];
  readonly augment?: Partial<AugmentRecipe> | null;
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
  readonly reduceLearningRateOnPlateau?:
    | (Partial<Omit<PlateauRecipe, 'monitor'>> & { readonly monitor?: MetricInputName })
    | null;
}

/** Why overrides do not make a recipe. `RECIPE_CONFLICT`: each part is right by itself. */
export interface RecipeFaults {
  readonly code: 'RECIPE_INVALID' | 'RECIPE_CONFLICT';
  readonly faults: readonly InputFault[];
}

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
  const modelCheckpoint = readModelCheckpoint(read, base.modelCheckpoint);
  const recipe: Recipe = {
    backbone: readBackbone(read, base.backbone),
    preprocess: read.choice('/preprocess', base.preprocess, ['caffe', 'none', 'rescale']),
    interpolation: read.choice('/interpolation', base.interpolation, ['nearest', 'bilinear', 'bicubic']),
    orient: read.flag('/orient', base.orient),
    head: readHead(read, base.head),
    loss: { labelSmoothing: read.number('/loss/labelSmoothing', base.loss.labelSmoothing) },
    classWeights: read.classWeights(base.classWeights),
    augment: readAugment(read, base.augment),
    optimizer: readOptimizer(read, base.optimizer),
    epochs: read.integer('/epochs', base.epochs),
    batchSize: read.integer('/batchSize', base.batchSize),
    stepsPerEpoch: read.integerOrNull('/stepsPerEpoch', base.stepsPerEpoch),
    validationSteps: read.integerOrNull('/validationSteps', base.validationSteps),
    modelCheckpoint,
    earlyStopping: readEarlyStopping(read, base.earlyStopping, modelCheckpoint.saveBestOnly),
    reduceLearningRateOnPlateau: readPlateau(read, base.reduceLearningRateOnPlateau),
  };
  refuseConflicts(read, recipe);
  const { invalid, conflicts } = read.finish();
  if (invalid.length > 0) return { code: 'RECIPE_INVALID', faults: [...invalid, ...conflicts] };
  if (conflicts.length > 0) return { code: 'RECIPE_CONFLICT', faults: conflicts };
  return { recipe };
};
