import type { FastifyReply } from 'fastify';

/** A signal that aborts when the client goes away before it has its answer. */
export const clientSignal = (reply: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
};
