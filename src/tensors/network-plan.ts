import { frozenDenseLayers, type HeadArchitecture, type Recipe } from '../domain/index.ts';
import { headArchitecture } from './head-architecture.ts';

/** Which layers lie above the freeze boundary, and which of them stay as they are. */
export interface NetworkPlan {
  /** 0 to 13: the convolutions below the boundary, which are not part of the network. */
  readonly frozenConvolutions: number;
  readonly head: HeadArchitecture;
  /** Dense layers that are run and not trained. */
  readonly frozenDense: readonly string[];
}

/** The network that a recipe asks for, above so many frozen convolutions. `RECIPE_CONFLICT` for a fully connected head without units. */
export const networkPlan = (recipe: Recipe, classes: number, frozenConvolutions: number): NetworkPlan => ({
  frozenConvolutions,
  head: headArchitecture(recipe, classes),
  frozenDense: recipe.head.pool === 'fullyConnected' ? frozenDenseLayers(recipe.backbone.frozenLayers) : [],
});
