import Type from 'typebox';
import {
  ModelBody,
  ModelListBody,
  ModelVersionBody,
  ModelVersionListBody,
  toModelBody,
  toModelVersionBody,
} from '../../contract/index.ts';
import type { App } from '../app.ts';
import { jsonReply, operation } from '../operation.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownName, pageQuery, toListBody, toPageRequest } from './paging.ts';

const name = Type.String({ description: "A model's name." });
const version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A version.' });
const querystring = Type.Object(pageQuery, { additionalProperties: false });

/** The routes below `/models`. */
export const routeModels = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation('listModels', { querystring }, { 200: jsonReply('Models.', ModelListBody) }),
    handler: async ({ query }) => toListBody(await useCases.listModels(toPageRequest(query)), toModelBody),
  });
  app.route({
    ...operation('findModel', { params: Type.Object({ name }) }, { 200: jsonReply('The model.', ModelBody) }),
    handler: async ({ params }) => toModelBody(await useCases.findModel(knownName(params.name))),
  });
  app.route({
    ...operation(
      'listVersions',
      { params: Type.Object({ name }), querystring },
      { 200: jsonReply('Versions, newest first.', ModelVersionListBody) },
    ),
    handler: async ({ params, query }) =>
      toListBody(
        await useCases.listVersions(knownName(params.name), toPageRequest(query)),
        toModelVersionBody,
      ),
  });
  app.route({
    ...operation(
      'findVersion',
      { params: Type.Object({ name, version }) },
      { 200: jsonReply('The manifest.', ModelVersionBody) },
    ),
    handler: async ({ params }) =>
      toModelVersionBody(await useCases.findVersion(knownName(params.name), params.version)),
  });
};
