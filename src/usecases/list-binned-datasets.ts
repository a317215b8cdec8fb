import type { BinnedDataset, DatasetStore, Page, PageRequest } from '../ports/index.ts';

/** Makes the use case behind `GET /datasets?binned=true`: newest dataset first. */
export const makeListBinnedDatasets =
  ({ datasets }: { readonly datasets: Pick<DatasetStore, 'binned'> }) =>
  (page: PageRequest): Promise<Page<BinnedDataset>> =>
    datasets.binned(page);
