import type { ErrorCode } from '../domain/index.ts';
import type { Operation } from './operation.ts';

const MODEL: readonly ErrorCode[] = ['MODEL_NOT_FOUND', 'MODEL_NOT_READY', 'STORAGE_UNAVAILABLE'];

const describing = {
  method: 'GET',
  tag: 'inference',
  scope: 'predict or train',
  errors: MODEL,
  hasErrorText: true,
} as const;

const ready = { ...describing, errors: [...MODEL, 'PREDICTOR_UNAVAILABLE'] } as const;

const inferring = {
  method: 'POST',
  tag: 'inference',
  scope: 'predict',
  errors: [
    ...MODEL,
    'IMAGE_TYPE_UNSUPPORTED',
    'IMAGE_UNREADABLE',
    'IMAGE_TOO_LARGE',
    'WEIGHTS_MISSING',
    'WEIGHTS_INVALID',
    'PRECISION_UNAVAILABLE',
    'PREDICTOR_UNAVAILABLE',
    'PREDICT_QUEUE_FULL',
    'OVERLOADED',
    'PREDICT_DEADLINE',
  ],
  hasBody: true,
  hasErrorText: true,
} as const;

/** The calls of the Open Inference Protocol v2. */
export const INFERENCE_OPERATIONS = {
  showInferenceServer: {
    method: 'GET',
    url: '/v2',
    tag: 'inference',
    scope: null,
    summary: 'What answers here, by the Open Inference Protocol',
    errors: [],
    hasErrorText: true,
  },
  checkInferenceLive: {
    method: 'GET',
    url: '/v2/health/live',
    tag: 'inference',
    scope: null,
    summary: 'Whether the process answers',
    errors: [],
    hasErrorText: true,
  },
  checkInferenceReady: {
    method: 'GET',
    url: '/v2/health/ready',
    tag: 'inference',
    scope: null,
    summary: 'Whether predictions can be answered',
    errors: ['PREDICTOR_UNAVAILABLE', 'STORAGE_UNAVAILABLE'],
    hasErrorText: true,
  },
  showInferenceModel: {
    ...describing,
    url: '/v2/models/:name',
    summary: 'Show the tensors of a model',
  },
  showInferenceVersion: {
    ...describing,
    url: '/v2/models/:name/versions/:version',
    summary: 'Show the tensors of a model version',
  },
  checkInferenceModel: {
    ...ready,
    url: '/v2/models/:name/ready',
    summary: 'Whether a model can be asked',
  },
  checkInferenceVersion: {
    ...ready,
    url: '/v2/models/:name/versions/:version/ready',
    summary: 'Whether a model version can be asked',
  },
  inferModel: {
    ...inferring,
    url: '/v2/models/:name/infer',
    summary: 'Classify pictures that come as a tensor',
  },
  inferVersion: {
    ...inferring,
    url: '/v2/models/:name/versions/:version/infer',
    summary: 'Classify pictures that come as a tensor, with one version',
  },
} as const satisfies Readonly<Record<string, Operation>>;
