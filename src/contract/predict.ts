import Type, { type Static } from 'typebox';
import type { AppError, Prediction } from '../domain/index.ts';
import { ProblemBody, toProblemBody } from './problem.ts';
import { closed, component, refTo } from './schema.ts';

/** Most pictures in one call of `POST /predict`. */
export const PREDICT_MAX_PICTURES = 16;

/** Body of `POST /predict` as JSON. */
export const PredictRequestBody = component(
  'PredictRequest',
  {
    images: Type.Array(Type.String({ minLength: 1, description: 'The bytes of a picture, base64.' }), {
      minItems: 1,
      maxItems: PREDICT_MAX_PICTURES,
    }),
  },
  { description: 'Pictures as base64.', examples: [{ images: ['/9j/4AAQSkZJRgABAQAAAQABAAD='] }] },
);
export type PredictRequestBody = Static<typeof PredictRequestBody>;

const picture = Type.Unsafe<string>({ type: 'string', contentMediaType: 'application/octet-stream' });

/** What a multipart body of `POST /predict` is made of; for documentation, it is read as a stream. */
export const PredictForm = closed(
  { image: Type.Array(picture, { minItems: 1, maxItems: PREDICT_MAX_PICTURES }) },
  { description: 'One part named `image` a picture.' },
);

/** One picture as the whole body; for documentation. */
export const RawPicture = Type.Unsafe<string>({ type: 'string', description: 'The bytes of one picture.' });

const milliseconds = Type.Number({ minimum: 0 });

const pngPicture = (description: string) =>
  closed(
    {
      mediaType: Type.Literal('image/png'),
      base64: Type.String({ contentEncoding: 'base64', contentMediaType: 'image/png' }),
    },
    { description },
  );

const explanation = closed(
  {
    method: Type.Literal('gradcam'),
    className: Type.String({ description: 'The class that is explained: the most probable one.' }),
    layer: Type.String({ description: 'The layer of the backbone whose map is shown.' }),
    heatMap: pngPicture('Where the class was seen, in colours.'),
    blended: pngPicture('The picture with the heat map blended in, its longest side at most 512 pixels.'),
    ms: Type.Number({ minimum: 0, description: 'Milliseconds that it took beside the answer.' }),
  },
  { description: 'Of `explain=gradcam`: where in the picture the class was seen (Selvaraju et al. 2017).' },
);

const answer = closed({
  topK: Type.Array(
    closed({ className: Type.String(), probability: Type.Number({ minimum: 0, maximum: 1 }) }),
    { description: 'Most probable first.' },
  ),
  abstained: Type.Boolean({ description: 'True when the highest probability is below the threshold.' }),
  cached: Type.Boolean({
    description:
      'True when the picture was not decoded again: the answer, or what the backbone makes of the picture, was known from an earlier call.',
  }),
  explanation: Type.Optional(explanation),
  predictionId: Type.Optional(
    Type.String({ description: 'Of `store=true`: names the prediction that was stored.' }),
  ),
});

const entry = Type.Union([answer, closed({ error: refTo(ProblemBody) })]);
type PredictionBody = Static<typeof entry>;

/** Reply of `POST /predict`. */
export const PredictReplyBody = component(
  'PredictReply',
  {
    model: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    predictions: Type.Array(entry, {
      description: 'One entry a picture, in order; a bad picture among several is an entry with `error`.',
    }),
    timing: closed({ queueMs: milliseconds, decodeMs: milliseconds, inferMs: milliseconds }),
  },
  {
    description: 'Calibrated answers.',
    examples: [
      {
        model: 'animals',
        version: 3,
        predictions: [
          {
            topK: [
              { className: 'cat', probability: 0.97 },
              { className: 'dog', probability: 0.03 },
            ],
            abstained: false,
            cached: false,
          },
        ],
        timing: { queueMs: 0.2, decodeMs: 9.1, inferMs: 190.4 },
      },
      {
        model: 'animals',
        version: 3,
        predictions: [
          {
            topK: [{ className: 'cat', probability: 0.97 }],
            abstained: false,
            cached: false,
            explanation: {
              method: 'gradcam',
              className: 'cat',
              layer: 'block5_pool',
              heatMap: { mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
              blended: { mediaType: 'image/png', base64: 'iVBORw0KGgo=' },
              ms: 11.5,
            },
            predictionId: 'pred_01kaxk5m2r7q8w9x0y1z2a3b4c',
          },
        ],
        timing: { queueMs: 0.2, decodeMs: 9.1, inferMs: 190.4 },
      },
    ],
  },
);
export type PredictReplyBody = Static<typeof PredictReplyBody>;

interface PredictedAnswer {
  readonly topK: readonly Prediction[];
  readonly abstained: boolean;
  readonly cached: boolean;
  readonly explanation: {
    readonly method: 'gradcam';
    readonly className: string;
    readonly layer: string;
    readonly heatMap: Uint8Array;
    readonly blended: Uint8Array;
    readonly ms: number;
  } | null;
  readonly predictionId: string | null;
}

/** What a prediction came to, before it goes over the wire. */
export interface PredictOutcome {
  readonly model: string;
  readonly version: number;
  readonly predictions: readonly (PredictedAnswer | { readonly error: AppError })[];
  readonly timing: { readonly queueMs: number; readonly decodeMs: number; readonly inferMs: number };
}

interface Call {
  readonly instance: string;
  readonly requestId: string;
}

const toPng = (bytes: Uint8Array) => ({
  mediaType: 'image/png' as const,
  base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
});

/** One entry of the answers as it goes over the wire. */
export const toPredictionBody = (
  entry: PredictOutcome['predictions'][number],
  call: Call,
): PredictionBody => {
  if ('error' in entry) return { error: toProblemBody(entry.error, call) };
  const { topK, abstained, cached, explanation, predictionId } = entry;
  return {
    topK: topK.map(({ className, probability }) => ({ className, probability })),
    abstained,
    cached,
    ...(explanation === null
      ? {}
      : {
          explanation: {
            method: explanation.method,
            className: explanation.className,
            layer: explanation.layer,
            heatMap: toPng(explanation.heatMap),
            blended: toPng(explanation.blended),
            ms: explanation.ms,
          },
        }),
    ...(predictionId === null ? {} : { predictionId }),
  };
};

/** Answers as they go over the wire. */
export const toPredictReplyBody = (outcome: PredictOutcome, call: Call): PredictReplyBody => ({
  model: outcome.model,
  version: outcome.version,
  predictions: outcome.predictions.map((entry) => toPredictionBody(entry, call)),
  timing: { ...outcome.timing },
});
