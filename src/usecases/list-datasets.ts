import type { Dataset } from '../domain/index.ts';
import type { DatasetStore, Page, PageRequest } from '../ports/index.ts';

/** Makes the use case behind `GET /datasets`: newest first. */
export const makeListDatasets =
  ({ datasets }: { readonly datasets: Pick<DatasetStore, 'list'> }) =>
  (page: PageRequest): Promise<Page<Dataset>> =>
    datasets.list(page);
