import { makeRandom, type OptimizerRecipe } from '../../src/domain/index.ts';
import { learningRateAt } from '../../src/domain/schedule.ts';
import type { Engine } from '../../src/tensors/engine.ts';
import type { Batch, Network } from '../../src/tensors/network.ts';
import { createOptimizer } from '../../src/tensors/optimizer.ts';
import { relative, type Tally } from './area.ts';

/** An optimizer of a case, in the words of a recipe. */
export type GradientRecipe = Exclude<OptimizerRecipe, { readonly name: 'lbfgs' }>;

/** Below this a loss is a small difference of larger numbers, and its last digits mean nothing. */
const LEAST_LOSS = 1e-3;
/** Random schedules say how long they are, so that the length of the run does not matter. */
const ANY_LENGTH = 1000;

/** Trains a step for each loss, on the batches in turn, and compares the loss before each step. */
export const compareLosses = (
  tally: Tally,
  of: string,
  engine: Engine,
  network: Network,
  recipe: GradientRecipe,
  batches: readonly Batch[],
  losses: readonly number[],
): void => {
  const optimizer = createOptimizer(engine, recipe);
  // Nothing is dropped, so that nothing is drawn.
  const random = makeRandom(0);
  for (const [step, expected] of losses.entries()) {
    const batch = batches[step % batches.length];
    if (batch === undefined) throw new Error('no batch');
    optimizer.beginStep(learningRateAt(recipe.learningRate, recipe.schedule, step, ANY_LENGTH));
    const { loss } = network.trainOnBatch(batch, optimizer, random);
    if (expected > LEAST_LOSS) tally.number(`${of}, loss before step ${step}`, relative(loss, expected));
  }
  optimizer.close();
};

/** The present values of every array of a network. */
export const valuesOf = (network: Network): ReadonlyMap<string, Float32Array> =>
  new Map(
    network.sources().map(({ name, pieces }) => {
      const values = [...pieces()].flatMap((piece) => [...piece]);
      return [name, Float32Array.from(values)];
    }),
  );
