import type { TObject, TSchema } from 'typebox';
import Type from 'typebox';
import {
  errorCodesOf,
  InferenceProblemBody,
  OPERATIONS,
  type Operation,
  type OperationId,
  ProblemBody,
  refTo,
} from '../contract/index.ts';
import { ERROR_CATALOGUE, type ErrorCode } from '../domain/index.ts';

/** What a call takes. Query and parameters are coerced, a body is not. */
interface Inputs {
  readonly params?: TObject;
  readonly querystring?: TObject;
  readonly headers?: TObject;
  readonly body?: TSchema | { readonly content: Readonly<Record<string, { readonly schema: TSchema }>> };
}

/** Headers of replies, as they stand under `components/headers`; replies name them. */
export const HEADERS = {
  'X-Request-Id': { description: 'Names the call in the logs.', schema: { type: 'string' } },
  Location: { description: 'The address of what was made.', schema: { type: 'string' } },
  ETag: { description: 'Names the content; for `If-None-Match`.', schema: { type: 'string' } },
  'Content-Disposition': { description: 'The name of the file.', schema: { type: 'string' } },
  'X-Served-Precision': {
    description: 'Precision of the backbone that the service answers with; files always hold float32.',
    schema: { type: 'string' },
  },
  'Tus-Resumable': { description: 'The version of the upload protocol: 1.0.0.', schema: { type: 'string' } },
  'Tus-Version': {
    description: 'Versions of the upload protocol that are spoken.',
    schema: { type: 'string' },
  },
  'Tus-Extension': {
    description: 'Parts of the upload protocol that are spoken, comma-separated.',
    schema: { type: 'string' },
  },
  'Tus-Max-Size': { description: 'Largest upload, in bytes.', schema: { type: 'integer' } },
  'Upload-Offset': { description: 'Bytes of the upload that were received.', schema: { type: 'integer' } },
  'Cache-Control': { description: 'Whether and how long the reply may be kept.', schema: { type: 'string' } },
  'Retry-After': { description: 'Seconds to wait before the next try.', schema: { type: 'integer' } },
  'WWW-Authenticate': {
    description: '`Bearer`, and the scope that is missing.',
    schema: { type: 'string' },
  },
} as const;

const named = (name: keyof typeof HEADERS) => ({ [name]: HEADERS[name].schema });

const REQUEST_ID = named('X-Request-Id');

/** The header of a reply that made something. */
export const LOCATION = named('Location');

/** Headers of a reply, by their names. */
export const headersNamed = (...names: readonly (keyof typeof HEADERS)[]) =>
  Object.fromEntries(names.map((name) => [name, HEADERS[name].schema]));

/** The headers of a file. */
const FILE_HEADERS = {
  ...named('ETag'),
  ...named('Content-Disposition'),
  ...named('X-Served-Precision'),
};

/** The header of a reply that asks to come back. */
export const RETRY_AFTER = named('Retry-After');

/** A reply with a JSON body of the schema. */
export const jsonReply = (
  description: string,
  schema: TSchema & { readonly $id?: string },
  headers = {},
) => ({
  description,
  content: { 'application/json': { schema: refTo(schema) } },
  headers: { ...REQUEST_ID, ...headers },
});

/** A reply with text of a media type. */
export const textReply = (description: string, ...mediaTypes: readonly string[]) => ({
  description,
  content: Object.fromEntries(mediaTypes.map((type) => [type, { schema: Type.String() }])),
  headers: REQUEST_ID,
});

/** A reply with a file of one of several media types. */
export const fileReply = (description: string, ...mediaTypes: readonly string[]) => ({
  description,
  content: Object.fromEntries(
    mediaTypes.map((type) => [
      type,
      { schema: Type.Unsafe<string>({ type: 'string', contentMediaType: type }) },
    ]),
  ),
  headers: { ...REQUEST_ID, ...FILE_HEADERS },
});

/** A reply with a picture that a client may keep. */
export const pictureReply = (description: string, mediaType: string) => ({
  description,
  content: {
    [mediaType]: { schema: Type.Unsafe<Uint8Array>({ type: 'string', contentMediaType: mediaType }) },
  },
  headers: { ...REQUEST_ID, ...headersNamed('ETag', 'Cache-Control') },
});

/** A reply without a body. */
export const emptyReply = (description: string, headers = {}) => ({
  type: 'null' as const,
  description,
  headers: { ...REQUEST_ID, ...headers },
});

const problemReply = (status: number, codes: readonly ErrorCode[], problem: object) => ({
  description: codes.map((code) => `\`${code}\`: ${ERROR_CATALOGUE[code].title}.`).join(' '),
  content: {
    'application/problem+json': {
      schema: { allOf: [problem, { properties: { code: { enum: codes } } }] },
    },
  },
  headers: {
    ...REQUEST_ID,
    ...(status === 503 || status === 429 ? RETRY_AFTER : {}),
    ...(status === 401 || status === 403 ? named('WWW-Authenticate') : {}),
  },
});

const problemReplies = (operation: Operation): Record<number, object> => {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorCodesOf(operation)) {
    const { status } = ERROR_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const problem = refTo(operation.hasErrorText === true ? InferenceProblemBody : ProblemBody);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, problemReply(status, codes, problem)]),
  );
};

/**
 * The route of a call of the table: method, address, and the schema that validates, serialises and documents it.
 * Every query field that is not named is refused. `otherBodies` documents bodies that are no JSON.
 */
export const operation = <const Given extends Inputs>(
  id: OperationId,
  given: Given,
  replies: Readonly<Record<number, object>>,
  otherBodies: Readonly<Record<string, TSchema>> = {},
) => {
  const call: Operation = OPERATIONS[id];
  return {
    method: call.method,
    url: call.url,
    schema: {
      operationId: id,
      summary: call.summary,
      tags: [call.tag],
      security: call.scope === null ? [] : [{ apiKey: [] }, {}],
      querystring: Type.Object({}, { additionalProperties: false }),
      ...given,
      response: { ...problemReplies(call), ...replies },
    },
    config: {
      scope: call.scope,
      ...(call.adminQuery === undefined ? {} : { adminQuery: call.adminQuery }),
      otherBodies,
      swagger: { exposeHeadRoute: call.method === 'HEAD' },
    },
  };
};
