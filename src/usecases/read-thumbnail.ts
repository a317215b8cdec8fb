import { AppError, type ThumbnailSize } from '../domain/index.ts';
import type { DatasetStore } from '../ports/index.ts';
import { makeFindDataset } from './find-dataset.ts';
import { makeGiveThumbnail, type ThumbnailDeps } from './make-thumbnail.ts';

/** A JPEG with its strong entity tag, quotes included. */
export interface TaggedPicture {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** What `makeReadThumbnail` needs. */
export interface ReadThumbnailDeps extends ThumbnailDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'file' | 'content'>;
}

/**
 * Makes the use case behind `GET /datasets/:id/files/:fileId/image`. `DATASET_NOT_FOUND`; `FILE_NOT_FOUND` for an unknown
 * file and for one whose content is not kept, with its verdict; `DATASET_CHANGED`, `IMAGE_*`, `STORAGE_UNAVAILABLE`.
 */
export const makeReadThumbnail = (deps: ReadThumbnailDeps) => {
  const findDataset = makeFindDataset(deps);
  const giveThumbnail = makeGiveThumbnail(deps);
  return async (datasetId: string, fileId: string, size: ThumbnailSize): Promise<TaggedPicture> => {
    const dataset = await findDataset(datasetId);
    const file = await deps.datasets.file(datasetId, fileId);
    if (file === null) {
      const detail = `expected the id of a file of the dataset "${datasetId}", received "${fileId}"`;
      throw new AppError('FILE_NOT_FOUND', detail);
    }
    return { bytes: await giveThumbnail(dataset, file, size), etag: `"${file.sha256}-${size}"` };
  };
};
