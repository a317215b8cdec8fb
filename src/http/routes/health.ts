import { LiveBody, ReadyBody } from '../../contract/index.ts';
import type { App } from '../app.ts';
import { jsonReply, operation, RETRY_AFTER } from '../operation.ts';
import type { HttpUseCases } from '../use-cases.ts';

const RETRY_AFTER_SECONDS = 2;

/** The routes below `/health`; they are not logged, since they are called all the time. */
export const routeHealth = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation('checkLive', {}, { 200: jsonReply('The process answers.', LiveBody) }),
    logLevel: 'warn',
    handler: () => ({ status: 'ok' as const }),
  });
  app.route({
    ...operation(
      'checkReady',
      {},
      {
        200: jsonReply('It can; `degraded` when the job queue is down.', ReadyBody),
        503: jsonReply('The predictor or the storage is not ready.', ReadyBody, RETRY_AFTER),
      },
    ),
    logLevel: 'warn',
    handler: async (_request, reply) => {
      const { ready, degraded, parts } = await useCases.checkHealth();
      if (!ready) void reply.code(503).header('retry-after', RETRY_AFTER_SECONDS);
      return reply.send({ ready, degraded, parts });
    },
  });
};
