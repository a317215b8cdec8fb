import {
  type Dataset,
  type DatasetFile,
  type EpochRecord,
  initialProgress,
  type Job,
  type JobEvent,
  type JobEventBody,
  type JobState,
  type ModelManifest,
  PRESETS,
} from '../../src/domain/index.ts';
import type { TrainingPlan, VersionView } from '../../src/usecases/index.ts';

const SHA256 = '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be';
const AT = '2026-03-01T09:30:00.000Z';

export const dataset: Dataset = {
  id: 'ds_1',
  name: 'animals',
  createdAt: AT,
  fingerprint: SHA256,
  classes: [
    { className: 'cat', classIndex: 0, images: 3 },
    { className: 'dog', classIndex: 1, images: 4 },
  ],
  images: 7,
  splits: { train: 0, validation: 0 },
  verdicts: {
    ok: 7,
    corrupt: 1,
    unsupported: 0,
    tooLarge: 0,
    tooSmall: 0,
    duplicate: 0,
    conflictingLabel: 0,
    ignored: 0,
    nearDuplicateAcrossSplits: 0,
  },
  warnings: ['one file is damaged'],
  layout: {
    kind: 'splitFolders',
    outerFolder: 'photos',
    train: ['train'],
    validation: ['val'],
    leftAside: ['test'],
  },
  origin: { kind: 'archive', bytes: 4711, sha256: SHA256 },
  parent: { id: 'ds_0', fingerprint: SHA256 },
  leakPolicy: 'report',
  nearDuplicates: { groups: 1, images: 2 },
  groupShapes: [{ pictures: [[0, 2]], groups: 1 }],
};

export const datasetFile: DatasetFile = {
  fileId: 'file_0000001',
  path: 'cat/broken.jpg',
  className: 'cat',
  split: 'train',
  bytes: 12,
  width: null,
  height: null,
  sha256: SHA256,
  verdict: 'corrupt',
  reason: 'it ends too early',
  counterpart: null,
  look: null,
  lookAlikes: null,
  reference: null,
};

export const job: Job = {
  id: 'job_1',
  request: {
    model: 'animals',
    datasetId: 'ds_1',
    datasetFingerprint: SHA256,
    preset: 'fast',
    recipe: PRESETS.fast,
    validation: { split: 0.2, rule: 'stratified' },
    device: 'auto',
    seed: 7,
    publish: {
      alias: 'latest',
      minimum: { accuracy: 0.8, val_accuracy: 'current' },
      abstain: { precision: 0.95 },
    },
    metadata: { team: 'birds' },
    requestId: 'req_1',
  },
  state: 'queued',
  createdAt: AT,
  startedAt: null,
  endedAt: null,
  attempt: 0,
  progress: initialProgress(60),
  metrics: null,
  best: null,
  earlyStopping: null,
  stopReason: null,
  device: null,
  precision: null,
  warnings: [],
  error: null,
  modelVersion: null,
};

export const endedJob: Job = {
  ...job,
  state: 'failed',
  startedAt: AT,
  endedAt: AT,
  attempt: 1,
  metrics: { loss: null, accuracy: 0.5 },
  best: { epoch: 1, monitor: 'val_loss', value: null },
  earlyStopping: { wait: 1, patience: 10 },
  stopReason: 'diverged',
  device: { kind: 'cpu', name: 'x86-64', engine: 'TensorFlow 2.21.0' },
  warnings: ['few pictures'],
  error: { code: 'TRAINING_DIVERGED', detail: 'the loss of epoch 2 is NaN' },
};

export const viewOf = (of: Job = job) => ({ job: of, dataset: { id: 'ds_1', fingerprint: SHA256 } });

export const epoch: EpochRecord = {
  epoch: 1,
  metrics: { loss: 0.4, accuracy: 0.9, val_loss: null, val_accuracy: 0.8 },
  learningRate: null,
  seconds: 0.05,
  checkpoint: { monitor: 'val_loss', value: null, best: null, saved: true },
  earlyStopping: { monitor: 'val_loss', value: null, best: null, wait: 0, patience: 10, stop: false },
};

const eventAt = (number: number, body: JobEventBody): JobEvent => ({ id: `${number}-0`, at: AT, ...body });

export const stateEvent = (number: number, state: JobState): JobEvent =>
  eventAt(number, { type: 'state', data: { state } });

/** One event of each type; the last one is final. */
export const events: readonly JobEvent[] = [
  stateEvent(1, 'queued'),
  eventAt(2, { type: 'progress', data: job.progress }),
  eventAt(3, { type: 'epoch', data: epoch }),
  eventAt(4, { type: 'log', data: { level: 'info', message: 'one\ntwo' } }),
  eventAt(5, {
    type: 'state',
    data: { state: 'failed', error: { code: 'TRAINING_DIVERGED', detail: 'the loss is NaN' } },
  }),
];

export const manifest: ModelManifest = {
  model: 'animals',
  version: 3,
  createdAt: AT,
  jobId: 'job_1',
  attempt: 1,
  importedFrom: null,
  classNames: ['cat', 'dog'],
  preprocessing: { mode: 'caffe', interpolation: 'bilinear', orient: true, width: 224, height: 224 },
  backbone: { name: 'vgg16', weights: 'imagenet', sha256: SHA256, precision: 'float32', ownLayers: [] },
  head: { pool: 'average', layers: [{ name: 'predictions', inputs: 512, units: 2, activation: 'linear' }] },
  dataset: { id: 'ds_1', fingerprint: SHA256 },
  recipe: PRESETS['keras-tutorial'],
  seed: 7,
  metrics: { loss: 0.1, val_accuracy: 1 },
  calibration: { temperature: 1.2, eceBefore: 0.1, eceAfter: 0.05 },
  threshold: null,
  device: { kind: 'cpu', name: 'x86-64', engine: 'TensorFlow 2.21.0' },
  weights: { file: 'weights.safetensors', bytes: 4104, sha256: SHA256 },
  parent: null,
  metadata: { team: 'birds' },
};

/** The manifest as clients see it. */
export const versionView: VersionView = {
  ...manifest,
  description: 'the one to beat',
  aliases: ['latest', 'prod'],
};

export const model = {
  name: 'animals',
  latestVersion: 3,
  updatedAt: AT,
  versions: 3,
  aliases: { latest: 3, prod: 2 },
};

export const answer = {
  model: 'animals',
  version: 3,
  predictions: [
    {
      topK: [
        { className: 'cat', probability: 0.9 },
        { className: 'dog', probability: 0.1 },
      ],
      abstained: false,
      cached: false,
      explanation: null,
      predictionId: null,
    },
  ],
  timing: { queueMs: 0, decodeMs: 1.5, inferMs: 200 },
};

export const plan: TrainingPlan = {
  request: job.request,
  device: { kind: 'cpu', name: 'x86-64', engine: 'TensorFlow 2.21.0' },
  precision: 'int8',
  pictures: { train: 5, validation: 2, decoded: 7 },
  steps: { perEpoch: 1, validationPerEpoch: 1, total: 60 },
  secondsPerPicture: 0.02,
  secondsPerStep: 0.1,
  secondsPerEpoch: 0.125,
  etaSeconds: 7.64,
  memory: { neededBytes: 500_000_000, availableBytes: 8_000_000_000 },
  warnings: [],
};
