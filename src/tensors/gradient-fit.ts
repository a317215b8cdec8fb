import { learningRateAt, makeRandom, type Recipe } from '../domain/index.ts';
import { shuffledBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import {
  type Averages,
  addBatch,
  averagesOf,
  NO_SUMS,
  pause,
  refuseInfinite,
  type Sums,
} from './fit-averages.ts';
import type { InitialWeights } from './head-architecture.ts';
import type { Batch, Network } from './network.ts';
import { createOptimizer, type GradientRecipe, type Optimizer } from './optimizer.ts';
import type { Rows } from './rows.ts';
import { type HeldArray, heldArray } from './variable.ts';

/** Rows of pictures with the class index of each. */
export interface LabelledRows {
  readonly rows: Rows;
  readonly labels: readonly number[];
}

/** Where a fit stands, beside its arrays. Plain JSON. */
export interface FitCounters {
  /** Steps over the whole run. */
  readonly step: number;
  /** Steps of the present epoch, and what they added up to. */
  readonly epochStep: number;
  readonly sums: Sums;
  /** The optimizer's own learning rate, which the schedule is applied to. */
  readonly learningRate: number;
}

/** All that a run needs to go on from between two steps. `arrays`: the trained weights, and `<array>/slot<n>` of the optimizer. */
export interface FitState {
  readonly counters: FitCounters;
  readonly arrays: readonly HeldArray[];
}

/** The training of a network down its gradient, batch by batch. */
export interface GradientFit {
  readonly stepsPerEpoch: number;
  readonly learningRate: () => number;
  readonly setLearningRate: (rate: number) => void;
  readonly runEpoch: (onStep: (step: number) => Promise<void>, signal: AbortSignal) => Promise<Averages>;
  readonly state: () => FitState;
  readonly restore: (counters: FitCounters, arrays: InitialWeights) => void;
  readonly close: () => void;
}

const slotName = (array: string, slot: number): string => `${array}/slot${slot}`;

/** The batches of a run in order. */
const makeBatchSource = ({ rows, labels }: LabelledRows, batchSize: number, seed: number) => {
  const random = makeRandom(seed);
  const begin = () => shuffledBatches(rows.count, batchSize, random.fork('shuffle'));
  let order = begin();
  const take = (step: number): Promise<Batch> => {
    const indices = order.next().value;
    const batch = rows.gather(indices, step).then((gathered) => ({
      rows: gathered,
      labels: indices.map((index) => labels[index] ?? 0),
    }));
    // It is awaited a step later, or never when something else fails first.
    batch.catch(() => undefined);
    return batch;
  };
  return {
    /** The next `count` batches, the first one of the run's step `step`. While one is used the next is gathered. */
    next: async function* (step: number, count: number): AsyncGenerator<Batch> {
      if (count === 0) return;
      let ahead = take(step);
      try {
        for (let taken = 1; taken <= count; taken += 1) {
          const batch = await ahead;
          if (taken < count) ahead = take(step + taken);
          yield batch;
        }
      } finally {
        await ahead.catch(() => undefined);
      }
    },
    /** Goes on after `steps` batches of a new run. */
    skip: (steps: number): void => {
      order = begin();
      for (let step = 0; step < steps; step += 1) order.next();
    },
  };
};

const stateArrays = (engine: Engine, network: Network, optimizer: Optimizer): readonly HeldArray[] =>
  [...network.trained].flatMap(([name, variable]) => [
    heldArray(engine, name, variable),
    ...optimizer.slotsOf(variable).map((slot, index) => heldArray(engine, slotName(name, index), slot)),
  ]);

const restoreArrays = (
  network: Network,
  optimizer: Optimizer,
  step: number,
  arrays: InitialWeights,
): void => {
  for (const [name, { shape }] of network.trained) network.assign(name, arrays(name, shape));
  optimizer.restore(step, network.trained, (name, slot, shape) => arrays(slotName(name, slot), shape));
};

/** Prepares the training; the same seed gives the same batches and the same dropped values. */
export const createGradientFit = (
  engine: Engine,
  network: Network,
  recipe: Recipe,
  optimizerRecipe: GradientRecipe,
  train: LabelledRows,
  seed: number,
): GradientFit => {
  const optimizer = createOptimizer(engine, optimizerRecipe);
  const batches = makeBatchSource(train, recipe.batchSize, seed);
  const random = makeRandom(seed);
  const stepsPerEpoch = recipe.stepsPerEpoch ?? Math.ceil(train.rows.count / recipe.batchSize);
  const { learningRate: rate, schedule } = optimizerRecipe;
  let here: FitCounters = { step: 0, epochStep: 0, sums: NO_SUMS, learningRate: rate };

  const learningRate = (): number =>
    learningRateAt(here.learningRate, schedule, here.step, recipe.epochs * stepsPerEpoch);

  const trainStep = (batch: Batch): void => {
    optimizer.beginStep(learningRate());
    const result = network.trainOnBatch(batch, optimizer, random.fork(`dropout/${here.step}`));
    refuseInfinite(result.loss, `at step ${here.epochStep + 1} of the epoch`);
    const sums = addBatch(here.sums, result, batch.labels.length);
    here = { ...here, step: here.step + 1, epochStep: here.epochStep + 1, sums };
  };

  return {
    stepsPerEpoch,
    learningRate,
    setLearningRate: (rate) => {
      here = { ...here, learningRate: rate };
    },
    runEpoch: async (onStep, signal) => {
      for await (const batch of batches.next(here.step, stepsPerEpoch - here.epochStep)) {
        trainStep(batch);
        await onStep(here.epochStep);
        await pause(signal);
      }
      const averages = averagesOf(here.sums);
      here = { ...here, epochStep: 0, sums: NO_SUMS };
      return averages;
    },
    state: () => ({ counters: here, arrays: stateArrays(engine, network, optimizer) }),
    restore: (counters, arrays) => {
      here = counters;
      batches.skip(counters.step);
      restoreArrays(network, optimizer, counters.step, arrays);
    },
    close: optimizer.close,
  };
};
