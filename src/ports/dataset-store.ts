import type { Dataset, DatasetFile, FileVerdict, Split } from '../domain/index.ts';
import type { Page, PageRequest } from './page.ts';

/** One file on its way in. `path` is what the user named it; `content` is read at most once. */
export interface IncomingFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array>;
}

/** A source of files: an unpacked upload, an archive, or a folder. */
export type IncomingFiles = AsyncIterable<IncomingFile>;

/** A file as the draft received it: where it lies until the dataset is committed or discarded. */
export interface ReceivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Absolute path on this machine, valid until commit or discard. */
  readonly location: string;
}

/** A dataset that is being received. Nothing of it is visible before `commit`. */
export interface DatasetDraft {
  /** Streams one file to disk while hashing it. `ARCHIVE_TOO_LARGE` past the limits. */
  receive(file: IncomingFile): Promise<ReceivedFile>;
  /** Makes the dataset visible, atomically. If one with the same fingerprint exists, that one is returned and the draft is discarded. */
  commit(dataset: Dataset, files: readonly DatasetFile[]): Promise<{ dataset: Dataset; isNew: boolean }>;
  discard(): Promise<void>;
}

/** Which files of a dataset are listed. */
export interface FileFilter {
  readonly verdict?: FileVerdict;
  readonly className?: string;
  readonly split?: Split;
}

/** Immutable datasets. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface DatasetStore {
  openDraft(): Promise<DatasetDraft>;
  find(id: string): Promise<Dataset | null>;
  list(page: PageRequest): Promise<Page<Dataset>>;
  /** All files with their verdicts, sorted as Keras sorts them (directory, then name). */
  files(id: string, filter: FileFilter): Promise<readonly DatasetFile[]>;
  /** The stored content of a file, as an absolute path on this machine. `FILE_NOT_FOUND`. */
  locate(id: string, sha256: string): Promise<string>;
  /** False if there was none. */
  remove(id: string): Promise<boolean>;
}

/** Opens what a user handed over as a stream of files. */
export interface DatasetSources {
  /** Entries of a zip that lies at `location`. `ARCHIVE_UNREADABLE`, `ARCHIVE_HOSTILE`, `ARCHIVE_TOO_LARGE`. */
  archive(location: string): IncomingFiles;
  /** Files of a folder below `DATASETS_ROOT`; `REQUEST_INVALID` when there is no such folder or no such root. */
  folder(path: string): IncomingFiles;
}
