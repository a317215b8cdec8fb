import Type, { type Static } from 'typebox';
import type { EpochRecord, JobEvent } from '../domain/index.ts';
import { jobState, MetricsBody, ProgressBody, toMetricsBody } from './job.ts';
import { JobErrorBody, toJobErrorBody } from './problem.ts';
import { metricName } from './recipe.ts';
import { closed, component, finiteOrNull, listOf, nullable, oneOf, refTo, timestamp } from './schema.ts';

const decision = {
  monitor: metricName,
  value: finiteOrNull('Of the monitored metric in this epoch.'),
  best: finiteOrNull('The best value so far.'),
};

/** One finished epoch on the wire. */
export const EpochBody = component(
  'Epoch',
  {
    epoch: Type.Integer({ minimum: 1 }),
    metrics: refTo(MetricsBody),
    learningRate: finiteOrNull('null for an optimizer that has none.'),
    seconds: Type.Number({ minimum: 0 }),
    checkpoint: closed(
      { ...decision, saved: Type.Boolean({ description: 'Whether the weights of this epoch were kept.' }) },
      { description: "The decision of Keras's ModelCheckpoint." },
    ),
    earlyStopping: nullable(
      closed(
        {
          ...decision,
          wait: Type.Integer({ minimum: 0, description: 'Epochs since the last improvement.' }),
          patience: Type.Integer({ minimum: 0 }),
          stop: Type.Boolean({ description: 'Whether training ends after this epoch.' }),
        },
        { description: "The decision of Keras's EarlyStopping; null without one." },
      ),
    ),
  },
  {
    description: 'One finished epoch, with what was decided at its end.',
    examples: [
      {
        epoch: 1,
        metrics: { loss: 0.42, accuracy: 0.88, val_loss: 0.5, val_accuracy: 0.85 },
        learningRate: 0.001,
        seconds: 0.06,
        checkpoint: { monitor: 'val_loss', value: 0.5, best: 0.5, saved: true },
        earlyStopping: { monitor: 'val_loss', value: 0.5, best: 0.5, wait: 0, patience: 10, stop: false },
      },
    ],
  },
);
export type EpochBody = Static<typeof EpochBody>;

const event = <Kind extends string, Data extends Type.TSchema>(kind: Kind, data: Data) =>
  closed({
    id: Type.String({ description: 'Give it as `after` or `Last-Event-ID` to get what follows.' }),
    at: timestamp('When it happened.'),
    type: oneOf([kind]),
    data,
  });

/** One event of a job on the wire. */
export const JobEventBody = Type.Union(
  [
    event('state', closed({ state: jobState, error: Type.Optional(refTo(JobErrorBody)) })),
    event('progress', refTo(ProgressBody)),
    event('epoch', refTo(EpochBody)),
    event('log', closed({ level: oneOf(['info', 'warn', 'error']), message: Type.String() })),
  ],
  {
    $id: 'JobEvent',
    description:
      'What happened to a job. As a server-sent event, `event` is `type` and `data` is the whole object.',
    examples: [
      { id: '1764000000000-0', at: '2026-03-01T09:30:00.000Z', type: 'state', data: { state: 'queued' } },
    ],
  },
);
export type JobEventBody = Static<typeof JobEventBody>;

export const EpochListBody = listOf('EpochList', EpochBody, 'oldest first');
export const JobEventListBody = listOf('JobEventList', JobEventBody, 'oldest first');

/** A finished epoch as it goes over the wire. */
export const toEpochBody = (record: EpochRecord): EpochBody => ({
  epoch: record.epoch,
  metrics: toMetricsBody(record.metrics),
  learningRate: record.learningRate,
  seconds: record.seconds,
  checkpoint: record.checkpoint,
  earlyStopping: record.earlyStopping,
});

/** An event as it goes over the wire. */
export const toJobEventBody = (event: JobEvent): JobEventBody => {
  const { id, at } = event;
  switch (event.type) {
    case 'state': {
      const { state, error } = event.data;
      return {
        id,
        at,
        type: 'state',
        data: error === undefined ? { state } : { state, error: toJobErrorBody(error) },
      };
    }
    case 'progress':
      return { id, at, type: 'progress', data: event.data };
    case 'epoch':
      return { id, at, type: 'epoch', data: toEpochBody(event.data) };
    case 'log':
      return { id, at, type: 'log', data: event.data };
  }
};
