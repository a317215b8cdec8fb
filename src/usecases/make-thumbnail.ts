import {
  AppError,
  type Dataset,
  type DatasetFile,
  KEPT_VERDICTS,
  type ThumbnailSize,
} from '../domain/index.ts';
import type { DatasetStore, PictureDecoder, Thumbnails } from '../ports/index.ts';
import { makeSingleFlight } from './single-flight.ts';

/** Gives the thumbnail of a file that is known. `FILE_NOT_FOUND` where its content is not kept, `DATASET_CHANGED`, `IMAGE_*`. */
export type GiveThumbnail = (dataset: Dataset, file: DatasetFile, size: ThumbnailSize) => Promise<Uint8Array>;

/** What thumbnails are made from. */
export interface ThumbnailDeps {
  readonly datasets: Pick<DatasetStore, 'content'>;
  readonly decoder: Pick<PictureDecoder, 'thumbnail'>;
  readonly thumbnails: Thumbnails;
}

/** A page of thumbnails must not fill the decoders, where pictures to predict come in, nor memory with referenced files. */
const MADE_AT_ONCE = 4;

const refuseContentNotKept = ({ path, verdict, reason }: DatasetFile): void => {
  if (KEPT_VERDICTS.has(verdict)) return;
  const why = reason === null ? '' : ` (${reason})`;
  const detail = `expected a file whose picture is kept, received ${JSON.stringify(path)}, which is ${verdict}${why}`;
  throw new AppError('FILE_NOT_FOUND', detail);
};

/** Makes what gives thumbnails: kept ones from the cache, others made once, however many ask at once. */
export const makeGiveThumbnail = ({ datasets, decoder, thumbnails }: ThumbnailDeps): GiveThumbnail => {
  const once = makeSingleFlight<Uint8Array>(MADE_AT_ONCE);
  return async (dataset, file, size) => {
    refuseContentNotKept(file);
    const { id, fingerprint } = dataset;
    const key = { kind: 'picture', sha256: file.sha256, size } as const;
    return once(`${fingerprint} ${file.sha256} ${size}`, async () => {
      const kept = await thumbnails.find(fingerprint, key);
      if (kept !== null) return kept;
      const jpeg = await decoder.thumbnail(await datasets.content(id, file), size);
      await thumbnails.keep(fingerprint, key, jpeg);
      return jpeg;
    });
  };
};
