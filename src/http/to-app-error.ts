import type { ErrorObject } from 'ajv';
import type { FastifyRequest } from 'fastify';
import { AppError, type InputFault } from '../domain/index.ts';
import { bodyLimitOf } from './body-limit.ts';
import { shown, toInputFaults } from './input-faults.ts';

interface FrameworkError {
  readonly code: string;
  readonly statusCode: number;
  readonly validation: readonly ErrorObject[] | null;
  readonly where: string;
}

const field = (value: object, name: string): unknown =>
  name in value ? Reflect.get(value, name) : undefined;

const isErrorObject = (value: unknown): value is ErrorObject =>
  typeof value === 'object' && value !== null && 'keyword' in value && 'instancePath' in value;

const read = (error: unknown): FrameworkError => {
  const source = typeof error === 'object' && error !== null ? error : {};
  const [code, status, validation, where] = ['code', 'statusCode', 'validation', 'validationContext'].map(
    (name) => field(source, name),
  );
  return {
    code: typeof code === 'string' ? code : '',
    statusCode: typeof status === 'number' ? status : 500,
    validation: Array.isArray(validation) ? validation.filter(isErrorObject) : null,
    where: typeof where === 'string' ? where : 'body',
  };
};

const isOfRecipe = ({ pointer }: InputFault): boolean =>
  pointer === '/recipe' || pointer.startsWith('/recipe/');

const PLACES: Readonly<Record<string, string>> = {
  querystring: 'query',
  params: 'address',
  headers: 'headers',
};

const toValidationError = (errors: readonly ErrorObject[], where: string): AppError => {
  const faults = toInputFaults(errors);
  const place = PLACES[where] ?? 'body';
  const isRecipe = place === 'body' && faults.every(isOfRecipe);
  const first = faults[0];
  const more = faults.length > 1 ? `, and ${faults.length - 1} more` : '';
  const detail =
    first === undefined ? 'it is not of the documented form' : `${first.pointer || '/'}: ${first.detail}`;
  return new AppError(isRecipe ? 'RECIPE_INVALID' : 'REQUEST_INVALID', `In the ${place}: ${detail}${more}`, {
    errors: faults,
  });
};

/** The validator is given null where there is no body. */
const missingBody = (): AppError => {
  const detail = 'expected an object, received no body';
  return new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '', detail }] });
};

const mediaTypesOf = (request: FastifyRequest): string => {
  const { config, schema } = request.routeOptions;
  const others = Object.keys(config.otherBodies ?? {});
  const types = schema?.body === undefined && others.length > 0 ? others : ['application/json', ...others];
  return types.join(', ');
};

const byCode: Readonly<Record<string, (request: FastifyRequest) => AppError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: (request) =>
    new AppError('BODY_TOO_LARGE', `expected a body of at most ${bodyLimitOf(request)} bytes, received more`),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: (request) =>
    new AppError(
      'MEDIA_TYPE_UNSUPPORTED',
      `expected a body of type ${mediaTypesOf(request)}, received ${shown(request.headers['content-type'])}`,
    ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new AppError('REQUEST_INVALID', 'expected as many bytes as Content-Length says, received another number'),
  FST_ERR_BAD_URL: (request) =>
    new AppError(
      'REQUEST_INVALID',
      `expected an address in percent-encoding, received ${shown(request.url)}`,
    ),
};

/** Whatever a handler, a hook or the framework threw, as an error of the closed list. Nothing inside leaks out. */
export const toAppError = (error: unknown, request: FastifyRequest): AppError => {
  if (error instanceof AppError) return error;
  const { code, statusCode, validation, where } = read(error);
  if (validation !== null) {
    return where === 'body' && request.body === undefined
      ? missingBody()
      : toValidationError(validation, where);
  }
  const known = byCode[code];
  if (known !== undefined) return known(request);
  if (statusCode >= 400 && statusCode < 500)
    return new AppError(
      'REQUEST_INVALID',
      'expected a well-formed request, received one that cannot be read',
      {
        cause: error,
      },
    );
  return new AppError('INTERNAL', 'something unexpected happened; the log has it under the request id', {
    cause: error,
  });
};
