import { type LeakPolicy, nameOfArchive } from '../domain/index.ts';
import type { CreatedDataset, Intake, Uploads } from '../ports/index.ts';
import { completeUpload } from './complete-upload.ts';

/** What `makeCreateFromUpload` needs. */
export interface CreateFromUploadDeps {
  readonly uploads: Uploads;
  readonly intake: Pick<Intake, 'create'>;
}

/** Which upload becomes a dataset. */
export interface CreateFromUploadInput {
  readonly uploadId: string;
  /** null: the file name that the upload came with. */
  readonly name: string | null;
  readonly leakPolicy: LeakPolicy;
}

/**
 * Makes the use case that makes a dataset of the zip that was uploaded. Then the upload is removed; after a refusal it stays
 * until it expires, so that nothing is sent again for another `leakPolicy` or a full disk. `UPLOAD_NOT_FOUND`,
 * `UPLOAD_CONFLICT` when it is not complete, and errors as `Intake.create`.
 */
export const makeCreateFromUpload =
  ({ uploads, intake }: CreateFromUploadDeps) =>
  ({ uploadId, name, leakPolicy }: CreateFromUploadInput, signal: AbortSignal): Promise<CreatedDataset> =>
    uploads.consume(uploadId, async (received) => {
      signal.throwIfAborted();
      const upload = completeUpload(received, uploadId);
      const source = { kind: 'archive', location: upload.location, digest: null } as const;
      const named = name ?? (upload.name === null ? null : nameOfArchive(upload.name));
      return await intake.create({ source, name: named, leakPolicy }, signal);
    });
