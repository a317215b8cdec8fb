import Type, { type Static } from 'typebox';
import type { EpochMetrics, Job } from '../domain/index.ts';
import { leastValue } from './least-value.ts';
import { JobErrorBody, toJobErrorBody } from './problem.ts';
import { exampleRecipe, metricName, presetName, RecipeBody } from './recipe.ts';
import {
  closed,
  component,
  count,
  finiteOrNull,
  listOf,
  mapOf,
  nullable,
  nullableRefTo,
  oneOf,
  oneOfOrNull,
  refTo,
  sha256,
  timestamp,
} from './schema.ts';

/** A state of a job. */
export const jobState = oneOf(
  [
    'queued',
    'validating',
    'preparing',
    'training',
    'evaluating',
    'publishing',
    'pausing',
    'stopping',
    'cancelling',
    'paused',
    'succeeded',
    'failed',
    'cancelled',
  ],
  { description: 'A state of a job; `succeeded`, `failed` and `cancelled` are final.' },
);

const seconds = (description: string) => nullable(Type.Number({ minimum: 0, description }));

/** Metrics of an epoch. A metric that was not computed is absent; one that was not finite is null. */
export const MetricsBody = component(
  'Metrics',
  {
    loss: Type.Optional(finiteOrNull('Mean loss over the training pictures.')),
    accuracy: Type.Optional(finiteOrNull('Part of the training pictures that was right.')),
    val_loss: Type.Optional(finiteOrNull('Mean loss over the validation pictures.')),
    val_accuracy: Type.Optional(finiteOrNull('Part of the validation pictures that was right.')),
  },
  {
    description: "Metrics of one epoch, by Keras's names.",
    examples: [{ loss: 0.12, accuracy: 0.98, val_loss: 0.2, val_accuracy: 0.95 }],
  },
);

/** How far a job is. */
export const ProgressBody = component(
  'Progress',
  {
    phase: jobState,
    epoch: count('1-based; 0 before the first.'),
    epochs: count('Most epochs.'),
    step: count('Step within the phase.'),
    steps: count('Steps of the phase.'),
    percent: Type.Number({ minimum: 0, maximum: 100, description: 'Over all phases.' }),
    etaSeconds: seconds('Until the end; null while it is not known.'),
    secondsPerEpoch: seconds('null before the first epoch has ended.'),
  },
  {
    description: 'How far a job is.',
    examples: [
      {
        phase: 'training',
        epoch: 12,
        epochs: 60,
        step: 1,
        steps: 2,
        percent: 71.5,
        etaSeconds: 4.2,
        secondsPerEpoch: 0.05,
      },
    ],
  },
);

/** Where a job or a model was computed. */
export const DeviceBody = component(
  'Device',
  {
    kind: oneOf(['cpu', 'gpu']),
    name: Type.String(),
    engine: Type.String(),
  },
  {
    description: 'The device and engine that did the tensor work.',
    examples: [{ kind: 'cpu', name: 'x86-64, 8 threads', engine: 'TensorFlow 2.21.0' }],
  },
);

const links = closed({
  self: Type.String(),
  dataset: Type.String(),
  events: Type.String(),
  epochs: Type.String(),
  logs: Type.String(),
  report: Type.String({ description: 'There once the job has succeeded.' }),
  cancel: Type.String(),
  modelVersion: nullable(Type.String({ description: 'null until a version is published.' })),
});

const example = {
  id: 'job_01k9v2x4w8r7t3q5n6m1p0d2c4',
  model: 'animals',
  state: 'succeeded',
  createdAt: '2026-03-01T09:30:00.000Z',
  startedAt: '2026-03-01T09:30:00.210Z',
  endedAt: '2026-03-01T09:30:31.870Z',
  attempt: 1,
  progress: {
    phase: 'succeeded',
    epoch: 31,
    epochs: 60,
    step: 2,
    steps: 2,
    percent: 100,
    etaSeconds: 0,
    secondsPerEpoch: 0.05,
  },
  metrics: { loss: 0.04, accuracy: 1, val_loss: 0.06, val_accuracy: 1 },
  best: { epoch: 21, monitor: 'val_accuracy', value: 1 },
  earlyStopping: { wait: 10, patience: 10 },
  stopReason: 'earlyStopping',
  device: { kind: 'cpu', name: 'x86-64, 8 threads', engine: 'TensorFlow 2.21.0' },
  requestedDevice: 'auto',
  precision: 'float32',
  warnings: [],
  error: null,
  modelVersion: 3,
  preset: 'fast',
  recipe: exampleRecipe,
  dataset: {
    id: 'ds_01k9v2wz5h8s4b7f3g6j9k1m2n',
    fingerprint: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be',
  },
  validation: { split: 0.2, rule: 'stratified' },
  seed: 7,
  publish: { alias: 'latest', minimum: { val_accuracy: 0.8 }, abstain: { precision: 0.95 } },
  metadata: { team: 'birds' },
  requestId: 'req_01k9v2x4w7c5d8e2f4g6h9j1k3',
  links: {
    self: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4',
    dataset: '/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n',
    events: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/events',
    epochs: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/epochs',
    logs: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/logs',
    report: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report',
    cancel: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/cancel',
    modelVersion: '/models/animals/versions/3',
  },
};

