import { AppError, type ModelManifest } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';

/** Makes the use case that finds the manifest of a version. `MODEL_NOT_FOUND`. */
export const makeFindVersion =
  ({ models }: { readonly models: Pick<ModelStore, 'find'> }) =>
  async (name: string, version: number): Promise<ModelManifest> => {
    const manifest = await models.find(name, version);
    if (manifest === null) {
      throw new AppError(
        'MODEL_NOT_FOUND',
        `expected a version of a model, received version ${version} of "${name}"`,
      );
    }
    return manifest;
  };
