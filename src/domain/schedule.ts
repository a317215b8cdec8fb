import type { ScheduleRecipe } from './recipe.ts';

/** Cosine's fall from 1 to `alpha` over `decaySteps`, and `alpha` ever after. */
const cosine = (step: number, decaySteps: number, alpha: number): number => {
  const part = Math.min(step, decaySteps) / decaySteps;
  return (1 - alpha) * 0.5 * (1 + Math.cos(Math.PI * part)) + alpha;
};

/**
 * The learning rate of one step (0-based over the whole run) of `totalSteps`, for an optimizer whose own rate is `rate`.
 * The warm-up and `cosine` are `keras.optimizers.schedules.CosineDecay(0, decaySteps, alpha, warmup_target=rate, warmup_steps)`,
 * whose first step is at rate 0 when there is a warm-up; `step` is `ExponentialDecay(rate, everySteps, factor, staircase=True)`
 * counted from the end of the warm-up. In double precision, where Keras uses float32.
 */
export const learningRateAt = (
  rate: number,
  schedule: ScheduleRecipe,
  step: number,
  totalSteps: number,
): number => {
  if (step < schedule.warmupSteps) return (rate * step) / schedule.warmupSteps;
  const since = step - schedule.warmupSteps;
  switch (schedule.name) {
    case 'constant':
      return rate;
    case 'cosine': {
      const left = Math.max(1, totalSteps - schedule.warmupSteps);
      return rate * cosine(since, schedule.decaySteps ?? left, schedule.alpha);
    }
    case 'step':
      return rate * schedule.factor ** Math.floor(since / schedule.everySteps);
  }
};
