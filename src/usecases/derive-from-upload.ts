import type { CreatedDataset, DeriveRequest, Intake, Uploads } from '../ports/index.ts';
import { completeUpload } from './complete-upload.ts';

/** What `makeDeriveFromUpload` needs. */
export interface DeriveFromUploadDeps {
  readonly uploads: Uploads;
  readonly intake: Pick<Intake, 'derive'>;
}

/**
 * Makes the use case that derives a dataset with the zip that was uploaded as what is added. Then the upload is removed; after a
 * refusal it stays until it expires. `UPLOAD_NOT_FOUND`, `UPLOAD_CONFLICT` when it is not complete, and errors as `Intake.derive`.
 */
export const makeDeriveFromUpload =
  ({ uploads, intake }: DeriveFromUploadDeps) =>
  (uploadId: string, request: DeriveRequest, signal: AbortSignal): Promise<CreatedDataset> =>
    uploads.consume(uploadId, (received) => {
      signal.throwIfAborted();
      const { location } = completeUpload(received, uploadId);
      const add = { kind: 'archive', location, digest: null } as const;
      return intake.derive({ ...request, changes: { ...request.changes, add } }, signal);
    });
