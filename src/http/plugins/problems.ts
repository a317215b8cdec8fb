import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblemBody } from '../../contract/index.ts';
import { AppError, type ErrorCode } from '../../domain/index.ts';
import type { App } from '../app.ts';
import { toAppError } from '../to-app-error.ts';

/** Media type of an error (RFC 9457). */
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** Told to clients that may come again, where the error does not say when. */
const RETRY_AFTER_SECONDS = 5;

const asksToRetry = (status: number): boolean => status === 429 || status === 503;

const logProblem = (request: FastifyRequest, error: AppError, cause: unknown): void => {
  const facts = { code: error.code, detail: error.message };
  if (error.status < 500) request.log.info(facts, 'request refused');
  else if (error.code === 'INTERNAL') request.log.error({ ...facts, err: cause }, 'request failed');
  else request.log.warn({ ...facts, err: cause }, 'request failed');
};

/** Answers with the problem document of whatever was thrown; `toBody` may add fields to it. */
export const sendProblem = (
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  toBody: typeof toProblemBody = toProblemBody,
): FastifyReply => {
  const error = toAppError(thrown, request);
  // Nobody waits for the answer any more, so whatever broke off with the connection is no fault of the service.
  if (reply.raw.destroyed) request.log.info('the client went away');
  else logProblem(request, error, thrown);
  const body = toBody(error, { instance: pathOf(request), requestId: request.id });
  if (asksToRetry(error.status)) {
    void reply.header('retry-after', Math.ceil(error.retryAfterSeconds ?? RETRY_AFTER_SECONDS));
  }
  return reply
    .code(error.status)
    .header('x-request-id', request.id)
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(body));
};

/** The address of the call without its query, with whatever may not stand in one escaped. */
export const pathOf = (request: FastifyRequest): string =>
  (request.url.split('?', 1)[0] ?? '/')
    .replace(/%(?![0-9A-Fa-f]{2})/g, '%25')
    .replace(/[^A-Za-z0-9\-._~:/@!$&'()*+,;=%]/g, encodeURIComponent);

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

const toPattern = (url: string): RegExp => {
  const escaped = url.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replace(/:[A-Za-z]+/g, '[^/]+').replace(/\*/g, '.*')}$`);
};

const rememberPaths = (app: App): ReadonlyMap<string, KnownPath> => {
  const paths = new Map<string, KnownPath>();
  app.addHook('onRoute', ({ url, method }) => {
    const path = paths.get(url) ?? { pattern: toPattern(url), methods: new Set<string>() };
    for (const name of [method].flat()) path.methods.add(name);
    paths.set(url, path);
  });
  return paths;
};

/** Every error and every unknown address is answered with a problem document; a known one with a wrong method by 405 and `Allow`. */
export const addProblems = (app: App): void => {
  const paths = rememberPaths(app);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request);
    const methods = [...paths.values()].flatMap((known) =>
      known.pattern.test(path) ? [...known.methods] : [],
    );
    // A file below /docs that is not there is looked for by a route that exists.
    if (methods.length === 0 || methods.includes(request.method)) {
      return sendProblem(
        refuse('ROUTE_NOT_FOUND', `there is no ${path}; /docs lists all addresses`),
        request,
        reply,
      );
    }
    const allowed = [...new Set(methods)].sort().join(', ');
    void reply.header('allow', allowed);
    const detail = `expected one of ${allowed}, received ${request.method}`;
    return sendProblem(refuse('METHOD_NOT_ALLOWED', detail), request, reply);
  });
};

const refuse = (code: ErrorCode, detail: string): AppError => new AppError(code, detail);
