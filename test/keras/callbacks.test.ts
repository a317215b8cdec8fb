import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type EarlyStopping,
  type EarlyStoppingRecipe,
  type MetricName,
  type ModelCheckpoint,
  type ModelCheckpointRecipe,
  type MonitorMode,
  makeEarlyStopping,
  makeModelCheckpoint,
  type RawMetrics,
} from '../../src/domain/index.ts';

type Recorded = number | 'nan' | 'inf' | '-inf' | null;

interface Case {
  readonly early_stopping: {
    readonly monitor: MetricName;
    readonly mode: MonitorMode;
    readonly min_delta: number;
    readonly patience: number;
    readonly baseline: number | null;
    readonly restore_best_weights: boolean;
    readonly start_from_epoch: number;
  };
  readonly model_checkpoint: {
    readonly monitor: MetricName;
    readonly mode: MonitorMode;
    readonly save_best_only: boolean;
    readonly initial_value_threshold: number | null;
  };
  readonly logs: readonly Readonly<Partial<Record<MetricName, Recorded>>>[];
  readonly expected: {
    readonly epochs: readonly {
      readonly saved: boolean;
      readonly wait: number;
      readonly es_best: Recorded;
      readonly mc_best: Recorded;
      readonly stop: boolean;
    }[];
    readonly stopped_epoch: number;
    readonly best_epoch: number;
    readonly restored_epoch: number | null;
  };
}

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const { cases } = JSON.parse(readFileSync(join(recordings, 'callbacks.json'), 'utf8')) as {
  readonly cases: readonly Case[];
};

const numberOf = (recorded: Recorded): number | null => {
  if (recorded === 'nan') return Number.NaN;
  if (recorded === 'inf') return Number.POSITIVE_INFINITY;
  return recorded === '-inf' ? Number.NEGATIVE_INFINITY : recorded;
};

const metricsOf = (logs: Case['logs'][number]): RawMetrics =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, numberOf(value)]));

const earlyStoppingOf = (given: Case['early_stopping']): EarlyStoppingRecipe => ({
  monitor: given.monitor,
  mode: given.mode,
  minDelta: given.min_delta,
  patience: given.patience,
  baseline: given.baseline,
  restoreBestWeights: given.restore_best_weights,
  startFromEpoch: given.start_from_epoch,
});

const checkpointOf = (given: Case['model_checkpoint']): ModelCheckpointRecipe => ({
  monitor: given.monitor,
  mode: given.mode,
  saveBestOnly: given.save_best_only,
  initialValueThreshold: given.initial_value_threshold,
});

const throughJson = <T>(state: T): T => JSON.parse(JSON.stringify(state)) as T;

const play = (recorded: Case, restart: boolean) => {
  const stoppingRecipe = earlyStoppingOf(recorded.early_stopping);
  const checkpointRecipe = checkpointOf(recorded.model_checkpoint);
  let stopping: EarlyStopping = makeEarlyStopping(stoppingRecipe);
  let checkpoint: ModelCheckpoint = makeModelCheckpoint(checkpointRecipe);
  const epochs: unknown[] = [];
  for (const [epoch, logs] of recorded.logs.entries()) {
    const metrics = metricsOf(logs);
    const saved = checkpoint.onEpochEnd(epoch, metrics);
    const decision = stopping.onEpochEnd(epoch, metrics);
    epochs.push({
      saved: saved.saved,
      wait: decision.wait,
      es_best: stopping.best,
      mc_best: checkpoint.best,
      stop: decision.stop,
    });
    if (decision.stop) break;
    if (!restart) continue;
    stopping = makeEarlyStopping(stoppingRecipe, throughJson(stopping.state()));
    checkpoint = makeModelCheckpoint(checkpointRecipe, throughJson(checkpoint.state()));
  }
  return {
    epochs,
    stopped_epoch: stopping.stoppedEpoch,
    best_epoch: stopping.bestEpoch,
    restored_epoch: stopping.restoredEpoch,
  };
};

const expectedOf = ({ expected }: Case) => ({
  ...expected,
  epochs: expected.epochs.map((epoch) => ({
    ...epoch,
    es_best: numberOf(epoch.es_best),
    mc_best: numberOf(epoch.mc_best),
  })),
});

describe('EarlyStopping and ModelCheckpoint decide as Keras did', () => {
  it('has recorded cases to compare with', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases.map((recorded, index) => ({ index, recorded })))(
    'in recorded case $index',
    ({ recorded }) => {
      expect(play(recorded, false)).toEqual(expectedOf(recorded));
    },
  );

  it('in every recorded case when the state goes through JSON after each epoch', () => {
    for (const recorded of cases) expect(play(recorded, true)).toEqual(expectedOf(recorded));
  });
});
