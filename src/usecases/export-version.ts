import type { ExportFormat, ModelManifest } from '../domain/index.ts';
import type { ModelFiles, ModelStore, TemporaryFiles } from '../ports/index.ts';

/** A version as a file of another program. Whoever got it calls `discard` when its content has been read, or nobody wants it. */
export interface ExportedVersion {
  readonly bytes: number;
  readonly content: AsyncIterable<Uint8Array>;
  discard(): Promise<void>;
}

/** What `makeExportVersion` needs. */
export interface ExportVersionDeps {
  readonly models: Pick<ModelStore, 'weightsLocation'>;
  readonly modelFiles: Pick<ModelFiles, 'exportVersion'>;
  readonly temporaryFiles: TemporaryFiles;
}

/**
 * Makes the use case behind `GET /models/:name/versions/:version/export`: the file is made outside this process, then read.
 * Errors as `ModelFiles.exportVersion`. When `signal` aborts, the work ends and nothing is left.
 */
export const makeExportVersion =
  ({ models, modelFiles, temporaryFiles }: ExportVersionDeps) =>
  async (manifest: ModelManifest, format: ExportFormat, signal: AbortSignal): Promise<ExportedVersion> => {
    const folder = await temporaryFiles.open();
    const discard = (): Promise<void> => folder.discard();
    try {
      const location = folder.place();
      const version = { manifest, weightsLocation: models.weightsLocation(manifest) };
      const bytes = await modelFiles.exportVersion(version, format, location, signal);
      return { bytes, content: folder.read(location), discard };
    } catch (error) {
      await discard();
      throw error;
    }
  };
