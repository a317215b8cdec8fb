import type { CheckpointDecision } from './job.ts';
import {
  directionOf,
  finiteOrNull,
  isImprovement,
  type RawMetrics,
  restoreNumber,
  type StoredNumber,
  storeNumber,
} from './monitor.ts';
import type { ModelCheckpointRecipe } from './recipe.ts';

/** All that a model checkpoint must remember to go on after a restart: a resumed run cannot overwrite a better one. Plain JSON. */
export interface ModelCheckpointState {
  readonly best: StoredNumber | null;
  readonly savedEpoch: number | null;
}

/** Keras's ModelCheckpoint while a run goes on. Epochs are 0-based here, as in Keras. */
export interface ModelCheckpoint {
  /** Decides at the end of an epoch whether its weights are saved. */
  onEpochEnd(epoch: number, metrics: RawMetrics): CheckpointDecision & { readonly improved: boolean };
  /** The best value so far as it was computed (NaN stays NaN); the threshold, or null, before the first. Never moves unless `saveBestOnly`. */
  readonly best: number | null;
  /** The epoch that was saved last, whose weights a published version holds; null before the first. */
  readonly savedEpoch: number | null;
  state(): ModelCheckpointState;
}

/**
 * Makes the decisions of `keras.callbacks.ModelCheckpoint` (Keras 3.15, one decision an epoch); `from` continues an earlier run.
 * There is no smallest change; a metric that is missing means "save anyway"; a NaN that came first is never beaten.
 */
export const makeModelCheckpoint = (
  recipe: ModelCheckpointRecipe,
  from: ModelCheckpointState | null = null,
): ModelCheckpoint => {
  const direction = directionOf(recipe.monitor, recipe.mode);
  let savedEpoch = from?.savedEpoch ?? null;
  let best = from === null ? recipe.initialValueThreshold : null;
  if (from !== null && from.best !== null) best = restoreNumber(from.best);

  const observe = (value: number | undefined): { saved: boolean; improved: boolean } => {
    if (!recipe.saveBestOnly || value === undefined) return { saved: true, improved: false };
    if (!isImprovement(value, best, direction, 0)) return { saved: false, improved: false };
    best = value;
    return { saved: true, improved: true };
  };

  return {
    onEpochEnd: (epoch, metrics) => {
      const value = metrics[recipe.monitor];
      const outcome = observe(value);
      if (outcome.saved) savedEpoch = epoch;
      return { monitor: recipe.monitor, value: finiteOrNull(value), best: finiteOrNull(best), ...outcome };
    },
    get best() {
      return best;
    },
    get savedEpoch() {
      return savedEpoch;
    },
    state: () => ({ best: best === null ? null : storeNumber(best), savedEpoch }),
  };
};
