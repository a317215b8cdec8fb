import type { InputFault } from './errors.ts';
import type { MetricName, Recipe } from './recipe.ts';
import { escapePointer } from './recipe-reader.ts';
import type { RecipeOverrides } from './resolve-recipe.ts';

/** What a recipe has to fit: the classes, and how many pictures there are on each side of the split. */
export interface DatasetFacts {
  readonly classNames: readonly string[];
  readonly train: number;
  readonly validation: number;
}

const unknownClasses = ({ classWeights }: Recipe, { classNames }: DatasetFacts): InputFault[] => {
  if (classWeights === null || classWeights === 'balanced') return [];
  return Object.keys(classWeights)
    .filter((name) => !classNames.includes(name))
    .map((name) => ({
      pointer: `/recipe/classWeights/${escapePointer(name)}`,
      detail: `expected one of the dataset's classes ${classNames.join(', ')}, received ${JSON.stringify(name)}`,
    }));
};

/** A preset's own batch may be larger than a small dataset, which then is one short batch; a client's is a mistake. */
const largeBatch = (overrides: RecipeOverrides, recipe: Recipe, { train }: DatasetFacts): InputFault[] => {
  if (overrides.batchSize === undefined || recipe.batchSize <= train) return [];
  const detail = `expected at most the ${train} training pictures, received ${recipe.batchSize}`;
  return [{ pointer: '/recipe/batchSize', detail }];
};

const monitorsOf = (recipe: Recipe): readonly (readonly [string, MetricName | undefined])[] => [
  ['modelCheckpoint', recipe.modelCheckpoint.monitor],
  ['earlyStopping', recipe.earlyStopping?.monitor],
  ['reduceLearningRateOnPlateau', recipe.reduceLearningRateOnPlateau?.monitor],
];

const blindMonitors = (recipe: Recipe, { validation }: DatasetFacts): InputFault[] =>
  validation > 0
    ? []
    : monitorsOf(recipe).flatMap(([section, monitor]) =>
        monitor === undefined || !monitor.startsWith('val_')
          ? []
          : [
              {
                pointer: `/recipe/${section}/monitor`,
                detail: `the dataset has no usable validation picture: expected loss or accuracy, received ${monitor}`,
              },
            ],
      );

/** Why a recipe, made from a client's `overrides`, does not fit a dataset; `RECIPE_CONFLICT` where there are any. Pointers are below `/recipe`. */
export const datasetFaults = (
  recipe: Recipe,
  overrides: RecipeOverrides,
  dataset: DatasetFacts,
): readonly InputFault[] => [
  ...unknownClasses(recipe, dataset),
  ...largeBatch(overrides, recipe, dataset),
  ...blindMonitors(recipe, dataset),
];
