import { createFrameReader } from './frames.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import { askedPauseMs, isPassing, pause } from './waiting.ts';
import type { JobEvent } from './wire.ts';

/** Where to begin and when to give up. */
export interface FollowOptions extends CallOptions {
  /** The id of the last event that is known already: only those after it are given. */
  readonly after?: string | undefined;
  /** Connections that may fail or end without an event, one after the other, before the error is thrown (10). */
  readonly attempts?: number;
}

const DEFAULT_ATTEMPTS = 10;
const DEFAULT_RETRY_MS = 2000;

const isFinal = (event: JobEvent): boolean =>
  event.type === 'state' && ['succeeded', 'failed', 'cancelled'].includes(event.data.state);

/** Follows one job over as many connections as it takes. */
class Follower {
  lastId: string | null;
  isOver = false;
  retryMs = DEFAULT_RETRY_MS;
  readonly transport: Transport;
  readonly path: string;
  readonly signal: AbortSignal | undefined;

  constructor(transport: Transport, id: string, { after, signal }: FollowOptions) {
    this.transport = transport;
    this.path = addressOf('/jobs/{id}/events', { id });
    this.lastId = after ?? null;
    this.signal = signal;
  }

  /** The events of one connection. It ends, or throws, where the connection does. */
  async *connect(): AsyncGenerator<JobEvent, void, undefined> {
    const reply = await this.transport.send({
      path: this.path,
      headers: {
        accept: 'text/event-stream',
        ...(this.lastId === null ? {} : { 'last-event-id': this.lastId }),
      },
      signal: this.signal,
    });
    if (reply.status === 204 || reply.body === null) {
      this.isOver = true;
      return;
    }
    yield* this.read(reply.body.getReader());
  }

  async *read(reader: ReadableStreamDefaultReader<Uint8Array>): AsyncGenerator<JobEvent, void, undefined> {
    const frames = createFrameReader();
    const decoder = new TextDecoder();
    let isFinalSeen = false;
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        for (const { id, data } of frames.push(decoder.decode(part.value, { stream: true }))) {
          const event = JSON.parse(data) as JobEvent;
          this.lastId = id ?? event.id;
          if (event.type === 'state') isFinalSeen = isFinal(event);
          yield event;
        }
        this.retryMs = frames.retryMs ?? this.retryMs;
      }
      // The service ends the stream after the last event of a job; without that event, the connection was cut.
      this.isOver = isFinalSeen;
    } finally {
      await reader.cancel().catch(() => undefined);
    }
  }
}

/**
 * The events of a job, oldest first, until it has ended. Where the connection is cut it comes back and goes on after
 * the last event, so that none is missing and none comes twice.
 */
export async function* followJob(
  transport: Transport,
  id: string,
  options: FollowOptions = {},
): AsyncGenerator<JobEvent, void, undefined> {
  const { signal, attempts = DEFAULT_ATTEMPTS } = options;
  const follower = new Follower(transport, id, options);
  for (let failures = 0; ; ) {
    let error: unknown = new Error('the stream of events ended before the job did');
    let askedMs = 0;
    try {
      for await (const event of follower.connect()) {
        failures = 0;
        yield event;
      }
    } catch (thrown) {
      if (signal?.aborted === true || !isPassing(thrown)) throw thrown;
      error = thrown;
      askedMs = askedPauseMs(thrown);
    }
    if (follower.isOver) return;
    failures += 1;
    if (failures >= attempts) throw error;
    await pause(Math.max(askedMs, follower.retryMs), signal);
  }
}
