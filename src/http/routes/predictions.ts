import Type from 'typebox';
import {
  PredictionLabelRequestBody,
  predictionFilter,
  predictionOrder,
  refTo,
  StoredPredictionBody,
  StoredPredictionListBody,
  toStoredPredictionBody,
} from '../../contract/index.ts';
import type { App } from '../app.ts';
import { emptyReply, jsonReply, operation } from '../operation.ts';
import { DEFAULT_SIZE, pictureReplies, pictureSize, sendPicture } from '../send-picture.ts';
import type { HttpUseCases } from '../use-cases.ts';
import { knownForm, pageQuery, toListBody, toPageRequest } from './paging.ts';

const params = Type.Object({ id: Type.String({ description: "A stored prediction's id." }) });

const knownId = ({ id }: { readonly id: string }): string => knownForm(id, 'PREDICTION_NOT_FOUND');

/** To be asked for again each time, as the picture may have been removed. */
const ASK_AGAIN = 'private, no-cache';

const routeReading = (app: App, useCases: HttpUseCases): void => {
  app.route({
    ...operation(
      'listPredictions',
      {
        querystring: Type.Object(
          { ...predictionFilter, order: Type.Optional(predictionOrder), ...pageQuery },
          { additionalProperties: false },
        ),
      },
      { 200: jsonReply('Stored predictions that match.', StoredPredictionListBody) },
    ),
    handler: async ({ query }) => {
      const filter = {
        model: query.model ?? null,
        maxProbability: query.maxProbability ?? null,
        isLabelled: query.labelled ?? null,
      };
      const page = await useCases.listPredictions(filter, query.order ?? 'newest', toPageRequest(query));
      return toListBody(page, toStoredPredictionBody);
    },
  });
  app.route({
    ...operation(
      'findPrediction',
      { params },
      { 200: jsonReply('The stored prediction.', StoredPredictionBody) },
    ),
    handler: async (request) =>
      toStoredPredictionBody(await useCases.findPrediction(knownId(request.params))),
  });
  app.route({
    ...operation(
      'readPredictionImage',
      { params, querystring: Type.Object({ size: pictureSize }, { additionalProperties: false }) },
      pictureReplies('The picture, upright, in sRGB, on white where it is transparent, without metadata.'),
    ),
    handler: async (request, reply) => {
      const size = request.query.size ?? DEFAULT_SIZE;
      const picture = await useCases.readPredictionPicture(knownId(request.params), size);
      return sendPicture(picture, ASK_AGAIN, request, reply);
    },
  });
};

/** The routes below `/predictions`: what was stored of predictions, and what people say of it. */
export const routePredictions = (app: App, useCases: HttpUseCases): void => {
  routeReading(app, useCases);
  app.route({
    ...operation(
      'labelPrediction',
      { params, body: refTo(PredictionLabelRequestBody) },
      {
        200: jsonReply(
          'The prediction with its label, which replaces the one before. Where it is the same, nothing has changed.',
          StoredPredictionBody,
        ),
      },
    ),
    handler: async ({ params: given, body, id }) =>
      toStoredPredictionBody(await useCases.labelPrediction(knownId(given), body.className, id)),
  });
  app.route({
    ...operation('removePrediction', { params }, { 204: emptyReply('It is gone, with its picture.') }),
    handler: async (request, reply) => {
      await useCases.removePrediction(knownId(request.params));
      return reply.code(204).send();
    },
  });
};
