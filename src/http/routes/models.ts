import Type from 'typebox';
import {
  ModelBody,
  ModelListBody,
  ModelSummaryBody,
  ModelVersionBody,
  ModelVersionListBody,
  refTo,
  toModelBody,
  toModelSummaryBody,
  toModelVersionBody,
  VersionChangeBody,
} from '../../contract/index.ts';
import { AppError, summaryText } from '../../domain/index.ts';
import { preferredType } from '../accept.ts';
import type { App } from '../app.ts';
import { jsonReply, operation } from '../operation.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownName, pageQuery, toListBody, toPageRequest } from './paging.ts';

const name = Type.String({ description: "A model's name." });
const version = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'A version.' });
const querystring = Type.Object(pageQuery, { additionalProperties: false });

const TEXT = 'text/plain';

const routeSummary = (app: App, useCases: HttpUseCases): void => {
  const table = jsonReply("The layers; as Keras's table where `Accept` asks for text.", ModelSummaryBody);
  const printed = Type.String({ description: 'As `model.summary(line_length=100)` prints it.' });
  app.route({
    ...operation(
      'summariseVersion',
      { params: Type.Object({ name, version }) },
      { 200: { ...table, content: { ...table.content, [TEXT]: { schema: printed } } } },
    ),
    handler: async ({ params, headers }, reply) => {
      const type = preferredType(headers.accept, ['application/json', TEXT]);
      if (type === null) {
        const received = JSON.stringify(headers.accept);
        const detail = `expected Accept to take application/json or ${TEXT}, received ${received}`;
        throw new AppError('NOT_ACCEPTABLE', detail);
      }
      const summary = await useCases.summariseVersion(knownName(params.name), params.version);
      if (type === TEXT) return reply.type(`${TEXT}; charset=utf-8`).send(summaryText(summary));
      return reply.send(toModelSummaryBody(summary));
    },
  });
};

/** The routes below `/models`. */
export const routeModels = (app: App, useCases: HttpUseCases): void => {
  routeSummary(app, useCases);
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
      toModelVersionBody(await useCases.showVersion(knownName(params.name), params.version)),
  });
  app.route({
    ...operation(
      'changeVersion',
      { params: Type.Object({ name, version }), body: refTo(VersionChangeBody) },
      { 200: jsonReply('The manifest, with the notes as they are now.', ModelVersionBody) },
    ),
    handler: async ({ params, body }) =>
      toModelVersionBody(await useCases.changeNotes(knownName(params.name), params.version, body)),
  });
};
