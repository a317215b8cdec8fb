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
import type { CacheUse } from '../../usecases/index.ts';
import type { App } from '../app.ts';
import { cacheDirectives } from '../cache-directives.ts';
import { clientSignal } from '../client-signal.ts';
import { explainedReply } from '../explained-reply.ts';
import { shown } from '../input-faults.ts';
import { headersNamed, jsonReply, operation } from '../operation.ts';
import { pathOf } from '../plugins/problems.ts';
import { readPictures } from '../read-pictures.ts';
import type { HttpUseCases } from '../use-cases.ts';

const DEFAULT_TOP_K = 5;

const JSON_TYPE = 'application/json; charset=utf-8';

const querystring = Type.Object(
  {
    model: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          '`animals`, `animals@prod` or `animals:3`. Default: the model whose version was published last.',
      }),
    ),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        description: 'With a `model` that is no version: the version that its alias pointed to at this time.',
        examples: ['2026-11-01T00:00:00Z'],
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
    explain: Type.Optional(
      Type.Enum(['gradcam'], {
        description:
          'Grad-CAM: each answer comes with a heat map of where in the picture its most probable class was seen. The picture is decoded anew for it.',
      }),
    ),
    store: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'Keeps each answer with its picture, to be looked at and labelled; see `/predictions`.',
      }),
    ),
  },
  { additionalProperties: false },
);

const headers = Type.Object({
  'cache-control': Type.Optional(
    Type.String({
      description:
        '`no-cache`: what is known of the pictures from earlier calls is not used but replaced. `no-store`: it is neither used nor kept. Other directives change nothing.',
      examples: ['no-cache'],
    }),
  ),
});

const toCacheUse = (header: string | undefined): CacheUse => {
  const directives = cacheDirectives(header);
  if (directives.has('no-store')) return 'bypass';
  return directives.has('no-cache') ? 'renew' : 'use';
};

const refuse = (field: 'model' | 'at', detail: string): AppError =>
  new AppError('REQUEST_INVALID', `In the query: /${field}: ${detail}`, {
    errors: [{ pointer: `/${field}`, detail }],
  });

const toReference = (text: string | undefined, at: string | undefined): ModelReference | null => {
  const reference = text === undefined ? null : parseModelReference(text);
  if (text !== undefined && reference === null)
    throw refuse('model', `expected name, name@alias or name:version, received ${shown(text)}`);
  if (at === undefined) return reference;
  const timeMs = Date.parse(at);
  // A leap second has the form of a time, but is none that can be compared.
  if (Number.isNaN(timeMs)) throw refuse('at', `expected a time, received ${shown(at)}`);
  if (reference === null || reference.by === 'version')
    throw refuse('at', `expected a model by name or name@alias beside a time, received ${shown(text)}`);
  return { ...reference, at: new Date(timeMs).toISOString() };
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
      headers,
      body: { content: { 'application/json': { schema: refTo(PredictRequestBody) } } },
    },
    { 200: jsonReply('One answer a picture, in order.', PredictReplyBody, headersNamed('Cache-Control')) },
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
      const { model, at, topK, threshold, explain, store } = request.query;
      const reference = toReference(model, at);
      const pictures = await readPictures(request, imageMaxBytes);
      const order = {
        reference,
        pictures,
        topK: topK ?? DEFAULT_TOP_K,
        threshold: threshold ?? null,
        cache: toCacheUse(request.headers['cache-control']),
        explain: explain === 'gradcam',
        store: store === true,
      };
      const result = await useCases.predict(order, clientSignal(reply));
      void reply.header('cache-control', 'no-store');
      const about = { instance: pathOf(request), requestId: request.id };
      if (order.explain) return reply.type(JSON_TYPE).send(explainedReply(result, about));
      return toPredictReplyBody(result, about);
    },
  });
};
