import type { InputFault } from './errors.ts';
import { frozenConvolutions, VGG16_LAYERS } from './freezing.ts';
import type { ModelManifest } from './model.ts';
import type { Recipe } from './recipe.ts';

const CONVOLUTIONS = frozenConvolutions(VGG16_LAYERS.length);

/** How many of the frozen convolutions are the version's own and not ImageNet's: own layers are always a tail of the 13. */
const ownFrozen = (recipe: Recipe, { backbone }: ModelManifest): number =>
  Math.max(0, frozenConvolutions(recipe.backbone.frozenLayers) - (CONVOLUTIONS - backbone.ownLayers.length));

/**
 * True where the frozen part of a run that continues from the version holds convolutions of the version's own. There are no
 * int8 weights for such a part, so `auto` is float32 there.
 */
const hasOwnFrozenLayers = (recipe: Recipe, parent: ModelManifest): boolean => ownFrozen(recipe, parent) > 0;

/** Why a recipe cannot continue from the version that its weights name, with a pointer below `/recipe`; null if it can. */
export const continuationFault = (recipe: Recipe, parent: ModelManifest): InputFault | null => {
  if (recipe.backbone.precision !== 'int8' || !hasOwnFrozenLayers(recipe, parent)) return null;
  const detail = `int8 is there for ImageNet weights only, and ${ownFrozen(recipe, parent)} of the frozen convolutions are ${parent.model}:${parent.version}'s own: expected float32, received int8`;
  return { pointer: '/recipe/backbone/precision', detail };
};
