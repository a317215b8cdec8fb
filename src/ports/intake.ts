import type { Dataset, FolderContent, LeakPolicy } from '../domain/index.ts';
import type { StoredFile } from './dataset-store.ts';

/** Where the files of a new dataset come from. Locations are absolute paths, owned by the caller. */
export type DatasetSource =
  /** A temporary folder with files that were received into it. */
  | { readonly kind: 'files'; readonly location: string }
  /** `digest` of the whole file where it is known already. */
  | {
      readonly kind: 'archive';
      readonly location: string;
      readonly digest: Pick<StoredFile, 'bytes' | 'sha256'> | null;
    }
  /** `path` lies below `DATASETS_ROOT`. */
  | { readonly kind: 'folder'; readonly path: string; readonly content: FolderContent };

/** What a dataset is made from. Crosses a process border as JSON. */
export interface IntakeRequest {
  readonly source: DatasetSource;
  /** Without one the folder's name or the id is taken. */
  readonly name: string | null;
  readonly leakPolicy: LeakPolicy;
}

/** Labelled predictions: all of a model, or those with these ids. */
export type PredictionChoice =
  | { readonly by: 'model'; readonly model: string }
  | { readonly by: 'ids'; readonly ids: readonly string[] };

/** What is to be different in a derived dataset. */
export interface DatasetChanges {
  /** `fileId`s of the parent that are left out. */
  readonly remove: readonly string[];
  readonly relabel: readonly { readonly fileId: string; readonly className: string }[];
  /** Files that come in beside the parent's. */
  readonly add: DatasetSource | null;
  /** Stored predictions whose pictures come in with their labels as classes. */
  readonly predictions: PredictionChoice | null;
}

/** What a dataset is derived from. Crosses a process border as JSON. */
export interface DeriveRequest {
  readonly parentId: string;
  readonly changes: DatasetChanges;
  readonly name: string | null;
  readonly leakPolicy: LeakPolicy;
}

/** The dataset, and whether it is new: the same content again gives the one that is there. */
export interface CreatedDataset {
  readonly dataset: Dataset;
  readonly isNew: boolean;
}

/** Receives, checks and stores datasets. Every file gets a verdict; nothing is visible before all are judged. */
export interface Intake {
  /**
   * `DATASET_EMPTY`, `DATASET_TOO_FEW_CLASSES`, `DATASET_LEAKS`, `MANIFEST_INVALID`, `ARCHIVE_UNREADABLE`, `ARCHIVE_HOSTILE`,
   * `ARCHIVE_TOO_LARGE`, `REQUEST_INVALID`, `STORAGE_UNAVAILABLE`, `OVERLOADED`.
   */
  create(request: IntakeRequest, signal: AbortSignal): Promise<CreatedDataset>;
  /** As `create`; `DATASET_NOT_FOUND`, `PREDICTION_NOT_FOUND`, and `REQUEST_INVALID` for a file that the parent does not have. */
  derive(request: DeriveRequest, signal: AbortSignal): Promise<CreatedDataset>;
}
