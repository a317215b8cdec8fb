import { AppError, type ModelManifest } from '../domain/index.ts';
import type { ModelStore, Page, PageRequest } from '../ports/index.ts';
import { pageOf } from './page-of.ts';

/** Makes the use case behind `GET /models/:name/versions`: newest first; `after` is a version. `MODEL_NOT_FOUND`. */
export const makeListVersions =
  ({ models }: { readonly models: Pick<ModelStore, 'versions'> }) =>
  async (name: string, page: PageRequest): Promise<Page<ModelManifest>> => {
    const versions = await models.versions(name);
    if (versions.length === 0) {
      throw new AppError('MODEL_NOT_FOUND', `expected the name of a model, received "${name}"`);
    }
    return pageOf(versions, page, ({ version }) => String(version));
  };
