import type { FastifyRequest } from 'fastify';
import { JSON_LENGTH_HEADER } from '../contract/index.ts';
import { AppError } from '../domain/index.ts';
import type { App } from './app.ts';
import { shown } from './input-faults.ts';

const WHOLE_NUMBER = /^\d{1,15}$/;

const NO_JSON = 'expected JSON without the name "__proto__", received text that is not of that form';

const NOTHING = new Uint8Array(0);

/** How many bytes of a body are JSON: all, unless a header says less. */
const jsonLengthOf = ({ headers }: FastifyRequest, bytes: number): number => {
  const given = headers[JSON_LENGTH_HEADER];
  if (given === undefined) return bytes;
  const length = typeof given === 'string' && WHOLE_NUMBER.test(given) ? Number(given) : Number.NaN;
  if (length <= bytes) return length;
  const detail = `expected in ${JSON_LENGTH_HEADER} how many of the ${bytes} bytes are JSON, received ${shown(given)}`;
  throw new AppError('REQUEST_INVALID', detail, {
    errors: [{ pointer: `/${JSON_LENGTH_HEADER}`, detail }],
  });
};

/**
 * Bodies of this scope are JSON that bytes may follow; gives what reads those bytes of a request. Errors: `REQUEST_INVALID`.
 */
export const addTensorBodies = (app: App): ((request: FastifyRequest) => Uint8Array) => {
  const tails = new WeakMap<FastifyRequest, Uint8Array>();
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json']);
  app.addContentTypeParser(
    ['application/json', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (request, whole: Buffer, done) => {
      if (whole.length === 0) {
        done(null, undefined);
        return;
      }
      try {
        const length = jsonLengthOf(request, whole.length);
        tails.set(request, whole.subarray(length));
        void parse(request, whole.toString('utf8', 0, length), (error, body) => {
          done(error === null ? null : new AppError('REQUEST_INVALID', NO_JSON), body);
        });
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  );
  // Without a type, a body is bytes (RFC 9110, 8.3): Triton's client names none.
  app.addHook('onRequest', (request, _reply, done) => {
    request.headers['content-type'] ??= 'application/octet-stream';
    done();
  });
  return (request) => tails.get(request) ?? NOTHING;
};
