import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { OPERATIONS } from '../../contract/index.ts';
import type { App } from '../app.ts';
import { HEADERS } from '../operation.ts';

const TAGS = [
  { name: 'datasets', description: 'Labelled pictures. A dataset is immutable.' },
  { name: 'uploads', description: 'Uploads that can be resumed, by the tus protocol 1.0.0.' },
  { name: 'jobs', description: 'Training, from the order to the published version.' },
  { name: 'models', description: 'Published versions and where they came from.' },
  { name: 'predict', description: 'Answers for pictures.' },
  { name: 'inference', description: 'Answers for tensors, by the Open Inference Protocol v2.' },
  { name: 'system', description: 'Health, this document, and the pages of the error codes.' },
];

const DESCRIPTION = `Turns a folder of labelled pictures into an image classifier.

Upload pictures with \`POST /datasets\`, train with \`POST /jobs\`, watch \`GET /jobs/{id}\` or its events, ask with \`POST /predict\`.

Times are ISO 8601 in UTC; durations carry their unit in the name; epochs count from 1. Lists take \`limit\` and \`after\` and answer \`data\` and \`nextAfter\`.
A field that is not named here is refused with its JSON pointer. Errors are RFC 9457 problem documents; the page of a code says what to do.
Keys are asked for where the operator configured some.`;

const info = (version: string) => ({
  title: 'Whetstone',
  version,
  description: DESCRIPTION,
  license: { name: 'MIT', identifier: 'MIT' },
});

const bodiesOf = (schema: object, others: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const body: unknown = Reflect.get(schema, 'body');
  const json =
    typeof body === 'object' && body !== null && 'content' in body && typeof body.content === 'object'
      ? body.content
      : {};
  const rest = Object.fromEntries(Object.entries(others).map(([type, other]) => [type, { schema: other }]));
  return { ...json, ...rest };
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordsIn = (value: unknown): Record<string, unknown>[] =>
  isRecord(value) ? Object.values(value).filter(isRecord) : [];

/** Replies name their headers; what a header means is said once. */
const referToHeaders = (paths: unknown): void => {
  const replies = recordsIn(paths)
    .flatMap(recordsIn)
    .flatMap(({ responses }) => recordsIn(responses));
  for (const reply of replies) {
    if (!isRecord(reply['headers'])) continue;
    const names = Object.keys(reply['headers']);
    reply['headers'] = Object.fromEntries(
      names.map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    );
  }
};

/** The framework renames a HEAD call, as if there were a GET beside it. */
const nameAsInTable = (paths: unknown): void => {
  for (const head of recordsIn(paths).flatMap(({ head: call }) => (isRecord(call) ? [call] : []))) {
    head['operationId'] = String(head['operationId']).replace(/-head$/, '');
  }
};

/** In the order of the table of calls, which is the order of the main job. */
const inOrder = (paths: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const order = Object.values(OPERATIONS).map(({ url }) => url.replace(/:(\w+)/g, '{$1}'));
  const sorted = Object.entries(paths).sort(([left], [right]) => order.indexOf(left) - order.indexOf(right));
  return Object.fromEntries(sorted);
};

/** Calls before the schemas they name, as a reader wants them. */
const arrange = (document: unknown): void => {
  if (!isRecord(document)) return;
  const { paths, components } = document;
  referToHeaders(paths);
  nameAsInTable(paths);
  delete document['components'];
  document['paths'] = isRecord(paths) ? inOrder(paths) : {};
  document['components'] = components;
};

/** The document at `/openapi.json` and `/openapi.yaml`, made from the schemas of the routes, and its page at `/docs`. Before any route. */
export const addDocumentation = async (app: App, version: string): Promise<void> => {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: info(version),
      servers: [{ url: '/', description: 'This service.' }],
      tags: TAGS,
      components: {
        headers: { ...HEADERS },
        securitySchemes: {
          apiKey: {
            type: 'http',
            scheme: 'bearer',
            description: 'A key with the scope of the call: `predict`, `train`, or `admin` for all.',
          },
        },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json['$id'] === 'string' ? json['$id'] : `schema-${index}`,
    },
    transformObject: (made) => {
      if (!('openapiObject' in made)) return made.swaggerObject;
      arrange(made.openapiObject);
      return made.openapiObject;
    },
    transform: ({ schema, url, route }) => {
      const others = route.config?.otherBodies ?? {};
      if (Object.keys(others).length === 0) return { schema, url };
      return { schema: { ...schema, body: { content: bodiesOf(schema, others) } }, url };
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { validatorUrl: null, tryItOutEnabled: true, persistAuthorization: true },
    theme: { title: 'Whetstone' },
  });
};
