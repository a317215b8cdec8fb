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

const answer = closed({
  topK: Type.Array(
    closed({ className: Type.String(), probability: Type.Number({ minimum: 0, maximum: 1 }) }),
    { description: 'Most probable first.' },
  ),
  abstained: Type.Boolean({ description: 'True when the highest probability is below the threshold.' }),
  cached: Type.Boolean({ description: 'True when the answer was known from an earlier call.' }),
});

/** Reply of `POST /predict`. */
export const PredictReplyBody = component(
  'PredictReply',
  {
    model: Type.String(),
    version: Type.Integer({ minimum: 1 }),
    predictions: Type.Array(Type.Union([answer, closed({ error: refTo(ProblemBody) })]), {
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
    ],
  },
);
export type PredictReplyBody = Static<typeof PredictReplyBody>;

/** What a prediction came to, before it goes over the wire. */
export interface PredictOutcome {
  readonly model: string;
  readonly version: number;
  readonly predictions: readonly (
    | { readonly topK: readonly Prediction[]; readonly abstained: boolean; readonly cached: boolean }
    | { readonly error: AppError }
  )[];
  readonly timing: { readonly queueMs: number; readonly decodeMs: number; readonly inferMs: number };
}

/** Answers as they go over the wire. */
export const toPredictReplyBody = (
  outcome: PredictOutcome,
  call: { readonly instance: string; readonly requestId: string },
): PredictReplyBody => ({
  model: outcome.model,
  version: outcome.version,
  predictions: outcome.predictions.map((entry) =>
    'error' in entry
      ? { error: toProblemBody(entry.error, call) }
      : {
          topK: entry.topK.map(({ className, probability }) => ({ className, probability })),
          abstained: entry.abstained,
          cached: entry.cached,
        },
  ),
  timing: { ...outcome.timing },
});
