import type { StoredFile } from './dataset-store.ts';

/** A folder of files that live as long as one request. `STORAGE_UNAVAILABLE` when the disk cannot be used. */
export interface TemporaryFolder {
  /** Absolute path of the folder. */
  readonly location: string;
  /** Streams what arrives to a new file, hashed on the way. An error of `content` is passed on as it is. */
  receive(content: AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** As `receive`, and puts the file with its path on the list that `DatasetSources.files` reads. */
  receiveListed(path: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** An absolute path in the folder for a new file, which somebody else writes. */
  place(): string;
  /** The bytes of a file of this folder. */
  read(location: string): AsyncIterable<Uint8Array>;
  /** Removes the folder with all files. */
  discard(): Promise<void>;
}

/** Where uploads lie before they are taken over. */
export interface TemporaryFiles {
  open(): Promise<TemporaryFolder>;
}
