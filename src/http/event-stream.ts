import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { type JobEventBody, toJobEventBody } from '../contract/index.ts';
import type { JobEvent } from '../domain/index.ts';

/** Told to the client: how long to wait before it connects again. */
const RETRY_MS = 2000;

const frame = (event: JobEventBody): string =>
  `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Events of one job on their way to one client. */
export interface EventStreamOptions {
  /** Begins to follow; ends when the signal aborts. */
  readonly follow: (signal: AbortSignal) => AsyncIterable<JobEvent>;
  readonly heartbeatMs: number;
  /** Aborts when the service closes. */
  readonly closing: AbortSignal;
  readonly onError: (error: unknown) => void;
}

const pump = async (
  stream: PassThrough,
  events: AsyncIterable<JobEvent>,
  signal: AbortSignal,
): Promise<void> => {
  for await (const event of events) {
    if (signal.aborted) return;
    if (!stream.write(frame(toJobEventBody(event)))) await once(stream, 'drain', { signal });
  }
};

/**
 * Server-sent events as a stream of text: each with its id, a comment as a heartbeat while nothing happens.
 * It ends with the events, when the service closes, or when they fail; the client then comes back with `Last-Event-ID`.
 */
export const createEventStream = (options: EventStreamOptions): Readable => {
  const stream = new PassThrough();
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, options.closing]);
  const heartbeat = setInterval(() => {
    if (!stream.writableNeedDrain) stream.write(': heartbeat\n\n');
  }, options.heartbeatMs);
  const end = (): void => {
    clearInterval(heartbeat);
    stream.end();
  };
  stream.once('close', () => {
    clearInterval(heartbeat);
    gone.abort();
  });
  options.closing.addEventListener('abort', end, { once: true, signal: gone.signal });
  // The first bytes go out at once, so that the client knows that it is connected.
  stream.write(`retry: ${RETRY_MS}\n\n`);
  pump(stream, options.follow(signal), signal)
    .catch((error: unknown) => {
      if (!signal.aborted) options.onError(error);
    })
    .finally(end);
  return stream;
};
