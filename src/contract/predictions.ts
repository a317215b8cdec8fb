import Type, { type Static } from 'typebox';
import type { StoredPrediction } from '../domain/index.ts';
import { modelName } from './names.ts';
import { closed, component, count, listOf, nullable, oneOf, sha256, timestamp } from './schema.ts';

const probability = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });

const label = nullable(
  closed(
    {
      className: Type.String(),
      at: timestamp('When it was said.'),
      by: Type.String({ description: 'The request that said so.' }),
    },
    { description: 'What somebody says the picture shows; null: nobody has said so yet.' },
  ),
);

/** Orders of the list of stored predictions. */
export const predictionOrder = oneOf(['newest', 'uncertain'], {
  default: 'newest',
  description:
    '`uncertain`: those first of which the highest probability is lowest; of the same, the older one first.',
});

/** Fields of the query by which stored predictions are filtered. */
export const predictionFilter = {
  model: Type.Optional(modelName),
  maxProbability: Type.Optional(probability('Only those whose highest probability is at most this.')),
  labelled: Type.Optional(
    Type.Boolean({ description: 'True: only those that have a label; false: only those that have none.' }),
  ),
};

/** A stored prediction on the wire. */
export const StoredPredictionBody = component(
  'StoredPrediction',
  {
    id: Type.String(),
    createdAt: timestamp('When it was predicted.'),
    model: modelName,
    version: Type.Integer({ minimum: 1, description: 'The version that answered.' }),
    topK: Type.Array(closed({ className: Type.String(), probability: probability('Calibrated.') }), {
      description: 'Most probable first.',
    }),
    probability: probability('The highest one.'),
    abstained: Type.Boolean({ description: 'True when it was below the threshold.' }),
    label,
    expiresAt: timestamp('From then on it is removed, with its picture.'),
    picture: closed(
      { sha256: sha256('Of the picture as it came.'), bytes: count('Size of the picture as it came.') },
      { description: 'The picture as it came.' },
    ),
    links: closed({ self: Type.String(), image: Type.String(), version: Type.String() }),
  },
  {
    description: 'An answer that was kept with its picture.',
    examples: [
      {
        id: 'pred_01m3wz8k2v5x0a7dq9n4c6t1br',
        createdAt: '2026-03-01T09:30:00.000Z',
        model: 'animals',
        version: 3,
        topK: [
          { className: 'cat', probability: 0.51 },
          { className: 'dog', probability: 0.49 },
        ],
        probability: 0.51,
        abstained: true,
        label: { className: 'dog', at: '2026-03-02T08:00:00.000Z', by: 'req_01m3x1k2v5x0a7dq9n4c6t1bra' },
        expiresAt: '2026-03-31T09:30:00.000Z',
        picture: {
          sha256: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be',
          bytes: 48213,
        },
        links: {
          self: '/predictions/pred_01m3wz8k2v5x0a7dq9n4c6t1br',
          image: '/predictions/pred_01m3wz8k2v5x0a7dq9n4c6t1br/image',
          version: '/models/animals/versions/3',
        },
      },
    ],
  },
);
export type StoredPredictionBody = Static<typeof StoredPredictionBody>;

/** Reply of `GET /predictions`. */
export const StoredPredictionListBody = listOf(
  'StoredPredictionList',
  StoredPredictionBody,
  'newest first or the most uncertain first',
);

/** Body of `POST /predictions/:id/label`. */
export const PredictionLabelRequestBody = component(
  'PredictionLabelRequest',
  {
    className: Type.String({
      maxLength: 255,
      description:
        'What the picture shows: any name that a folder can have, without a dot in front. It need not be a class of the model.',
    }),
  },
  { description: 'What the picture of a stored prediction shows.', examples: [{ className: 'cat' }] },
);

/** A stored prediction as it goes over the wire. */
export const toStoredPredictionBody = ({
  prediction,
  expiresAt,
}: {
  readonly prediction: StoredPrediction;
  readonly expiresAt: string;
}): StoredPredictionBody => {
  const { id, createdAt, model, version, topK, abstained, label: given, picture } = prediction;
  return {
    id,
    createdAt,
    model,
    version,
    topK: topK.map(({ className, probability: likely }) => ({ className, probability: likely })),
    probability: topK[0]?.probability ?? 0,
    abstained,
    label: given === null ? null : { className: given.className, at: given.at, by: given.by },
    expiresAt,
    picture: { sha256: picture.sha256, bytes: picture.bytes },
    links: {
      self: `/predictions/${id}`,
      image: `/predictions/${id}/image`,
      version: `/models/${model}/versions/${version}`,
    },
  };
};
