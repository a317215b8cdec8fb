import type { ModelManifest, ModelReference } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';
import { type ResolveModelDeps, resolveModel } from './resolve-model.ts';

/** The version that answers for a reference, and every version of its model, newest first. */
export interface ServedModel {
  readonly manifest: ModelManifest;
  readonly versions: readonly number[];
}

/** Makes the use case that finds what would answer. `MODEL_NOT_READY`, `MODEL_NOT_FOUND`. */
export const makeShowServedModel =
  (deps: { readonly models: ResolveModelDeps['models'] & Pick<ModelStore, 'versions'> }) =>
  async (reference: ModelReference): Promise<ServedModel> => {
    const manifest = await resolveModel(deps, reference);
    const versions = await deps.models.versions(manifest.model);
    return { manifest, versions: versions.map(({ version }) => version) };
  };
