import {
  directionOf,
  finiteOrNull,
  isImprovement,
  type RawMetrics,
  restoreNumber,
  type StoredNumber,
  storeNumber,
} from './monitor.ts';
import type { MetricName, PlateauRecipe } from './recipe.ts';

/** All that a reduction of the learning rate must remember to go on after a restart; the rate itself is the optimizer's. Plain JSON. */
export interface ReduceLearningRateState {
  readonly wait: number;
  /** Epochs that are left in which nothing is counted. */
  readonly cooldown: number;
  readonly best: StoredNumber | null;
}

/** What was decided at the end of an epoch. */
export interface ReduceLearningRateDecision {
  readonly monitor: MetricName;
  readonly value: number | null;
  readonly best: number | null;
  readonly wait: number;
  readonly cooldown: number;
  readonly reduced: boolean;
  /** The rate of the next epoch: the one that was given unless `reduced`, and then a float32 value, as Keras's variable holds it. */
  readonly learningRate: number;
}

/** Keras's ReduceLROnPlateau while a run goes on. */
export interface ReduceLearningRate {
  /** Decides at the end of an epoch (0-based) that was run at `learningRate`. */
  onEpochEnd(epoch: number, metrics: RawMetrics, learningRate: number): ReduceLearningRateDecision;
  state(): ReduceLearningRateState;
}

const START: ReduceLearningRateState = { wait: 0, cooldown: 0, best: null };

/**
 * Makes the decisions of `keras.callbacks.ReduceLROnPlateau` (Keras 3.15); `from` continues an earlier run. A missing metric
 * changes nothing, not even the cooldown; at the least rate `wait` goes on counting.
 */
export const makeReduceLearningRate = (
  recipe: PlateauRecipe,
  from: ReduceLearningRateState = START,
): ReduceLearningRate => {
  const direction = directionOf(recipe.monitor, recipe.mode);
  let { wait, cooldown } = from;
  let best = from.best === null ? null : restoreNumber(from.best);

  const lowered = (learningRate: number): number | null => {
    const rate = Math.fround(learningRate);
    if (rate <= Math.fround(recipe.minLearningRate)) return null;
    return Math.fround(Math.max(rate * recipe.factor, recipe.minLearningRate));
  };

  const observe = (value: number, learningRate: number): number | null => {
    if (cooldown > 0) {
      cooldown -= 1;
      wait = 0;
    }
    if (isImprovement(value, best, direction, recipe.minDelta)) {
      best = value;
      wait = 0;
      return null;
    }
    if (cooldown > 0) return null;
    wait += 1;
    const next = wait >= recipe.patience ? lowered(learningRate) : null;
    if (next === null) return null;
    cooldown = recipe.cooldown;
    wait = 0;
    return next;
  };

  return {
    onEpochEnd: (_epoch, metrics, learningRate) => {
      const value = metrics[recipe.monitor];
      const next = value === undefined ? null : observe(value, learningRate);
      return {
        monitor: recipe.monitor,
        value: finiteOrNull(value),
        best: finiteOrNull(best),
        wait,
        cooldown,
        reduced: next !== null,
        learningRate: next ?? learningRate,
      };
    },
    state: () => ({ wait, cooldown, best: best === null ? null : storeNumber(best) }),
  };
};
