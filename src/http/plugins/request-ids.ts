import type { IncomingMessage } from 'node:http';
import type { App } from '../app.ts';

const WELL_FORMED = /^[A-Za-z0-9._:-]{1,128}$/;

/** Takes the id that the client sent in `X-Request-Id` if it is well formed, and makes one otherwise. */
export const makeRequestId =
  (nextId: () => string) =>
  (request: IncomingMessage): string => {
    const given = request.headers['x-request-id'];
    return typeof given === 'string' && WELL_FORMED.test(given) ? given : nextId();
  };

/** Every reply carries the id of its request, and forbids browsers to guess its type. */
export const addRequestIds = (app: App): void => {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    done();
  });
};
