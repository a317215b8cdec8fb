import type { Dataset } from '../domain/index.ts';
import type { DatasetStore } from '../ports/index.ts';
import { makeFindDataset } from './find-dataset.ts';

/** Makes the use case behind `POST /datasets/:id/restore`: the dataset, out of the bin; one that is not in it stays. `DATASET_NOT_FOUND`. */
export const makeRestoreDataset =
  ({ datasets }: { readonly datasets: Pick<DatasetStore, 'find' | 'restore'> }) =>
  async (id: string): Promise<Dataset> => {
    await datasets.restore(id);
    return makeFindDataset({ datasets })(id);
  };
