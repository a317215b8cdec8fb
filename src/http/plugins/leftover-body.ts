import type { IncomingMessage } from 'node:http';
import type { App } from '../app.ts';

/** Most bytes of a refused body that are read so that the connection can go on. */
const MAX_DRAINED_BYTES = 8 * 1024 ** 2;

/** Longest time for which the rest of a refused body is waited for. */
const MAX_DRAIN_MS = 5000;

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Reads and forgets the rest of a body; false if it did not end within the limits. */
const drain = (body: IncomingMessage): Promise<boolean> =>
  new Promise((resolve) => {
    let left = MAX_DRAINED_BYTES;
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

/** A call that is refused before its body was read keeps its connection, as long as little of the body is left. */
export const addLeftoverBody = (app: App): void => {
  app.addHook('onSend', async (request, reply) => {
    if (reply.statusCode < 400 || !hasBody(request.raw)) return;
    const isEnded = request.raw.readableEnded || (!request.raw.destroyed && (await drain(request.raw)));
    if (isEnded) reply.removeHeader('connection');
    else reply.header('connection', 'close');
  });
};
