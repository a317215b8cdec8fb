import { AppError, type ModelManifest, type ModelReference } from '../domain/index.ts';
import { type ResolveModelDeps, resolveModel } from './resolve-model.ts';

const isMissing = (error: unknown): boolean =>
  error instanceof AppError && (error.code === 'MODEL_NOT_FOUND' || error.code === 'MODEL_NOT_READY');

/** Makes the use case that says which versions some references mean now, each once; those that mean none yet are left out. */
export const makeFindPinned =
  (deps: ResolveModelDeps, references: readonly ModelReference[]) =>
  async (): Promise<readonly ModelManifest[]> => {
    const versions = new Map<string, ModelManifest>();
    for (const reference of references) {
      try {
        const manifest = await resolveModel(deps, reference);
        versions.set(`${manifest.model}:${manifest.version}`, manifest);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    }
    return [...versions.values()];
  };
