import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { App } from '../app.ts';
import { bodyLimitOf } from '../body-limit.ts';

/** How far past its limit a refused body is read so that the connection can go on. */
const MAX_BYTES_PAST_LIMIT = 8 * 1024 ** 2;

/** Longest time for which the rest of a refused body is waited for. */
const MAX_DRAIN_MS = 5000;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** A body that announces its length is refused before anything of it is read. */
const drainableBytes = (request: FastifyRequest): number => {
  const announced = Number(request.headers['content-length'] ?? 0);
  return announced <= bodyLimitOf(request) + MAX_BYTES_PAST_LIMIT
    ? Math.max(announced, MAX_BYTES_PAST_LIMIT)
    : MAX_BYTES_PAST_LIMIT;
};

/** Reads and forgets the rest of a body; false if it did not end within `maxBytes` and the time. */
const drain = (body: IncomingMessage, maxBytes: number): Promise<boolean> =>
  new Promise((resolve) => {
    let left = maxBytes;
    const onData = (chunk: Uint8Array): void => {
      left -= chunk.length;
      if (left < 0) finish(false);
    };
    const onEnd = (): void => {
      finish(true);
    };
    const onClose = (): void => {
      finish(body.readableEnded);
    };
    const timer = setTimeout(onClose, MAX_DRAIN_MS);
    const finish = (isEnded: boolean): void => {
      clearTimeout(timer);
      body.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      if (!isEnded) body.pause();
      resolve(isEnded);
    };
    body.unpipe();
    body.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
    body.resume();
  });

/** A call that is refused before its body was read keeps its connection, unless much of the body is left. */
export const addLeftoverBody = (app: App): void => {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode < 400 || !hasBody(request.raw)) return;
    const { raw } = request;
    const isEnded = raw.readableEnded || (!raw.destroyed && (await drain(raw, drainableBytes(request))));
    if (isEnded) reply.removeHeader('connection');
    else reply.header('connection', 'close');
  });
};
