import { compareCodePoints } from '../domain/index.ts';
import type { ModelStore, ModelSummary, Page, PageRequest } from '../ports/index.ts';
import { pageOf } from './page-of.ts';

/** Newest first, by the time of the newest version. */
export const newestFirst = (models: readonly ModelSummary[]): readonly ModelSummary[] =>
  [...models].sort(
    (left, right) =>
      compareCodePoints(right.updatedAt, left.updatedAt) || compareCodePoints(left.name, right.name),
  );

/** Makes the use case behind `GET /models`: the model that was published last comes first. */
export const makeListModels =
  ({ models }: { readonly models: Pick<ModelStore, 'models'> }) =>
  async (page: PageRequest): Promise<Page<ModelSummary>> =>
    pageOf(newestFirst(await models.models()), page, ({ name }) => name);
