import { AppError } from '../domain/index.ts';
import type { Clock, ModelStore } from '../ports/index.ts';

/** Makes the use case behind `DELETE /models/:name/versions/:version`. `MODEL_NOT_FOUND`; `VERSION_IN_USE` names the aliases. */
export const makeRemoveVersion =
  ({ models, clock }: { readonly models: Pick<ModelStore, 'removeVersion'>; readonly clock: Clock }) =>
  async (model: string, version: number, by: string): Promise<void> => {
    const aliases = await models.removeVersion(model, version, { at: clock.now().toISOString(), by });
    if (aliases.length === 0) return;
    const detail = `expected a version that no alias points to, ${model}:${version} has ${aliases.join(', ')}`;
    throw new AppError('VERSION_IN_USE', detail);
  };
