import type { DatasetFile } from '../domain/index.ts';
import type { DatasetStore, FileFilter, Page, PageRequest } from '../ports/index.ts';
import { makeFindDataset } from './find-dataset.ts';

/** Makes the use case behind `GET /datasets/:id/files`: in the order of the dataset. `DATASET_NOT_FOUND`, `REQUEST_INVALID`. */
export const makeListDatasetFiles =
  ({ datasets }: { readonly datasets: Pick<DatasetStore, 'find' | 'files'> }) =>
  async (id: string, filter: FileFilter, page: PageRequest): Promise<Page<DatasetFile>> => {
    await makeFindDataset({ datasets })(id);
    return datasets.files(id, filter, page);
  };
