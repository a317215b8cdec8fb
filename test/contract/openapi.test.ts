import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { COMPONENTS, errorCodesOf, OPERATIONS, type Operation } from '../../src/contract/index.ts';
import { ERROR_CATALOGUE } from '../../src/domain/index.ts';
import { openapiYaml } from '../../src/http/index.ts';
import { type OpenapiDocument, openapiDocument } from '../routes/conforms.ts';
import { openApp } from '../routes/open-app.ts';

const root = new URL('../../', import.meta.url);

const facts = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };

const operations: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);

const documentedCalls = (document: OpenapiDocument) =>
  Object.entries(document.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, call]) => ({ path, verb, ...call })),
  );

const codesIn = (schema: object): string[] => {
  const { allOf = [] } = schema as { allOf?: { properties?: { code?: { enum?: string[] } } }[] };
  return allOf.flatMap(({ properties }) => properties?.code?.enum ?? []);
};

describe('openapi.yaml', () => {
  test('is what the routes say', async () => {
    const { app } = await openApp({}, { version: facts.version });
    const committed = readFileSync(new URL('openapi.yaml', root), 'utf8');
    const isSame = openapiYaml(app) === committed;
    expect(isSame, 'openapi.yaml is old: npm run build, then node dist/bin/openapi.js').toBe(true);
  });

  test('has every call of the table and no other', () => {
    const documented = documentedCalls(openapiDocument).map(
      ({ path, verb, operationId }) => `${operationId} ${verb.toUpperCase()} ${path}`,
    );
    const expected = operations.map(
      ([id, { method, url }]) => `${id} ${method} ${url.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(documented).toEqual(expected);
  });

  test('promises for each call exactly the codes of the table, each under its status', () => {
    const documented = new Map(documentedCalls(openapiDocument).map((call) => [call.operationId, call]));
    for (const [id, operation] of operations) {
      const promised: string[] = [];
      for (const [status, reply] of Object.entries(documented.get(id)?.responses ?? {})) {
        const { schema = {} } = reply.content?.['application/problem+json'] ?? {};
        for (const code of codesIn(schema)) {
          promised.push(code);
          expect(String(ERROR_CATALOGUE[code as keyof typeof ERROR_CATALOGUE].status), code).toBe(status);
        }
      }
      expect(promised.toSorted(), id).toEqual([...errorCodesOf(operation)].sort());
    }
  });

  test('has every named schema and no other', () => {
    const names = COMPONENTS.map(({ $id }) => $id);
    expect(Object.keys(openapiDocument.components.schemas)).toEqual(names);
  });
});
