import { type ModelManifest, notesOf } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';
import { makeFindVersion } from './find-version.ts';

/** A version as clients see it: its manifest with the notes that count now, and the aliases that point to it. */
export interface VersionView extends ModelManifest {
  readonly description: string | null;
  /** Sorted. */
  readonly aliases: readonly string[];
}

/** What views are made from. */
export type VersionViewDeps = { readonly models: Pick<ModelStore, 'pointers' | 'notes'> };

/** The views of versions of one model, in their order; where its aliases point is read once. */
export const viewVersions = async (
  { models }: VersionViewDeps,
  model: string,
  manifests: readonly ModelManifest[],
): Promise<readonly VersionView[]> => {
  const pointing = Object.entries(await models.pointers(model));
  return Promise.all(
    manifests.map(async (manifest) => {
      const { notes } = await models.notes(model, manifest.version);
      const aliases = pointing.filter(([, version]) => version === manifest.version).map(([name]) => name);
      return { ...manifest, ...notesOf(manifest, notes), aliases: aliases.sort() };
    }),
  );
};

/** The view of one version. */
export const viewVersion = async (deps: VersionViewDeps, manifest: ModelManifest): Promise<VersionView> => {
  const [view] = await viewVersions(deps, manifest.model, [manifest]);
  return view ?? { ...manifest, description: null, aliases: [] };
};

/** Makes the use case behind `GET /models/:name/versions/:version`. `MODEL_NOT_FOUND`. */
export const makeShowVersion = (deps: {
  readonly models: Pick<ModelStore, 'find' | 'pointers' | 'notes'>;
}) => {
  const findVersion = makeFindVersion(deps);
  return async (name: string, version: number): Promise<VersionView> =>
    viewVersion(deps, await findVersion(name, version));
};
