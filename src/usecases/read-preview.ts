import { createHash } from 'node:crypto';
import {
  AppError,
  type Dataset,
  type DatasetClass,
  type DatasetFile,
  type ErrorCode,
  SHEET_COLUMNS,
} from '../domain/index.ts';
import type { DatasetStore, SheetClass, SheetComposer } from '../ports/index.ts';
import { makeFindDataset } from './find-dataset.ts';
import { type GiveThumbnail, makeGiveThumbnail, type ThumbnailDeps } from './make-thumbnail.ts';
import type { TaggedPicture } from './read-thumbnail.ts';
import { makeSingleFlight } from './single-flight.ts';

/** Most classes on one sheet; it says how many more there are. */
const MOST_CLASSES = 50;

/** Most pictures on the sheet of one class: eight rows. */
const MOST_OF_ONE_CLASS = 8 * SHEET_COLUMNS;

/** Of the pictures on a sheet: the smallest that fills a cell. */
const SIZE = 128;

const MADE_AT_ONCE = 2;

/** A contact sheet. One with grey cells is not complete, and may be another one later. */
export interface Preview extends TaggedPicture {
  readonly isComplete: boolean;
}

/** What `makeReadPreview` needs. */
export interface ReadPreviewDeps extends ThumbnailDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'spread' | 'content'>;
  readonly decoder: ThumbnailDeps['decoder'] & SheetComposer;
}

/** What is wrong with one picture, and not with the disk or the service. */
const OF_ONE_PICTURE: ReadonlySet<ErrorCode> = new Set([
  'FILE_NOT_FOUND',
  'DATASET_CHANGED',
  'IMAGE_TYPE_UNSUPPORTED',
  'IMAGE_UNREADABLE',
  'IMAGE_TOO_LARGE',
]);

const findClass = ({ id, classes }: Dataset, className: string): DatasetClass => {
  const found = classes.find((one) => one.className === className);
  if (found !== undefined) return found;
  const detail = `expected a class of the dataset ${id} with usable pictures, received ${JSON.stringify(className)}`;
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/class', detail }] });
};

const pictureOrNull = async (
  giveThumbnail: GiveThumbnail,
  dataset: Dataset,
  file: DatasetFile,
): Promise<Uint8Array | null> => {
  try {
    return await giveThumbnail(dataset, file, SIZE);
  } catch (error) {
    if (error instanceof AppError && OF_ONE_PICTURE.has(error.code)) return null;
    throw error;
  }
};

const tagged = (bytes: Uint8Array, isComplete: boolean): Preview => ({
  bytes,
  etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
  isComplete,
});

/**
 * Makes the use case behind `GET /datasets/:id/preview.jpg`: a sheet of all classes (`null`) or of one. `DATASET_NOT_FOUND`;
 * `REQUEST_INVALID` for an unknown class; `STORAGE_UNAVAILABLE`. A picture that cannot be read is a grey cell.
 */
export const makeReadPreview = (deps: ReadPreviewDeps) => {
  const { datasets, decoder, thumbnails } = deps;
  const findDataset = makeFindDataset(deps);
  const giveThumbnail = makeGiveThumbnail(deps);
  const once = makeSingleFlight<Preview>(MADE_AT_ONCE);

  const readClass = async (dataset: Dataset, one: DatasetClass, most: number): Promise<SheetClass> => {
    const files = await datasets.spread(dataset.id, one.className, most);
    const pictures = await Promise.all(files.map((file) => pictureOrNull(giveThumbnail, dataset, file)));
    return { ...one, pictures };
  };

  const make = async (dataset: Dataset, only: DatasetClass | null): Promise<Preview> => {
    const key = { kind: 'sheet', classIndex: only?.classIndex ?? null } as const;
    const kept = await thumbnails.find(dataset.fingerprint, key);
    if (kept !== null) return tagged(kept, true);
    const shown = only === null ? dataset.classes.slice(0, MOST_CLASSES) : [only];
    const most = only === null ? SHEET_COLUMNS : MOST_OF_ONE_CLASS;
    const classes: SheetClass[] = [];
    for (const one of shown) classes.push(await readClass(dataset, one, most));
    const classesLeftOut = only === null ? dataset.classes.length - shown.length : 0;
    const jpeg = await decoder.compose({ classes, classesLeftOut });
    const isComplete = classes.every(({ pictures }) => !pictures.includes(null));
    if (isComplete) await thumbnails.keep(dataset.fingerprint, key, jpeg);
    return tagged(jpeg, isComplete);
  };

  return async (datasetId: string, className: string | null): Promise<Preview> => {
    const dataset = await findDataset(datasetId);
    const only = className === null ? null : findClass(dataset, className);
    return once(`${dataset.fingerprint} ${only?.classIndex ?? 'all'}`, () => make(dataset, only));
  };
};
