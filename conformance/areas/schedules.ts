import type { ScheduleRecipe } from '../../src/domain/index.ts';
import { learningRateAt } from '../../src/domain/schedule.ts';
import { type Area, makeTally, readCases } from './area.ts';

interface Case {
  readonly learningRate: number;
  readonly schedule: ScheduleRecipe;
  readonly steps: readonly number[];
  readonly rates: readonly number[];
}

/** Keras computes in float32, and the cosine near its end is a small difference of numbers near 1. */
const BAR = 1e-6;
/** The random schedules say how long they are, so that the length of the run does not matter. */
const ANY_LENGTH = 1000;

/** Learning rates step by step. */
export const schedules: Area = {
  name: 'schedules',
  what: 'constant, cosine, step, warm-up: the rate at random steps, of the full rate',
  cases: 100,
  bar: BAR,
  unit: 'relative',
  compare: (folder) => {
    const tally = makeTally(BAR);
    const cases = readCases(folder) as readonly Case[];
    for (const { learningRate, schedule, steps, rates } of cases) {
      for (const [index, step] of steps.entries()) {
        const ours = learningRateAt(learningRate, schedule, step, ANY_LENGTH);
        const keras = rates[index] ?? Number.NaN;
        const difference = Math.abs(ours - keras) / learningRate;
        tally.number(`${JSON.stringify(schedule)}, step ${step}`, difference);
      }
    }
    return Promise.resolve(tally.result(cases.length));
  },
};
