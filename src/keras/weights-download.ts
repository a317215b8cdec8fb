import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { AppError } from '../domain/index.ts';
import { weightsInvalid } from './weights-invalid.ts';

/** What is downloaded, and to where; `onBytes` hears how many bytes lie at `location` by now. */
export interface Download {
  readonly url: string;
  readonly location: string;
  readonly bytes: number;
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** A connection that ends is taken up again at once, as long as each one brings something. */
const MOST_CONNECTIONS = 20;

/** What the server calls the content (ETag, Last-Modified): a part is only added to a part of the same content. */
const tagFile = (location: string): string => `${location}.tag`;

const sizeAt = (location: string): Promise<number> =>
  stat(location).then(
    ({ size }) => size,
    () => 0,
  );

const tagAt = (location: string): Promise<string> =>
  readFile(tagFile(location), 'utf8').then(
    (tag) => tag.trim(),
    () => '',
  );

const tagOf = ({ headers }: Response): string => {
  const etag = headers.get('etag') ?? '';
  // A weak ETag does not promise the same bytes (RFC 9110, 13.1.5).
  return etag === '' || etag.startsWith('W/') ? (headers.get('last-modified') ?? '') : etag;
};

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause ? String(cause.code) : cause.message;
};

const ask = async ({ url, location, signal }: Download, have: number): Promise<Response> => {
  const tag = have === 0 ? '' : await tagAt(location);
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (have > 0) headers['range'] = `bytes=${have}-`;
  if (tag !== '') headers['if-range'] = tag;
  try {
    return await fetch(url, { headers, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new AppError(
      'WEIGHTS_MISSING',
      `Expected an answer from ${url}, received none (${reasonOf(cause)}).`,
      {
        cause,
      },
    );
  }
};

/** Where in the file the answer's bytes belong. */
const startOf = ({ url, bytes }: Download, { status, headers }: Response): number => {
  if (status !== 200 && status !== 206)
    throw new AppError('WEIGHTS_MISSING', `Expected ${url} to answer 200, received ${status}.`);
  const range = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '');
  const start = status === 206 ? Number(range?.[1] ?? Number.NaN) : 0;
  const length = headers.get('content-length');
  if (length !== null && start + Number(length) !== bytes)
    throw weightsInvalid(`Expected ${bytes} bytes at ${url}, received ${start + Number(length)}.`);
  return start;
};

/** Writes what comes; false when the connection ended before the last byte. */
const takeBody = async (
  download: Download,
  body: AsyncIterable<Uint8Array>,
  file: FileHandle,
  start: number,
): Promise<boolean> => {
  let position = start;
  try {
    for await (const chunk of body) {
      let done = 0;
      while (done < chunk.length)
        done += (await file.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
      position += chunk.length;
      download.onBytes(position);
    }
  } catch (error) {
    download.signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw error;
  }
  await file.sync();
  return position === download.bytes;
};

const connect = async (download: Download, have: number): Promise<boolean> => {
  const response = await ask(download, have);
  const { location } = download;
  if (response.status === 416) {
    await response.body?.cancel();
    await rm(location, { force: true });
    return false;
  }
  const start = startOf(download, response);
  if (response.status === 206 && start !== have)
    throw weightsInvalid(
      `Expected the bytes from ${have} on of ${download.url}, received those from ${start} on.`,
    );
  await writeFile(tagFile(location), tagOf(response));
  const file = await open(location, start === 0 ? 'w' : 'r+');
  try {
    return response.body !== null && (await takeBody(download, response.body, file, start));
  } finally {
    await file.close();
  }
};

/**
 * Downloads a file of known size, and goes on where an earlier try ended: a `Range` request with `If-Range`, so that parts of two
 * contents are never put together. A server that ignores ranges begins anew. `WEIGHTS_MISSING` where no answer, another status
 * or an end too early comes; `WEIGHTS_INVALID` for another size. What has come stays for the next try.
 */
export const downloadFile = async (download: Download): Promise<void> => {
  const { url, location, bytes } = download;
  let have = await sizeAt(location);
  for (let connections = 1; have !== bytes; connections += 1) {
    if (await connect(download, have)) break;
    const now = await sizeAt(location);
    if (connections === MOST_CONNECTIONS || now === have)
      throw new AppError(
        'WEIGHTS_MISSING',
        `Expected ${bytes} bytes from ${url}, received ${now} before the connection ended. The same command goes on from there.`,
      );
    have = now;
  }
  await rm(tagFile(location), { force: true });
};
