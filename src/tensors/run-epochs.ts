import {
  type CheckpointDecision,
  type EarlyStoppingDecision,
  type EpochMetrics,
  type EpochRecord,
  finiteOrNull,
  makeEarlyStopping,
  makeModelCheckpoint,
  type RawMetrics,
  type Recipe,
} from '../domain/index.ts';
import type { TrainingObserver, TrainingOutcome } from '../ports/index.ts';
import type { Averages, Fit } from './fit.ts';
import { writeWeightsFile } from './safetensors.ts';

/** How the epochs ended, and which of them the checkpoint holds. */
export type EpochsOutcome = Pick<TrainingOutcome, 'stopReason' | 'best'>;

const rawMetrics = (train: Averages, validation: Averages | null): RawMetrics => ({
  loss: train.loss,
  accuracy: train.accuracy,
  ...(validation === null ? {} : { val_loss: validation.loss, val_accuracy: validation.accuracy }),
});

const recordedMetrics = ({ loss, accuracy, val_loss, val_accuracy }: RawMetrics): EpochMetrics => ({
  loss: finiteOrNull(loss),
  accuracy: finiteOrNull(accuracy),
  ...(val_loss === undefined ? {} : { val_loss: finiteOrNull(val_loss) }),
  ...(val_accuracy === undefined ? {} : { val_accuracy: finiteOrNull(val_accuracy) }),
});

const seconds = (): number => performance.now() / 1000;

const learningRateOf = ({ optimizer }: Recipe): number | null =>
  optimizer.name === 'lbfgs' ? null : optimizer.learningRate;

const makeCallbacks = (recipe: Recipe) => {
  const modelCheckpoint = makeModelCheckpoint(recipe.modelCheckpoint);
  const earlyStopping = recipe.earlyStopping === null ? null : makeEarlyStopping(recipe.earlyStopping);
  return {
    decideCheckpoint: (epoch: number, metrics: RawMetrics): CheckpointDecision => {
      const { monitor, value, best, saved } = modelCheckpoint.onEpochEnd(epoch - 1, metrics);
      return { monitor, value, best, saved };
    },
    decideStopping: (epoch: number, metrics: RawMetrics): EarlyStoppingDecision | null => {
      if (earlyStopping === null) return null;
      const { monitor, value, best, wait, patience, stop } = earlyStopping.onEpochEnd(epoch - 1, metrics);
      return { monitor, value, best, wait, patience, stop };
    },
  };
};

const bestOf = ({ epoch, metrics, checkpoint }: EpochRecord): EpochsOutcome['best'] => ({
  epoch,
  metrics,
  value: checkpoint.value,
});

/**
 * Trains epoch after epoch with Keras's decisions: after each one ModelCheckpoint says whether the weights are written to
 * `checkpointLocation`, and EarlyStopping whether it was the last. If no epoch was saved, the last one's weights are, with a warning.
 */
export const runEpochs = async (
  recipe: Recipe,
  fit: Fit,
  checkpointLocation: string,
  observer: TrainingObserver,
  signal: AbortSignal,
): Promise<EpochsOutcome> => {
  const { epochs } = recipe;
  const callbacks = makeCallbacks(recipe);
  const save = () => writeWeightsFile(checkpointLocation, fit.sources());
  const startedAt = seconds();

  const runEpoch = async (epoch: number): Promise<EpochRecord> => {
    const epochStartedAt = seconds();
    const secondsPerEpoch = epoch === 1 ? null : (epochStartedAt - startedAt) / (epoch - 1);
    const train = await fit.runEpoch((step) => {
      observer.onProgress({ epoch, epochs, step, steps: fit.stepsPerEpoch, secondsPerEpoch });
    }, signal);
    const metrics = rawMetrics(train, await fit.validate(signal));
    const checkpoint = callbacks.decideCheckpoint(epoch, metrics);
    if (checkpoint.saved) await save();
    return {
      epoch,
      metrics: recordedMetrics(metrics),
      learningRate: learningRateOf(recipe),
      seconds: seconds() - epochStartedAt,
      checkpoint,
      earlyStopping: callbacks.decideStopping(epoch, metrics),
    };
  };

  let record = await runEpoch(1);
  let saved: EpochRecord | null = null;
  for (;;) {
    await observer.onEpoch(record);
    signal.throwIfAborted();
    if (record.checkpoint.saved) saved = record;
    if (record.earlyStopping?.stop === true || record.epoch >= epochs) break;
    record = await runEpoch(record.epoch + 1);
  }
  if (saved === null) {
    observer.onWarning(
      'No epoch was better than the threshold of the checkpoint: the weights of the last one are kept.',
    );
    await save();
    saved = record;
  }
  return {
    stopReason: record.earlyStopping?.stop === true ? 'earlyStopping' : 'completedEpochs',
    best: bestOf(saved),
  };
};
