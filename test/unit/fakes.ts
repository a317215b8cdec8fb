import {
  compareAnswers,
  type Dataset,
  type DatasetFile,
  type DeviceInfo,
  type EpochRecord,
  fileIdAt,
  initialProgress,
  type Job,
  type JobReport,
  type ModelManifest,
  makeJobReport,
  type Parity,
  PRESETS,
} from '../../src/domain/index.ts';
import type { Clock, IdSource, IncomingFile, Log, TrainedModel } from '../../src/ports/index.ts';

/** A fake of a port that has only what a test stubs; the use of anything else fails the test. */
export const fake = <Port extends object>(name: string, stubs: Partial<Port> = {}): Port =>
  new Proxy(stubs, {
    get: (target, key): unknown => {
      if (Object.hasOwn(target, key)) return Reflect.get(target, key);
      // Asked by `await` of every value; a port is no promise.
      if (key === 'then') return undefined;
      throw new Error(`unexpected use of ${name}.${String(key)}`);
    },
  }) as Port;

/** A clock that goes on by one second each time it is read. */
export const makeClock = (startMs = Date.parse('2026-01-02T03:04:05.000Z')): Clock => {
  let nowMs = startMs - 1000;
  return {
    now: () => {
      nowMs += 1000;
      return new Date(nowMs);
    },
  };
};

export const makeIds = (): IdSource => {
  let count = 0;
  return {
    next: (prefix) => {
      count += 1;
      return `${prefix}_${String(count).padStart(4, '0')}`;
    },
  };
};

/** A log that keeps its messages. */
export const makeLog = (): Log & { readonly lines: string[]; readonly fields: object[] } => {
  const lines: string[] = [];
  const fields: object[] = [];
  const at = (level: string) => (facts: object, message: string) => {
    lines.push(`${level}: ${message}`);
    fields.push(facts);
  };
  return { lines, fields, info: at('info'), warn: at('warn'), error: at('error') };
};

export const CPU: DeviceInfo = { kind: 'cpu', name: 'test CPU', engine: 'TensorFlow 2.21.0' };

export const aJob = (changes: Partial<Job> = {}, request: Partial<Job['request']> = {}): Job => ({
  id: 'job_0001',
  request: {
    model: 'animals',
    datasetId: 'ds_0001',
    datasetFingerprint: 'f1',
    preset: 'fast',
    recipe: PRESETS.fast,
    validation: { split: 0.2, rule: 'stratified' },
    device: 'auto',
    seed: 7,
    publish: { alias: 'latest', minimum: {}, abstain: null },
    metadata: {},
    requestId: 'req_1',
    ...request,
  },
  state: 'queued',
  createdAt: '2026-01-02T03:00:00.000Z',
  startedAt: null,
  endedAt: null,
  attempt: 0,
  progress: initialProgress(PRESETS.fast.epochs),
  metrics: null,
  best: null,
  earlyStopping: null,
  stopReason: null,
  device: null,
  precision: null,
  warnings: [],
  error: null,
  modelVersion: null,
  ...changes,
});

export const aDataset = (changes: Partial<Dataset> = {}): Dataset => ({
  id: 'ds_0001',
  name: 'photos',
  createdAt: '2026-01-02T03:00:00.000Z',
  fingerprint: 'f1',
  classes: [
    { className: 'cat', classIndex: 0, images: 10 },
    { className: 'dog', classIndex: 1, images: 10 },
  ],
  images: 20,
  splits: { train: 0, validation: 0 },
  verdicts: {
    ok: 20,
    corrupt: 0,
    unsupported: 0,
    tooLarge: 0,
    tooSmall: 0,
    duplicate: 0,
    conflictingLabel: 0,
    ignored: 0,
    nearDuplicateAcrossSplits: 0,
  },
  warnings: [],
  layout: { kind: 'classFolders', outerFolder: '' },
  origin: { kind: 'files' },
  parent: null,
  leakPolicy: 'report',
  nearDuplicates: { groups: 0, images: 0 },
  groupShapes: [],
  ...changes,
});

