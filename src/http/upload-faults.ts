import { AppError, type ErrorCode } from '../domain/index.ts';

/** What the protocol's library answers with, by status; what is wrong in a request has no code of its own. */
const CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'UPLOAD_NOT_FOUND',
  409: 'UPLOAD_CONFLICT',
  410: 'UPLOAD_NOT_FOUND',
  412: 'UPLOAD_VERSION_UNSUPPORTED',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  423: 'UPLOAD_CONFLICT',
};

const isRefusal = (thrown: unknown): thrown is { readonly status_code: number; readonly body: string } =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'status_code' in thrown &&
  typeof thrown.status_code === 'number' &&
  'body' in thrown &&
  typeof thrown.body === 'string';

/** A refusal of the protocol's library, with what belongs to it. */
const toRefusal = (status: number, body: string, maxBytes: number): unknown => {
  const said = body.trim();
  if (status === 413) {
    const detail = `expected an upload of at most ${maxBytes} bytes that has no more than its Upload-Length, received more (${said})`;
    return new AppError('BODY_TOO_LARGE', detail);
  }
  const code = CODES[status];
  if (code !== undefined) {
    return new AppError(code, `expected what the upload has so far, received something else (${said})`);
  }
  // 501 is an extension that is not spoken.
  if (status < 500 || status === 501) {
    return new AppError('REQUEST_INVALID', `expected a request of the tus protocol 1.0.0, received: ${said}`);
  }
  return new Error(said);
};

/** Whatever the protocol's library threw, as an error of the closed list where it is one. */
export const toUploadError = (thrown: unknown, maxBytes: number): unknown =>
  thrown instanceof AppError || !isRefusal(thrown)
    ? thrown
    : toRefusal(thrown.status_code, thrown.body, maxBytes);
