import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { expect } from 'vitest';
import { parse } from 'yaml';

interface MediaType {
  readonly schema: object;
}

interface Reply {
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, unknown>>;
}

interface DocumentedCall {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, Reply>>;
}

/** The parts of `openapi.yaml` that tests look at. */
export interface OpenapiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedCall>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/** The committed document. */
export const openapiDocument = parse(
  readFileSync(new URL('../../openapi.yaml', import.meta.url), 'utf8'),
) as OpenapiDocument;

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajvFormats.default(ajv);
ajv.addSchema(openapiDocument, 'openapi');

const validators = new Map<string, ValidateFunction>();

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

const validatorAt = (...parts: readonly string[]): ValidateFunction => {
  const pointer = `openapi#/${parts.map((part) => encodeURIComponent(escapePointer(part))).join('/')}`;
  const known = validators.get(pointer) ?? ajv.compile({ $ref: pointer });
  validators.set(pointer, known);
  return known;
};

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);

const check = (validate: ValidateFunction, body: unknown, where: string): void => {
  expect(validate(body), `${where}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(body)}`).toBe(
    true,
  );
};

/** A reply, however it was received. */
export interface ReceivedReply {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const checkOutsideCalls = ({ method, path, status, headers, body }: ReceivedReply): void => {
  if (status < 400) return;
  expect(textOf(headers['content-type']), path).toMatch(/^application\/problem\+json/);
  if (method !== 'HEAD') check(validatorAt('components', 'schemas', 'Problem'), JSON.parse(body), path);
};

/** Fails unless the document promises this status, these headers, this media type and a body of this form. */
export const expectConforms = (reply: ReceivedReply): void => {
  const { method, status, headers, body } = reply;
  expect(headers['x-request-id'], 'every reply has an X-Request-Id').toBeTypeOf('string');
  if (status >= 400) expect(body).not.toMatch(/node_modules|\bat .+:\d+:\d+/);
  const path = reply.path.split('?')[0] ?? '';
  const template = Object.keys(openapiDocument.paths).find((candidate) => matches(candidate, path));
  const verb = method.toLowerCase();
  const call = openapiDocument.paths[template ?? '']?.[verb];
  if (template === undefined || call === undefined) {
    checkOutsideCalls(reply);
    return;
  }
  const where = `${method} ${path} ${status}`;
  const documented = call.responses[String(status)];
  if (documented === undefined)
    throw new Error(`${where}: the document does not promise this status: ${body}`);
  for (const name of Object.keys(documented.headers ?? {})) {
    expect(headers[name.toLowerCase()], `${where}: header ${name}`).toBeDefined();
  }
  if (documented.content === undefined || verb === 'head') {
    expect(body, where).toBe('');
    return;
  }
  const mediaType = textOf(headers['content-type']).split(';')[0] ?? '';
  expect(Object.keys(documented.content), where).toContain(mediaType);
  const isJson = mediaType.endsWith('json');
  check(
    validatorAt('paths', template, verb, 'responses', String(status), 'content', mediaType, 'schema'),
    isJson ? JSON.parse(body) : body,
    where,
  );
};
