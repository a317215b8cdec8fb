import {
  type EarlyStoppingRecipe,
  type MetricName,
  type ModelCheckpointRecipe,
  type MonitorMode,
  makeEarlyStopping,
  makeModelCheckpoint,
  metricName,
  type PlateauRecipe,
  type RawMetrics,
} from '../../src/domain/index.ts';
import { makeReduceLearningRate } from '../../src/domain/reduce-learning-rate.ts';
import { type Area, makeTally, numberOf, readCases, type Written, written } from './area.ts';

interface Epoch {
  readonly saved: boolean;
  readonly wait: number;
  readonly es_best: Written | null;
  readonly mc_best: Written | null;
  readonly stop: boolean;
  readonly learning_rate: number;
  readonly plateau_wait: number;
}

interface Monitored {
  readonly monitor: MetricName;
  readonly mode: MonitorMode;
}

interface Case {
  readonly early_stopping: Monitored & {
    readonly min_delta: number;
    readonly patience: number;
    readonly baseline: number | null;
    readonly restore_best_weights: boolean;
    readonly start_from_epoch: number;
  };
  readonly model_checkpoint: Monitored & {
    readonly save_best_only: boolean;
    readonly initial_value_threshold: number | null;
  };
  readonly plateau: Monitored & {
    readonly factor: number;
    readonly patience: number;
    readonly min_delta: number;
    readonly cooldown: number;
    readonly min_lr: number;
  };
  readonly learning_rate: number;
  /** Keras's model was compiled with metrics=['acc'], so that its names are the short ones. */
  readonly is_short: boolean;
  readonly logs: readonly Readonly<Partial<Record<MetricName, Written>>>[];
  readonly expected: {
    readonly epochs: readonly Epoch[];
    readonly stopped_epoch: number;
    readonly best_epoch: number;
    readonly restored_epoch: number;
  };
}

const named = (monitor: MetricName, isShort: boolean): MetricName => {
  const name = metricName(isShort ? monitor.replace('accuracy', 'acc') : monitor);
  if (name === null) throw new Error(`no metric ${monitor}`);
  return name;
};

const earlyStoppingOf = ({ early_stopping: given, is_short: isShort }: Case): EarlyStoppingRecipe => ({
  monitor: named(given.monitor, isShort),
  mode: given.mode,
  minDelta: given.min_delta,
  patience: given.patience,
  baseline: given.baseline,
  restoreBestWeights: given.restore_best_weights,
  startFromEpoch: given.start_from_epoch,
});

const checkpointOf = ({ model_checkpoint: given, is_short: isShort }: Case): ModelCheckpointRecipe => ({
  monitor: named(given.monitor, isShort),
  mode: given.mode,
  saveBestOnly: given.save_best_only,
  initialValueThreshold: given.initial_value_threshold,
});

const plateauOf = ({ plateau: given, is_short: isShort }: Case): PlateauRecipe => ({
  monitor: named(given.monitor, isShort),
  mode: given.mode,
  factor: given.factor,
  patience: given.patience,
  minDelta: given.min_delta,
  cooldown: given.cooldown,
  minLearningRate: given.min_lr,
});

const metricsOf = (logs: Case['logs'][number]): RawMetrics =>
  Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, numberOf(value)]));

const play = (given: Case) => {
  const stopping = makeEarlyStopping(earlyStoppingOf(given));
  const checkpoint = makeModelCheckpoint(checkpointOf(given));
  const plateau = makeReduceLearningRate(plateauOf(given));
  // Keras holds it as a float32 variable.
  let rate = Math.fround(given.learning_rate);
  const epochs: Epoch[] = [];
  for (const [epoch, logs] of given.logs.entries()) {
    const metrics = metricsOf(logs);
    const { saved } = checkpoint.onEpochEnd(epoch, metrics);
    const { wait, stop } = stopping.onEpochEnd(epoch, metrics);
    const reduction = plateau.onEpochEnd(epoch, metrics, rate);
    rate = reduction.learningRate;
    epochs.push({
      saved,
      wait,
      es_best: written(stopping.best),
      mc_best: written(checkpoint.best),
      stop,
      learning_rate: rate,
      plateau_wait: reduction.wait,
    });
    if (stop) break;
  }
  return {
    epochs,
    stopped_epoch: stopping.stoppedEpoch,
    best_epoch: stopping.bestEpoch,
    restored_epoch: stopping.restoredEpoch ?? epochs.length - 1,
  };
};

/** EarlyStopping, ModelCheckpoint and ReduceLROnPlateau. */
export const callbacks: Area = {
  name: 'callbacks',
  what: 'EarlyStopping, ModelCheckpoint, ReduceLROnPlateau: each decision of each epoch',
  cases: 400,
  bar: 0,
  unit: 'equal',
  compare: (folder) => {
    const tally = makeTally(0);
    const cases = readCases(folder) as readonly Case[];
    for (const [index, given] of cases.entries()) {
      const ours = play(given);
      const { epochs, ...ends } = given.expected;
      for (const [epoch, expected] of epochs.entries()) {
        tally.same(`case ${index}, epoch ${epoch}`, ours.epochs[epoch], expected);
      }
      const { epochs: _epochs, ...ourEnds } = ours;
      tally.same(`case ${index}, end`, ourEnds, ends);
    }
    return Promise.resolve(tally.result(cases.length));
  },
};
