import {
  type PresetName,
  type Recipe,
  type RecipeFaults,
  type RecipeOverrides,
  resolveRecipe,
} from '../../src/domain/index.ts';

/** Overrides as they come over the wire, where nothing has been checked. */
const unchecked = (tree: unknown): RecipeOverrides => tree as RecipeOverrides;

/** The recipe that a preset and overrides make. */
export const recipeOf = (preset: PresetName, tree: unknown): Recipe => {
  const resolved = resolveRecipe(preset, unchecked(tree));
  if ('recipe' in resolved) return resolved.recipe;
  throw new Error(`expected a recipe, received ${JSON.stringify(resolved)}`);
};

/** Why overrides make no recipe. */
export const faultsOf = (preset: PresetName, tree: unknown): RecipeFaults => {
  const resolved = resolveRecipe(preset, unchecked(tree));
  if ('faults' in resolved) return resolved;
  throw new Error('expected faults, received a recipe');
};

/** The code and the places of the faults of overrides. */
export const pointersOf = (preset: PresetName, tree: unknown): [string, string[]] => {
  const { code, faults } = faultsOf(preset, tree);
  return [code, faults.map((fault) => fault.pointer)];
};
