import { AppError } from '../domain/index.ts';
import type { ModelStore, Page, PageRequest } from '../ports/index.ts';
import { pageOf } from './page-of.ts';
import { type VersionView, viewVersions } from './view-version.ts';

/** Makes the use case behind `GET /models/:name/versions`: newest first; `after` is a version. `MODEL_NOT_FOUND`. */
export const makeListVersions =
  (deps: { readonly models: Pick<ModelStore, 'versions' | 'pointers' | 'notes'> }) =>
  async (name: string, page: PageRequest): Promise<Page<VersionView>> => {
    const versions = await deps.models.versions(name);
    if (versions.length === 0) {
      throw new AppError('MODEL_NOT_FOUND', `expected the name of a model, received "${name}"`);
    }
    const { data, nextAfter } = pageOf(versions, page, ({ version }) => String(version));
    return { data: await viewVersions(deps, name, data), nextAfter };
  };