export const aFile = (path: string, changes: Partial<DatasetFile> = {}): DatasetFile => ({
  fileId: `file-${path}`,
  path,
  className: path.split('/').at(-2) ?? null,
  split: null,
  bytes: 10,
  width: 100,
  height: 80,
  sha256: `sha-${path}`,
  verdict: 'ok',
  reason: null,
  counterpart: null,
  look: null,
  lookAlikes: null,
  reference: null,
  ...changes,
});

export const anEpoch = (epoch: number, value: number, saved = true): EpochRecord => ({
  epoch,
  metrics: { loss: 1 / epoch, accuracy: value, val_loss: 1 / epoch, val_accuracy: value },
  learningRate: 0.001,
  seconds: 0.5,
  checkpoint: { monitor: 'val_accuracy', value, best: value, saved },
  earlyStopping: { monitor: 'val_accuracy', value, best: value, wait: 0, patience: 10, stop: false },
});

/** Of four validation pictures, one wrong: a cat that is taken for a dog. */
export const aReport = (changes: Partial<JobReport> = {}): JobReport => ({
  ...makeJobReport({
    job: aJob({ attempt: 1 }),
    epoch: 3,
    classNames: ['cat', 'dog'],
    examples: ['cat', 'cat', 'dog', 'dog'].map((className, index) => ({
      fileId: fileIdAt(index),
      path: `${className}/${index}.jpg`,
      classIndex: className === 'cat' ? 0 : 1,
    })),
    logits: Float32Array.of(3, 0, 0, 2, 0, 3, 0, 1),
    calibration: { temperature: 2, eceBefore: 0.2, eceAfter: 0.1 },
  }),
  ...changes,
});

/** Of a version that gives the classes of its pictures in another order. */
export const aDrift: Parity = compareAnswers({
  classNames: ['cat', 'dog'],
  temperature: 1,
  seconds: 0.4,
  pictures: ['cat', 'dog'].map((className, classIndex) => ({
    example: { fileId: fileIdAt(classIndex), path: `${className}/1.jpg`, classIndex },
    logits: Float32Array.of(3 - 3 * classIndex, 3 * classIndex),
    served: {
      answers: [
        { className: classIndex === 0 ? 'dog' : 'cat', probability: 0.9 },
        { className, probability: 0.1 },
      ],
    },
  })),
});

export const aTrainedModel = (changes: Partial<TrainedModel> = {}): TrainedModel => ({
  stopReason: 'completedEpochs',
  classNames: ['cat', 'dog'],
  preprocessing: { mode: 'caffe', interpolation: 'bilinear', orient: true, width: 224, height: 224 },
  head: { pool: 'average', layers: [{ name: 'predictions', inputs: 512, units: 2, activation: 'linear' }] },
  backbone: { name: 'vgg16', weights: 'imagenet', sha256: 'b1', precision: 'float32', ownLayers: [] },
  best: { epoch: 3, metrics: { val_accuracy: 0.9, val_loss: 0.2 }, value: 0.9 },
  calibration: { temperature: 2, eceBefore: 0.2, eceAfter: 0.1 },
  report: aReport(),
  threshold: null,
  device: CPU,
  weightsLocation: '/attempt/best.safetensors',
  ...changes,
});

export const aManifest = (changes: Partial<ModelManifest> = {}): ModelManifest => {
  const { classNames, preprocessing, head, backbone, best, calibration, threshold, device } = aTrainedModel();
  return {
    model: 'animals',
    version: 1,
    createdAt: '2026-01-02T03:00:00.000Z',
    jobId: 'job_0001',
    attempt: 1,
    importedFrom: null,
    classNames,
    preprocessing,
    head,
    calibration,
    threshold,
    device,
    backbone,
    dataset: { id: 'ds_0001', fingerprint: 'f1' },
    recipe: PRESETS.fast,
    seed: 7,
    metrics: best.metrics,
    weights: { file: 'weights.safetensors', bytes: 1, sha256: 'w1' },
    parent: null,
    metadata: {},
    ...changes,
  };
};

/** Files as a source hands them over: path and content. */
export const incoming = (files: readonly (readonly [string, string])[]): AsyncIterable<IncomingFile> =>
  (async function* () {
    for (const [path, content] of files) {
      const bytes = new TextEncoder().encode(content);
      yield {
        kind: 'stream' as const,
        path,
        content: (async function* () {
          yield await Promise.resolve(bytes);
        })(),
      };
      await Promise.resolve();
    }
  })();
