import { AppError, type Dataset } from '../domain/index.ts';
import type { DatasetStore } from '../ports/index.ts';

/** Makes the use case behind `GET /datasets/:id`. `DATASET_NOT_FOUND`. */
export const makeFindDataset =
  ({ datasets }: { readonly datasets: Pick<DatasetStore, 'find'> }) =>
  async (id: string): Promise<Dataset> => {
    const dataset = await datasets.find(id);
    if (dataset === null) {
      throw new AppError('DATASET_NOT_FOUND', `expected the id of a dataset, received "${id}"`);
    }
    return dataset;
  };
