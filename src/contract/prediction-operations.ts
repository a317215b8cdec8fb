import type { Operation } from './operation.ts';

const ERRORS = ['PREDICTION_NOT_FOUND', 'STORAGE_UNAVAILABLE'] as const;

/** Calls around predictions that were stored. They show pictures of others, so a key that may only predict does not do. */
export const PREDICTION_OPERATIONS = {
  listPredictions: {
    method: 'GET',
    url: '/predictions',
    tag: 'predict',
    scope: 'train',
    summary: 'List stored predictions, newest or most uncertain first',
    errors: ['STORAGE_UNAVAILABLE'],
  },
  findPrediction: {
    method: 'GET',
    url: '/predictions/:id',
    tag: 'predict',
    scope: 'train',
    summary: 'Show a stored prediction',
    errors: ERRORS,
  },
  removePrediction: {
    method: 'DELETE',
    url: '/predictions/:id',
    tag: 'predict',
    scope: 'train',
    summary: 'Remove a stored prediction with its picture',
    errors: ERRORS,
  },
  readPredictionImage: {
    method: 'GET',
    url: '/predictions/:id/image',
    tag: 'predict',
    scope: 'train',
    summary: 'Show the picture of a stored prediction, made small',
    errors: ['IMAGE_TYPE_UNSUPPORTED', 'IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE', ...ERRORS],
  },
  labelPrediction: {
    method: 'POST',
    url: '/predictions/:id/label',
    tag: 'predict',
    scope: 'train',
    summary: 'Say what the picture of a stored prediction shows',
    errors: ERRORS,
    hasBody: true,
  },
} as const satisfies Readonly<Record<string, Operation>>;
