import type { EarlyStoppingDecision } from './job.ts';
import {
  directionOf,
  finiteOrNull,
  isImprovement,
  type RawMetrics,
  restoreNumber,
  type StoredNumber,
  storeNumber,
} from './monitor.ts';
import type { EarlyStoppingRecipe } from './recipe.ts';

/** All that an early stopping must remember to go on after a restart. Plain JSON. */
export interface EarlyStoppingState {
  readonly wait: number;
  readonly best: StoredNumber | null;
  readonly bestEpoch: number;
  readonly stoppedEpoch: number;
  readonly hasBestWeights: boolean;
}

/** Keras's EarlyStopping while a run goes on. Epochs are 0-based here, as in Keras. */
export interface EarlyStopping {
  /** Decides at the end of an epoch. `improved`: the value is the new best, so its weights are the best ones. */
  onEpochEnd(epoch: number, metrics: RawMetrics): EarlyStoppingDecision & { readonly improved: boolean };
  /** The best value so far as it was computed (NaN stays NaN); null before the first. */
  readonly best: number | null;
  readonly bestEpoch: number;
  /** The epoch at whose end training was stopped; 0 if it was not. */
  readonly stoppedEpoch: number;
  /** The epoch whose weights the model has after training, however it ended; null: those of the last one. */
  readonly restoredEpoch: number | null;
  state(): EarlyStoppingState;
}

const START: EarlyStoppingState = {
  wait: 0,
  best: null,
  bestEpoch: 0,
  stoppedEpoch: 0,
  hasBestWeights: false,
};

/** Makes the decisions of `keras.callbacks.EarlyStopping` (Keras 3.15); `from` continues an earlier run. */
export const makeEarlyStopping = (
  recipe: EarlyStoppingRecipe,
  from: EarlyStoppingState = START,
): EarlyStopping => {
  const direction = directionOf(recipe.monitor, recipe.mode);
  let { wait, bestEpoch, stoppedEpoch, hasBestWeights } = from;
  let best = from.best === null ? null : restoreNumber(from.best);

  const observe = (epoch: number, value: number): { improved: boolean; stop: boolean } => {
    if (recipe.restoreBestWeights && !hasBestWeights) {
      hasBestWeights = true;
      bestEpoch = epoch;
    }
    wait += 1;
    if (isImprovement(value, best, direction, recipe.minDelta)) {
      best = value;
      bestEpoch = epoch;
      if (isImprovement(value, recipe.baseline, direction, recipe.minDelta)) wait = 0;
      return { improved: true, stop: false };
    }
    const stop = wait >= recipe.patience && epoch > 0;
    if (stop) stoppedEpoch = epoch;
    return { improved: false, stop };
  };

  return {
    onEpochEnd: (epoch, metrics) => {
      const value = metrics[recipe.monitor];
      const outcome =
        value === undefined || epoch < recipe.startFromEpoch
          ? { improved: false, stop: false }
          : observe(epoch, value);
      return {
        monitor: recipe.monitor,
        value: finiteOrNull(value),
        best: finiteOrNull(best),
        wait,
        patience: recipe.patience,
        ...outcome,
      };
    },
    get best() {
      return best;
    },
    get bestEpoch() {
      return bestEpoch;
    },
    get stoppedEpoch() {
      return stoppedEpoch;
    },
    get restoredEpoch() {
      return recipe.restoreBestWeights && hasBestWeights ? bestEpoch : null;
    },
    state: () => ({
      wait,
      best: best === null ? null : storeNumber(best),
      bestEpoch,
      stoppedEpoch,
      hasBestWeights,
    }),
  };
};
