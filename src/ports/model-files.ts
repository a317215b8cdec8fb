import type { ExportFormat, HeadArchitecture, ImportedFile, ModelManifest } from '../domain/index.ts';

/** A version and where its own weights lie, as an absolute path. */
export interface StoredVersion {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
}

/** What was found in a file that was brought, its weights written out as a version keeps them. */
export interface ImportedModel {
  readonly head: HeadArchitecture;
  readonly backbone: ModelManifest['backbone'];
  readonly file: Omit<ImportedFile, 'name'>;
}

/** A file that was brought: where it lies, how many classes it should have, and where its weights go; absolute paths. */
export interface FileToImport {
  readonly location: string;
  readonly classes: number;
  readonly weightsLocation: string;
}

/** Turns versions into files of other programs, and such files into versions, outside this process. */
export interface ModelFiles {
  /**
   * Writes a version as a file at `location` (absolute) and gives its size in bytes. One at a time; others wait. When `signal`
   * aborts the work ends at once and the promise rejects with its reason.
   * `OVERLOADED` when too many wait, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `STORAGE_UNAVAILABLE`.
   */
  exportVersion(
    version: StoredVersion,
    format: ExportFormat,
    location: string,
    signal: AbortSignal,
  ): Promise<number>;
  /** Reads a Keras `.h5` of VGG16 with a head. Waits and ends as `exportVersion` does. `WEIGHTS_INVALID`, `REQUEST_INVALID`. */
  importModel(file: FileToImport, signal: AbortSignal): Promise<ImportedModel>;
}
