import Type from 'typebox';
import {
  PredictForm,
  PredictReplyBody,
  PredictRequestBody,
  RawPicture,
  refTo,
  toPredictReplyBody,
} from '../../contract/index.ts';
import { AppError, type ModelReference, parseModelReference } from '../../domain/index.ts';
import type { App } from '../app.ts';
import { clientSignal } from '../client-signal.ts';
import { shown } from '../input-faults.ts';
import { jsonReply, operation } from '../operation.ts';
import { pathOf } from '../plugins/problems.ts';
import { readPictures } from '../read-pictures.ts';
import type { HttpUseCases } from '../use-cases.ts';

const DEFAULT_TOP_K = 5;

const querystring = Type.Object(
  {
    model: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          '`animals`, `animals@prod` or `animals:3`. Default: the model whose version was published last.',
      }),
    ),
    topK: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        default: DEFAULT_TOP_K,
        description: 'Most classes of an answer.',
      }),
    ),
    threshold: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: "Replaces the model's own: below this highest probability an answer is `abstained`.",
      }),
    ),
  },
  { additionalProperties: false },
);

const toReference = (text: string | undefined): ModelReference | null => {
  if (text === undefined) return null;
  const reference = parseModelReference(text);
  if (reference !== null) return reference;
  const detail = `expected name, name@alias or name:version, received ${shown(text)}`;
  throw new AppError('REQUEST_INVALID', `In the query: /model: ${detail}`, {
    errors: [{ pointer: '/model', detail }],
  });
};

/** Reads a picture as the whole body; only in the scope of this route. */
const addRawPictures = (app: App, maxBytes: number): void => {
  for (const type of [/^image\//, 'application/octet-stream']) {
    app.addContentTypeParser(type, { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) => {
      done(null, body);
    });
  }
};

/** `POST /predict`. `imageMaxBytes` is the limit of one picture. */
export const routePredict = (app: App, useCases: HttpUseCases, imageMaxBytes: number): void => {
  addRawPictures(app, imageMaxBytes);
  const call = operation(
    'predict',
    {
      querystring,
      body: { content: { 'application/json': { schema: refTo(PredictRequestBody) } } },
    },
    { 200: jsonReply('One answer a picture, in order.', PredictReplyBody) },
    {
      'multipart/form-data': PredictForm,
      'image/*': RawPicture,
      'application/octet-stream': RawPicture,
    },
  );
  app.route({
    ...call,
    config: { ...call.config, rawMaxBytes: imageMaxBytes },
    handler: async (request, reply) => {
      const { model, topK, threshold } = request.query;
      const reference = toReference(model);
      const pictures = await readPictures(request, imageMaxBytes);
      const result = await useCases.predict(
        { reference, pictures, topK: topK ?? DEFAULT_TOP_K, threshold: threshold ?? null },
        clientSignal(reply),
      );
      return toPredictReplyBody(result, { instance: pathOf(request), requestId: request.id });
    },
  });
};