/** A job on the wire. */
export const JobBody = component(
  'Job',
  {
    id: Type.String(),
    model: Type.String(),
    state: jobState,
    createdAt: timestamp('When the job was made.'),
    startedAt: nullable(timestamp('When a worker took it first.')),
    endedAt: nullable(timestamp('When it came to its final state.')),
    attempt: count('Number of the attempt that wrote last; 0 before the first.'),
    progress: refTo(ProgressBody),
    metrics: Type.Union([refTo(MetricsBody), Type.Null()], { description: 'Of the last epoch.' }),
    best: nullable(
      closed(
        { epoch: count('1-based.'), monitor: metricName, value: finiteOrNull('Of the monitored metric.') },
        { description: "The epoch that the checkpoint holds (Keras's ModelCheckpoint)." },
      ),
    ),
    earlyStopping: nullable(
      closed({ wait: count('Epochs since the last improvement.'), patience: count('Epochs until the end.') }),
    ),
    stopReason: oneOfOrNull(
      ['completedEpochs', 'earlyStopping', 'stopped', 'cancelled', 'diverged', 'error'],
      { description: 'Why training ended; null before that.' },
    ),
    device: nullableRefTo(DeviceBody),
    requestedDevice: oneOf(['auto', 'cpu', 'gpu'], { description: 'The device that the client asked for.' }),
    precision: oneOfOrNull(['float32', 'int8'], {
      description: 'What the frozen part of the backbone is computed in; null until a worker has settled it.',
    }),
    warnings: Type.Array(Type.String()),
    error: nullableRefTo(JobErrorBody),
    modelVersion: nullable(Type.Integer({ minimum: 1, description: 'The version that was published.' })),
    preset: presetName,
    recipe: refTo(RecipeBody),
    dataset: closed({ id: Type.String(), fingerprint: sha256('Of the dataset.') }),
    validation: nullable(
      closed(
        { split: Type.Number(), rule: oneOf(['stratified', 'keras']) },
        { description: 'null where the folders of the dataset give the split.' },
      ),
    ),
    seed: Type.Integer(),
    publish: closed({
      alias: Type.String(),
      minimum: mapOf(leastValue),
      abstain: nullable(
        closed({ precision: Type.Number() }, { description: 'null where the version never abstains.' }),
      ),
    }),
    metadata: mapOf(Type.String()),
    requestId: Type.String({ description: 'The X-Request-Id of the call that made the job.' }),
    links,
  },
  { description: 'A training job, with its whole effective recipe.', examples: [example] },
);
export type JobBody = Static<typeof JobBody>;

export const JobListBody = listOf('JobList', JobBody, 'newest first');

/** A job with what is shown beside it. */
export interface JobWithDataset {
  readonly job: Job;
  readonly dataset: { readonly id: string; readonly fingerprint: string };
}

const linksOf = (job: Job): JobBody['links'] => {
  const self = `/jobs/${encodeURIComponent(job.id)}`;
  return {
    self,
    dataset: `/datasets/${encodeURIComponent(job.request.datasetId)}`,
    events: `${self}/events`,
    epochs: `${self}/epochs`,
    logs: `${self}/logs`,
    report: `${self}/report`,
    cancel: `${self}/cancel`,
    modelVersion:
      job.modelVersion === null
        ? null
        : `/models/${encodeURIComponent(job.request.model)}/versions/${job.modelVersion}`,
  };
};

/** Metrics as they go over the wire. */
export const toMetricsBody = (metrics: EpochMetrics): Static<typeof MetricsBody> => ({ ...metrics });

/** A job as it goes over the wire. */
export const toJobBody = ({ job, dataset }: JobWithDataset): JobBody => ({
  id: job.id,
  model: job.request.model,
  state: job.state,
  createdAt: job.createdAt,
  startedAt: job.startedAt,
  endedAt: job.endedAt,
  attempt: job.attempt,
  progress: job.progress,
  metrics: job.metrics === null ? null : toMetricsBody(job.metrics),
  best: job.best,
  earlyStopping: job.earlyStopping,
  stopReason: job.stopReason,
  device: job.device,
  requestedDevice: job.request.device,
  precision: job.precision,
  warnings: [...job.warnings],
  error: job.error === null ? null : toJobErrorBody(job.error),
  modelVersion: job.modelVersion,
  preset: job.request.preset,
  recipe: job.request.recipe,
  dataset: { id: dataset.id, fingerprint: dataset.fingerprint },
  validation: job.request.validation,
  seed: job.request.seed,
  publish: { ...job.request.publish, minimum: { ...job.request.publish.minimum } },
  metadata: { ...job.request.metadata },
  requestId: job.request.requestId,
  links: linksOf(job),
});
