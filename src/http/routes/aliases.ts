import Type from 'typebox';
import {
  AliasBody,
  AliasMoveListBody,
  AliasRequestBody,
  aliasName,
  refTo,
  toAliasBody,
  toAliasMoveBody,
} from '../../contract/index.ts';
import type { App } from '../app.ts';
import { emptyReply, jsonReply, operation } from '../operation.ts';
import { refuseFields } from '../refuse-fields.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownName, pageQuery, toListBody, toPageRequest } from './paging.ts';

const name = Type.String({ description: "A model's name." });
const params = Type.Object({ name, alias: aliasName });
const version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A version.' });

const toName = (given: { readonly name: string; readonly alias: string }) => ({
  model: knownName(given.name),
  alias: given.alias,
});

const routeChanges = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation(
      'moveAlias',
      { params, body: refTo(AliasRequestBody) },
      { 200: jsonReply('The alias. Where it pointed there already, nothing has changed.', AliasBody) },
    ),
    handler: async ({ params: given, body, id }) =>
      toAliasBody(await useCases.moveAlias(toName(given), body.version, id)),
  });
  app.route({
    ...operation(
      'rollBackAlias',
      { params },
      { 200: jsonReply('The alias. Called again, it goes back further.', AliasBody) },
    ),
    handler: async ({ params: given, body, id }) => {
      refuseFields(body);
      return toAliasBody(await useCases.rollBackAlias(toName(given), id));
    },
  });
  app.route({
    ...operation('removeAlias', { params }, { 204: emptyReply('It is removed.') }),
    handler: async ({ params: given, id }, reply) => {
      await useCases.removeAlias(toName(given), id);
      return reply.code(204).send();
    },
  });
};

/** The routes below `/models/:name/aliases`, and the one that removes a version. */
export const routeAliases = (app: App, useCases: HttpUseCases): void => {
  routeChanges(app, useCases);
  app.route({
    ...operation('findAlias', { params }, { 200: jsonReply('The alias.', AliasBody) }),
    handler: async ({ params: given }) => toAliasBody(await useCases.findAlias(toName(given))),
  });
  app.route({
    ...operation(
      'listAliasMoves',
      { params, querystring: Type.Object(pageQuery, { additionalProperties: false }) },
      { 200: jsonReply('Moves, oldest first.', AliasMoveListBody) },
    ),
    handler: async ({ params: given, query }) =>
      toListBody(await useCases.listAliasMoves(toName(given), toPageRequest(query)), toAliasMoveBody),
  });
  app.route({
    ...operation(
      'removeVersion',
      { params: Type.Object({ name, version }) },
      { 204: emptyReply('It is gone with its files; its number is not given again.') },
    ),
    handler: async ({ params: given, id }, reply) => {
      await useCases.removeVersion(knownName(given.name), given.version, id);
      return reply.code(204).send();
    },
  });
};
