import { AppError } from '../domain/index.ts';
import type { ReceivedUpload } from '../ports/index.ts';

/** The upload, if it is there and was received in full. `UPLOAD_NOT_FOUND`, `UPLOAD_CONFLICT`. */
export const completeUpload = (upload: ReceivedUpload | null, uploadId: string): ReceivedUpload => {
  if (upload === null) {
    const detail = `expected the id of an upload, received ${JSON.stringify(uploadId)}, which was used, given up or has expired`;
    throw new AppError('UPLOAD_NOT_FOUND', detail);
  }
  if (upload.isComplete) return upload;
  const whole = upload.bytes === null ? 'an upload of a known length' : `all ${upload.bytes} bytes`;
  throw new AppError('UPLOAD_CONFLICT', `expected ${whole}, received ${upload.received} so far`);
};
