/** A resumable upload as far as it was received. */
export interface ReceivedUpload {
  /** Absolute path of the file. Only to be read. */
  readonly location: string;
  /** What the whole upload will have; null until the client says. */
  readonly bytes: number | null;
  readonly received: number;
  readonly isComplete: boolean;
  /** The file name that the client gave, as it came: never a path of this machine. */
  readonly name: string | null;
}

/** Resumable uploads that lie ready. `STORAGE_UNAVAILABLE` when the disk cannot be used. */
export interface Uploads {
  /**
   * Lends an upload (null: there is none of this id) to work that makes something else of it. Nobody can remove it
   * meanwhile, and work on one upload runs one after the other. Where the work succeeds the upload is removed after it;
   * where it fails the upload stays, and the error is passed on as it is.
   */
  consume<T>(id: string, work: (upload: ReceivedUpload | null) => Promise<T>): Promise<T>;
}
