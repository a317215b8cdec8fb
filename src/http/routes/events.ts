import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { JobEventListBody, toJobEventBody } from '../../contract/index.ts';
import { AppError, isFinal } from '../../domain/index.ts';
import { preferredType } from '../accept.ts';
import type { App } from '../app.ts';
import { createEventStream } from '../event-stream.ts';
import { emptyReply, jsonReply, operation } from '../operation.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm, pageQuery, toListBody, toPageRequest } from './paging.ts';

/** What the route of events needs. */
export interface EventRoutesDeps {
  readonly useCases: HttpUseCases;
  readonly heartbeatMs: number;
  /** Aborts when the service closes. */
  readonly closing: AbortSignal;
}

const STREAM = 'text/event-stream';
const EVENT_ID = /^[A-Za-z0-9._:-]{1,100}$/;

const lastEventId = (request: FastifyRequest): string | null => {
  const id = request.headers['last-event-id'];
  if (typeof id !== 'string' || id === '') return null;
  if (EVENT_ID.test(id)) return id;
  throw new AppError(
    'REQUEST_INVALID',
    'expected the id of an event in Last-Event-ID, received something else',
  );
};

const sendStream = async (
  deps: EventRoutesDeps,
  job: { readonly id: string; readonly after: string | null },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  // Asked before the first byte, so that an unknown job or a queue that is down is still a problem document.
  const view = await deps.useCases.findJob(job.id);
  const next = await deps.useCases.readEvents(job.id, job.after, 1);
  // 204 tells an EventSource that came back after the last event not to come again.
  if (isFinal(view.job.state) && job.after !== null && next.data.length === 0) return reply.code(204).send();
  const head = reply
    .type(STREAM)
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no');
  if (request.method === 'HEAD') return head.send('');
  const stream = createEventStream({
    follow: (signal) => deps.useCases.followEvents(job.id, job.after, signal),
    heartbeatMs: deps.heartbeatMs,
    closing: deps.closing,
    onError: (error) => {
      request.log.warn({ err: error }, 'event stream broke off');
    },
  });
  return head.send(stream);
};

const notAcceptable = (request: FastifyRequest): AppError =>
  new AppError(
    'NOT_ACCEPTABLE',
    `expected Accept to take ${STREAM} or application/json, received ${JSON.stringify(request.headers.accept)}`,
  );

/** `GET /jobs/:id/events`: server-sent events for who asks for them, a list otherwise. */
export const routeEvents = (app: App, deps: EventRoutesDeps): void => {
  const list = jsonReply('Events, oldest first; or a stream of them, as `Accept` asks.', JobEventListBody);
  const streamed = Type.String({
    description: 'Server-sent events: `id`, `event` (the type), `data` (the event).',
  });
  app.route({
    ...operation(
      'readEvents',
      {
        params: Type.Object({ id: Type.String({ description: "A job's id." }) }),
        querystring: Type.Object(pageQuery, { additionalProperties: false }),
      },
      {
        200: { ...list, content: { ...list.content, [STREAM]: { schema: streamed } } },
        204: emptyReply('For a stream that goes on with `Last-Event-ID`: nothing will follow.'),
      },
    ),
    handler: async (request, reply) => {
      const type = preferredType(request.headers.accept, ['application/json', STREAM]);
      if (type === null) throw notAcceptable(request);
      const id = knownForm(request.params.id, 'JOB_NOT_FOUND');
      const { limit, after } = toPageRequest(request.query);
      if (type === STREAM) {
        return sendStream(deps, { id, after: lastEventId(request) ?? after }, request, reply);
      }
      return toListBody(await deps.useCases.readEvents(id, after, limit), toJobEventBody);
    },
  });
};
