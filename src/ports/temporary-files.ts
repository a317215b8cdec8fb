/** A folder of files that live as long as one request. `STORAGE_UNAVAILABLE` when the disk cannot be used. */
export interface TemporaryFolder {
  /** Streams what arrives to a new file and returns its absolute path. An error of `content` is passed on as it is. */
  receive(content: AsyncIterable<Uint8Array>): Promise<string>;
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
