import type {
  Dataset,
  DatasetFile,
  FileVerdict,
  FolderContent,
  ManifestRow,
  Split,
} from '../domain/index.ts';
import type { Page, PageRequest } from './page.ts';
import type { PictureSource } from './picture-decoder.ts';

/** A file that lies on this machine already: its size, its sha256 (lower-case hex), its absolute path. */
export interface StoredFile {
  readonly bytes: number;
  readonly sha256: string;
  readonly location: string;
}

/** One file on its way in. `path` is what the user named it. */
export type IncomingFile = { readonly path: string } & (
  | { readonly kind: 'stream'; readonly content: AsyncIterable<Uint8Array> }
  /** Received before, on the disk of the store: it is taken over, not copied. */
  | { readonly kind: 'stored'; readonly file: StoredFile }
  /** Kept where it lies, at `reference` below `DATASETS_ROOT`; `content` is read for its hash only. */
  | {
      readonly kind: 'referenced';
      readonly reference: string;
      readonly location: string;
      readonly content: AsyncIterable<Uint8Array>;
    }
  /** A file of another dataset of this store. */
  | { readonly kind: 'shared'; readonly datasetId: string; readonly file: DatasetFile }
);

/** A source of files: an unpacked upload, an archive, or a folder. */
export type IncomingFiles = AsyncIterable<IncomingFile>;

/** A file as the draft received it: where it lies until the dataset is committed or discarded. */
export interface ReceivedFile extends StoredFile {
  readonly path: string;
  /** Path below `DATASETS_ROOT` of a file that stays where it is. */
  readonly reference: string | null;
}

/** A dataset that is being received. Nothing of it is visible before `commit`. */
export interface DatasetDraft {
  /** Takes one file over and hashes it on the way. `ARCHIVE_TOO_LARGE` past the limits. */
  receive(file: IncomingFile): Promise<ReceivedFile>;
  /**
   * Makes the dataset visible, atomically. If one with the same fingerprint exists, that one is returned and the draft is
   * discarded; if that one lies in the bin, it comes out of it. `files` in the order of the dataset, `fileId` by position.
   */
  commit(dataset: Dataset, files: readonly DatasetFile[]): Promise<{ dataset: Dataset; isNew: boolean }>;
  discard(): Promise<void>;
}

/** Which files of a dataset are listed. */
export interface FileFilter {
  readonly verdict?: FileVerdict;
  readonly className?: string;
  readonly split?: Split;
}

/** A dataset in the bin, and when it went there. Times are ISO 8601. */
export interface BinnedDataset {
  readonly dataset: Dataset;
  readonly binnedAt: string;
}

/** Immutable datasets. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface DatasetStore {
  openDraft(): Promise<DatasetDraft>;
  /** null for what is not there or lies in the bin. */
  find(id: string): Promise<Dataset | null>;
  list(page: PageRequest): Promise<Page<Dataset>>;
  /** A page of files, in the order of the dataset. `REQUEST_INVALID` when `after` is no file of it. */
  files(id: string, filter: FileFilter, page: PageRequest): Promise<Page<DatasetFile>>;
  /** All files that match, in the order of the dataset. Holds all in memory: not for the API process. */
  allFiles(id: string, filter: FileFilter): Promise<readonly DatasetFile[]>;
  /** At most `most` usable files of a class, evenly spread over it and the same each time. Few records are read, however many there are. */
  spread(id: string, className: string, most: number): Promise<readonly DatasetFile[]>;
  /** One file, or null. */
  file(id: string, fileId: string): Promise<DatasetFile | null>;
  /**
   * The content of a file: a path in the store, or for a referenced file its bytes, read once and verified against the
   * hash. `FILE_NOT_FOUND` where the content is not kept, `DATASET_CHANGED` for a referenced file that is another one now.
   */
  content(id: string, file: Pick<DatasetFile, 'sha256' | 'reference'>): Promise<PictureSource>;
  /** Puts it into the bin, as one step: nothing finds it there but the four below and a commit. False if it is not there. */
  bin(id: string, at: string): Promise<boolean>;
  /** What lies in the bin, newest dataset first. */
  binned(page: PageRequest): Promise<Page<BinnedDataset>>;
  /** Takes it out of the bin; false if it does not lie there. */
  restore(id: string): Promise<boolean>;
  /** Removes what lies in the bin for good, with all its files; false if it does not lie there. */
  purge(id: string): Promise<boolean>;
  /** Removes for good what went into the bin before a time, and finishes what was left half removed; the ids. */
  purgeBinned(before: string): Promise<readonly string[]>;
  /** Whether a commit gave a dataset, be it in the bin or not, to somebody besides the one who made it. */
  wasGivenAgain(id: string): Promise<boolean>;
}

/** What was found in a file that has the name of a manifest. */
export type ManifestContent =
  /** `unread`: its columns or keys that mean nothing here. */
  | { readonly kind: 'manifest'; readonly rows: readonly ManifestRow[]; readonly unread: readonly string[] }
  /** It is about something else; `detail` is "expected ..., received ...". */
  | { readonly kind: 'other'; readonly detail: string };

/** Opens what a user handed over as a stream of files. */
export interface DatasetSources {
  /** Files that were received into the temporary folder at `location`. */
  files(location: string): IncomingFiles;
  /** Entries of a zip that lies at `location`. `ARCHIVE_UNREADABLE`, `ARCHIVE_HOSTILE`, `ARCHIVE_TOO_LARGE`. */
  archive(location: string): IncomingFiles;
  /** Files of a folder below `DATASETS_ROOT`; `REQUEST_INVALID` when there is no such folder or no such root. */
  folder(path: string, content: FolderContent): IncomingFiles;
  /** Size and sha256 of a file of this machine. */
  digest(location: string): Promise<{ readonly bytes: number; readonly sha256: string }>;
  /** The rows of a file that was received and may be a manifest; `name` tells CSV from JSONL. `MANIFEST_INVALID` with a pointer to the line. */
  manifestRows(location: string, name: string): Promise<ManifestContent>;
}
