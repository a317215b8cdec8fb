import { describe, expect, it } from 'vitest';
import { learningRateAt, type ScheduleRecipe } from '../../src/domain/index.ts';

const ratesOf = (schedule: ScheduleRecipe, steps: number, rate = 0.1): number[] =>
  Array.from({ length: steps }, (_, step) => learningRateAt(rate, schedule, step, steps));

const expectClose = (rates: readonly number[], expected: readonly number[]): void => {
  expect(rates).toHaveLength(expected.length);
  for (const [step, rate] of rates.entries())
    expect(rate, `step ${step}`).toBeCloseTo(expected[step] ?? NaN, 12);
};

describe('a learning rate schedule', () => {
  it('stays where it is', () => {
    expect(ratesOf({ name: 'constant', warmupSteps: 0 }, 3)).toEqual([0.1, 0.1, 0.1]);
  });

  it('rises in a straight line from 0 while it warms up', () => {
    expectClose(ratesOf({ name: 'constant', warmupSteps: 4 }, 6), [0, 0.025, 0.05, 0.075, 0.1, 0.1]);
  });

  it('falls along half a cosine over all steps that are left', () => {
    const rates = ratesOf({ name: 'cosine', warmupSteps: 2, decaySteps: null, alpha: 0 }, 6);
    const fall = (part: number): number => 0.05 * (1 + Math.cos(Math.PI * part));
    expectClose(rates, [0, 0.05, 0.1, fall(0.25), fall(0.5), fall(0.75)]);
  });

  it('stays at alpha of the rate once the steps of the fall are over', () => {
    const rates = ratesOf({ name: 'cosine', warmupSteps: 0, decaySteps: 2, alpha: 0.2 }, 5);
    expectClose(rates, [0.1, 0.06, 0.02, 0.02, 0.02]);
  });

  it('is multiplied after every so many steps, counted from the end of the warm-up', () => {
    const rates = ratesOf({ name: 'step', warmupSteps: 1, everySteps: 2, factor: 0.5 }, 7);
    expectClose(rates, [0, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025]);
  });

  it('does not divide by nothing when the warm-up takes the whole run', () => {
    const schedule: ScheduleRecipe = { name: 'cosine', warmupSteps: 5, decaySteps: null, alpha: 0 };
    expect(learningRateAt(0.1, schedule, 5, 5)).toBe(0.1);
    expect(learningRateAt(0.1, schedule, 6, 5)).toBe(0);
  });
});
