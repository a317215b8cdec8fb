import { WhetstoneProblem } from './problem.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import { askedPauseMs, isPassing, pause } from './waiting.ts';

/** How an upload is sent. */
export interface UploadOptions extends CallOptions {
  /** The name of the file; a dataset that is made of it is called so. */
  readonly name?: string;
  /** The id of an upload that was begun with the same bytes: it goes on where that ended. */
  readonly id?: string;
  /** Bytes of one request (8 MiB). */
  readonly chunkBytes?: number;
  /** Requests that may fail one after the other before the error is thrown (10). */
  readonly attempts?: number;
  /** Told the id of the upload once it is known, and after each request the bytes that have arrived. */
  readonly onProgress?: (progress: {
    readonly id: string;
    readonly bytes: number;
    readonly total: number;
  }) => void;
}

const PROTOCOL = { 'tus-resumable': '1.0.0' };
const CHUNK_BYTES = 8 * 1024 ** 2;
const DEFAULT_ATTEMPTS = 10;
const RETRY_MS = 1000;

const inBase64 = (text: string): string =>
  btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));

const offsetIn = ({ headers }: Response): number => {
  const text = headers.get('upload-offset') ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`expected a number of bytes as Upload-Offset, received "${text}"`);
};

/** Somebody else has sent a part, or the answer to one was lost: the service says where to go on. */
const isElsewhere = (error: unknown): boolean =>
  error instanceof WhetstoneProblem && error.code === 'UPLOAD_CONFLICT';

/** The calls below `/uploads`. */
export const uploadCalls = (transport: Transport) => {
  const at = (id: string): string => addressOf('/uploads/{id}', { id });

  const begin = async (data: Blob, { name = '', signal }: UploadOptions): Promise<string> => {
    const metadata = name === '' ? {} : { 'upload-metadata': `filename ${inBase64(name)}` };
    const headers = { ...PROTOCOL, ...metadata, 'upload-length': String(data.size) };
    const reply = await transport.send({ method: 'POST', path: '/uploads', headers, signal });
    await reply.body?.cancel();
    const id = /[^/]+$/.exec(reply.headers.get('location') ?? '')?.[0];
    if (id === undefined) throw new Error('expected the address of the upload as Location, received none');
    return id;
  };

  const offsetOf = async (id: string, signal: AbortSignal | undefined): Promise<number> =>
    offsetIn(await transport.send({ method: 'HEAD', path: at(id), headers: PROTOCOL, signal }));

  const append = async (
    id: string,
    part: Blob,
    offset: number,
    signal: AbortSignal | undefined,
  ): Promise<number> => {
    const headers = {
      ...PROTOCOL,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    };
    return offsetIn(await transport.send({ method: 'PATCH', path: at(id), body: part, headers, signal }));
  };

  /**
   * Sends a file in parts and gives the id of the upload, for `datasets.create({ uploadId })`. After a failure it asks the service
   * how much has arrived and goes on there.
   */
  const send = async (data: Blob, options: UploadOptions = {}): Promise<string> => {
    const { signal, chunkBytes = CHUNK_BYTES, attempts = DEFAULT_ATTEMPTS, onProgress } = options;
    const id = options.id ?? (await begin(data, options));
    let bytes = options.id === undefined ? 0 : null;
    for (let failures = 0; bytes === null || bytes < data.size; ) {
      try {
        bytes ??= await offsetOf(id, signal);
        onProgress?.({ id, bytes, total: data.size });
        if (bytes < data.size) bytes = await append(id, data.slice(bytes, bytes + chunkBytes), bytes, signal);
        failures = 0;
      } catch (error) {
        bytes = null;
        failures += 1;
        const isHopeless = !isPassing(error) && !isElsewhere(error);
        if (signal?.aborted === true || isHopeless || failures >= attempts) throw error;
        await pause(Math.max(askedPauseMs(error), RETRY_MS), signal);
      }
    }
    onProgress?.({ id, bytes, total: data.size });
    return id;
  };

  return {
    send,
    /** Bytes of an upload that have arrived. */
    offset: (id: string, { signal }: CallOptions = {}): Promise<number> => offsetOf(id, signal),
    /** Removes an upload with what has arrived of it. */
    remove: (id: string, { signal }: CallOptions = {}): Promise<void> =>
      transport.done({ method: 'DELETE', path: at(id), headers: PROTOCOL, signal }),
  };
};
