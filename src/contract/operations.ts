import type { ErrorCode } from '../domain/index.ts';

/** What a key must allow: one of these scopes, or `admin`. `null`: the call asks for no key. */
export type RequiredScope = 'predict' | 'train' | 'predict or train' | null;

/** One call of the API: its address, who may make it, and every code that it can answer with. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With Fastify's parameters: `/jobs/:id`. */
  readonly url: string;
  readonly tag: 'datasets' | 'jobs' | 'models' | 'predict' | 'system';
  readonly scope: RequiredScope;
  readonly summary: string;
  /** Codes of this call beside those of its kind, which `errorCodesOf` adds. */
  readonly errors: readonly ErrorCode[];
  /** Whether a body is read. */
  readonly hasBody?: true;
}

const DATASET_INTAKE: readonly ErrorCode[] = [
  'ARCHIVE_TOO_LARGE',
  'ARCHIVE_UNREADABLE',
  'ARCHIVE_HOSTILE',
  'DATASET_EMPTY',
  'DATASET_TOO_FEW_CLASSES',
  'STORAGE_UNAVAILABLE',
];

/** Every call of the API, by operationId. The one table that routes, documentation and tests are made from. */
export const OPERATIONS = {
  createDataset: {
    method: 'POST',
    url: '/datasets',
    tag: 'datasets',
    scope: 'train',
    summary: 'Make a dataset from pictures, a zip or a folder on the server',
    errors: ['MULTIPART_INVALID', ...DATASET_INTAKE],
    hasBody: true,
  },
  listDatasets: {
    method: 'GET',
    url: '/datasets',
    tag: 'datasets',
    scope: 'train',
    summary: 'List datasets',
    errors: ['STORAGE_UNAVAILABLE'],
  },
  findDataset: {
    method: 'GET',
    url: '/datasets/:id',
    tag: 'datasets',
    scope: 'train',
    summary: 'Show a dataset',
    errors: ['DATASET_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  removeDataset: {
    method: 'DELETE',
    url: '/datasets/:id',
    tag: 'datasets',
    scope: 'train',
    summary: 'Remove a dataset',
    errors: ['DATASET_NOT_FOUND', 'DATASET_IN_USE', 'STORAGE_UNAVAILABLE'],
  },
  listDatasetFiles: {
    method: 'GET',
    url: '/datasets/:id/files',
    tag: 'datasets',
    scope: 'train',
    summary: 'List the files of a dataset with what became of each',
    errors: ['DATASET_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  startTraining: {
    method: 'POST',
    url: '/jobs',
    tag: 'jobs',
    scope: 'train',
    summary: 'Train a new version of a model',
    errors: [
      'RECIPE_INVALID',
      'RECIPE_CONFLICT',
      'MODEL_NOT_FOUND',
      'DATASET_NOT_FOUND',
      ...DATASET_INTAKE,
      'DEVICE_UNAVAILABLE',
      'PRECISION_UNAVAILABLE',
      'WEIGHTS_MISSING',
      'WEIGHTS_INVALID',
      'MEMORY_INSUFFICIENT',
      'TRAINER_CRASHED',
      'OVERLOADED',
      'QUEUE_UNAVAILABLE',
    ],
    hasBody: true,
  },
  listJobs: {
    method: 'GET',
    url: '/jobs',
    tag: 'jobs',
    scope: 'train',
    summary: 'List jobs',
    errors: ['STORAGE_UNAVAILABLE'],
  },
  findJob: {
    method: 'GET',
    url: '/jobs/:id',
    tag: 'jobs',
    scope: 'train',
    summary: 'Show a job with its live progress',
    errors: ['JOB_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  removeJob: {
    method: 'DELETE',
    url: '/jobs/:id',
    tag: 'jobs',
    scope: 'train',
    summary: 'Remove a job that has ended, with its files',
    errors: ['JOB_NOT_FOUND', 'JOB_STATE_CONFLICT', 'STORAGE_UNAVAILABLE'],
  },
  cancelJob: {
    method: 'POST',
    url: '/jobs/:id/cancel',
    tag: 'jobs',
    scope: 'train',
    summary: 'End a job now; nothing is published',
    errors: ['JOB_NOT_FOUND', 'JOB_STATE_CONFLICT', 'QUEUE_UNAVAILABLE', 'STORAGE_UNAVAILABLE'],
    hasBody: true,
  },
  readEvents: {
    method: 'GET',
    url: '/jobs/:id/events',
    tag: 'jobs',
    scope: 'train',
    summary: 'Follow or list the events of a job',
    errors: ['JOB_NOT_FOUND', 'NOT_ACCEPTABLE', 'QUEUE_UNAVAILABLE', 'STORAGE_UNAVAILABLE'],
  },
  listEpochs: {
    method: 'GET',
    url: '/jobs/:id/epochs',
    tag: 'jobs',
    scope: 'train',
    summary: 'List the finished epochs of a job with what was decided after each',
    errors: ['JOB_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  readJobLog: {
    method: 'GET',
    url: '/jobs/:id/logs',
    tag: 'jobs',
    scope: 'train',
    summary: 'Read the log of a job',
    errors: ['JOB_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  listPresets: {
    method: 'GET',
    url: '/recipes',
    tag: 'jobs',
    scope: 'predict or train',
    summary: 'List the presets with their whole recipes',
    errors: [],
  },
  readRecipeSchema: {
    method: 'GET',
    url: '/recipes/:preset',
    tag: 'jobs',
    scope: 'predict or train',
    summary: "Read the JSON Schema of a preset's recipe: every knob with its bounds and default",
    errors: [],
  },
  listModels: {
    method: 'GET',
    url: '/models',
    tag: 'models',
    scope: 'predict or train',
    summary: 'List models',
    errors: ['STORAGE_UNAVAILABLE'],
  },
  findModel: {
    method: 'GET',
    url: '/models/:name',
    tag: 'models',
    scope: 'predict or train',
    summary: 'Show a model',
    errors: ['MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  importVersion: {
    method: 'POST',
    url: '/models/:name/versions',
    tag: 'models',
    scope: 'train',
    summary: 'Make a version from a Keras `.h5` file',
    errors: ['MULTIPART_INVALID', 'WEIGHTS_INVALID', 'OVERLOADED', 'STORAGE_UNAVAILABLE'],
    hasBody: true,
  },
  listVersions: {
    method: 'GET',
    url: '/models/:name/versions',
    tag: 'models',
    scope: 'predict or train',
    summary: 'List the versions of a model',
    errors: ['MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  findVersion: {
    method: 'GET',
    url: '/models/:name/versions/:version',
    tag: 'models',
    scope: 'predict or train',
    summary: 'Show the manifest of a model version',
    errors: ['MODEL_NOT_FOUND', 'STORAGE_UNAVAILABLE'],
  },
  summariseVersion: {
    method: 'GET',
    url: '/models/:name/versions/:version/summary',
    tag: 'models',
    scope: 'predict or train',
    summary: "Show the layers of a version, as Keras's summary does",
    errors: ['MODEL_NOT_FOUND', 'NOT_ACCEPTABLE', 'STORAGE_UNAVAILABLE'],
  },
  exportVersion: {
    method: 'GET',
    url: '/models/:name/versions/:version/export',
    tag: 'models',
    scope: 'train',
    summary: 'Take a version as a file for Keras, TensorFlow.js or others',
    errors: ['MODEL_NOT_FOUND', 'WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'OVERLOADED', 'STORAGE_UNAVAILABLE'],
  },
  predict: {
    method: 'POST',
    url: '/predict',
    tag: 'predict',
    scope: 'predict',
    summary: 'Classify pictures',
    errors: [
      'MULTIPART_INVALID',
      'MODEL_NOT_FOUND',
      'MODEL_NOT_READY',
      'IMAGE_TYPE_UNSUPPORTED',
      'IMAGE_UNREADABLE',
      'IMAGE_TOO_LARGE',
      'WEIGHTS_MISSING',
      'WEIGHTS_INVALID',
      'PRECISION_UNAVAILABLE',
      'PREDICTOR_UNAVAILABLE',
      'PREDICT_QUEUE_FULL',
      'OVERLOADED',
      'STORAGE_UNAVAILABLE',
      'PREDICT_DEADLINE',
    ],
    hasBody: true,
  },
  checkLive: {
    method: 'GET',
    url: '/health/live',
    tag: 'system',
    scope: null,
    summary: 'Whether the process answers; asks nobody',
    errors: [],
  },
  checkReady: {
    method: 'GET',
    url: '/health/ready',
    tag: 'system',
    scope: null,
    summary: 'Whether the service can do its work, part by part',
    errors: [],
  },
  readOpenapiYaml: {
    method: 'GET',
    url: '/openapi.yaml',
    tag: 'system',
    scope: null,
    summary: 'This document',
    errors: [],
  },
  readOpenapiJson: {
    method: 'GET',
    url: '/openapi.json',
    tag: 'system',
    scope: null,
    summary: 'This document, as JSON',
    errors: [],
  },
  readProblem: {
    method: 'GET',
    url: '/problems/:slug',
    tag: 'system',
    scope: null,
    summary: 'What an error code means and what to do',
    errors: ['ROUTE_NOT_FOUND', 'NOT_ACCEPTABLE'],
  },
} as const satisfies Readonly<Record<string, Operation>>;

/** The name of a call. */
export type OperationId = keyof typeof OPERATIONS;
