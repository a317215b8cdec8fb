import { stringify } from 'yaml';
import type { App } from '../app.ts';
import { operation, textReply } from '../operation.ts';

/** The document that describes the API, as YAML: what `openapi.yaml` holds and `/openapi.yaml` answers. */
export const openapiYaml = (app: App): string =>
  `# Generated from the schemas of the routes by src/bin/openapi.ts. Do not edit.\n${stringify(
    app.swagger(),
    {
      aliasDuplicateObjects: false,
      lineWidth: 110,
    },
  )}`;

/** `/openapi.yaml`, `/openapi.json`, and `/`, which leads to `/docs`. */
export const routeDocuments = (app: App): void => {
  app.route({
    ...operation('readOpenapiYaml', {}, { 200: textReply('The document.', 'application/yaml') }),
    handler: (_request, reply) => reply.type('application/yaml; charset=utf-8').send(openapiYaml(app)),
  });
  app.route({
    ...operation(
      'readOpenapiJson',
      {},
      {
        200: {
          description: 'The document.',
          content: { 'application/json': { schema: { type: 'object', additionalProperties: true } } },
        },
      },
    ),
    handler: (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(JSON.stringify(app.swagger())),
  });
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/docs', 302));
};
