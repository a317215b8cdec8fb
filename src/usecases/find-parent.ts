import { AppError, parseModelReference, type Recipe } from '../domain/index.ts';
import type { ModelStore, ParentVersion } from '../ports/index.ts';

/** The version that a recipe's weights name; null where they are `imagenet` or `none`. */
export const parentVersionOf = ({
  backbone,
}: Recipe): { readonly model: string; readonly version: number } | null => {
  const reference = parseModelReference(backbone.weights);
  return reference?.by === 'version' ? { model: reference.model, version: reference.version } : null;
};

/** The published version that a run continues from, with its weights; null where it starts otherwise. `MODEL_NOT_FOUND`. */
export const findParent = async (
  { models }: { readonly models: Pick<ModelStore, 'find' | 'weightsLocation'> },
  recipe: Recipe,
): Promise<ParentVersion | null> => {
  const named = parentVersionOf(recipe);
  if (named === null) return null;
  const manifest = await models.find(named.model, named.version);
  if (manifest !== null) return { manifest, weightsLocation: models.weightsLocation(manifest) };
  const detail = `expected a model version to continue from, received "${recipe.backbone.weights}", which does not exist`;
  throw new AppError('MODEL_NOT_FOUND', detail);
};
