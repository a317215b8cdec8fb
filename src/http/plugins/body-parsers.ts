import { AppError } from '../../domain/index.ts';
import type { App } from '../app.ts';

/** Largest JSON body, in bytes. */
export const JSON_MAX_BYTES = 32 * 1024 ** 2;

const REFUSED =
  'expected a body of JSON without the name "__proto__", received text that is not of that form';

/** JSON is the one type that every call reads; an empty body is no body. Names that would reach a prototype are refused. */
export const addBodyParsers = (app: App): void => {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser(['application/json', 'text/plain']);
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) => {
    if (text === '') {
      done(null, undefined);
      return;
    }
    void parse(request, text.toString(), (error, body) => {
      done(error === null ? null : new AppError('REQUEST_INVALID', REFUSED), body);
    });
  });
};
