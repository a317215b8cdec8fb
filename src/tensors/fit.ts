import { classWeightsOf, type Recipe } from '../domain/index.ts';
import { sizeOf } from '../safetensors/index.ts';
import { countUp, inBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { type Averages, addBatch, averagesOf, NO_SUMS, pause } from './fit-averages.ts';
import { computeStartFeatures } from './fit-features.ts';
import { createGradientFit, type FitCounters, type FitState, type LabelledRows } from './gradient-fit.ts';
import type { InitialWeights } from './head-architecture.ts';
import { convergeHead, createLbfgsFit } from './lbfgs-fit.ts';
import { createNetwork, type Network, type NetworkSettings } from './network.ts';
import { networkPlan } from './network-plan.ts';
import type { Rows } from './rows.ts';
import type { LabelledFeatures } from './softmax-objective.ts';
import type { HeldArray } from './variable.ts';

export type { Averages } from './fit-averages.ts';

/** What a network is trained on. */
export interface FitInput {
  readonly recipe: Recipe;
  readonly classNames: readonly string[];
  readonly train: LabelledRows;
  /** The training pictures as they are, for the standardiser and the converged start; those of `train` unless they are augmented. */
  readonly plainRows?: Rows;
  readonly validation: LabelledRows;
  readonly seed: number;
  /** Number of convolutions below the boundary that the rows lie at, 0 to 13. */
  readonly frozenConvolutions: number;
  /** The first weights of every array above the boundary; called once or more for each. */
  readonly initial: InitialWeights;
  /** Arrays of convolutions below the boundary that belong to what is published: a version's own, where a run continues from it. */
  readonly frozenOwn?: readonly HeldArray[];
}

/** A network while it is trained. */
export interface Fit {
  readonly stepsPerEpoch: number;
  /** Of the next step; null for lbfgs, which has none. */
  readonly learningRate: number | null;
  /** Changes the rate that the recipe's schedule is applied to, as ReduceLROnPlateau does. */
  readonly setLearningRate: (rate: number) => void;
  /**
   * Trains one epoch, or what is left of it after `restore`; `onStep` hears of each step (1 to `stepsPerEpoch`) and is waited for.
   * `TRAINING_DIVERGED` when a loss is not finite.
   */
  readonly runEpoch: (onStep: (step: number) => Promise<void>, signal: AbortSignal) => Promise<Averages>;
  /** Measures the network as it is on the first validation batches, without dropout and class weights; null when there are none. */
  readonly validate: (signal: AbortSignal) => Promise<Averages | null>;
  /** The present weights to be published: own convolutions, then dense layers that take plain features. */
  readonly sources: () => readonly HeldArray[];
  /** Between two steps: what `restore` needs. null for lbfgs, whose epochs are run again instead. */
  readonly state: () => FitState | null;
  /** Goes on from a state of a fit with the same input, bit for bit, in the middle of an epoch too. */
  readonly restore: (counters: FitCounters, arrays: InitialWeights) => void;
  readonly close: () => void;
}

/** What differs between going down a gradient and L-BFGS. */
type Runner = Pick<
  Fit,
  'stepsPerEpoch' | 'learningRate' | 'setLearningRate' | 'runEpoch' | 'state' | 'restore' | 'close'
>;

/** The network and what its training needs, before the first step. */
interface Start {
  readonly network: Network;
  readonly settings: NetworkSettings;
  readonly labelled: LabelledFeatures | null;
}

const noState = (): never => {
  throw new Error('a fit with lbfgs has no state to go on from');
};

/** One epoch is one iteration of L-BFGS over the whole training set; its loss and accuracy are those that it arrives at. */
const createLbfgsRunner = (
  engine: Engine,
  { network, settings, labelled }: Start,
  historySize: number,
): Runner => {
  if (labelled === null) throw new Error('no features for lbfgs');
  const fit = createLbfgsFit(engine, network, labelled, settings, historySize);
  return {
    stepsPerEpoch: 1,
    learningRate: null,
    setLearningRate: noState,
    runEpoch: async (onStep, signal) => {
      const { loss, accuracy } = fit.step();
      await onStep(1);
      await pause(signal);
      return { loss, accuracy };
    },
    state: () => null,
    restore: noState,
    close: fit.close,
  };
};

const createRunner = (engine: Engine, start: Start, { recipe, train, seed }: FitInput): Runner => {
  const { optimizer } = recipe;
  if (optimizer.name === 'lbfgs') return createLbfgsRunner(engine, start, optimizer.historySize);
  const fit = createGradientFit(engine, start.network, recipe, optimizer, train, seed);
  return {
    ...fit,
    get learningRate() {
      return fit.learningRate();
    },
  };
};

/** lbfgs finds the one minimum from anywhere; it starts where all classes are alike. */
const zeroWeights: InitialWeights = (_, shape) => new Float32Array(sizeOf(shape));

const prepareStart = async (engine: Engine, input: FitInput, signal: AbortSignal): Promise<Start> => {
  const { recipe, classNames, train, frozenConvolutions } = input;
  const plan = networkPlan(recipe, classNames.length, frozenConvolutions);
  const isLbfgs = recipe.optimizer.name === 'lbfgs';
  const wanted = {
    standardiser: recipe.head.standardise,
    features: isLbfgs || recipe.head.start === 'converged',
  };
  const initial = isLbfgs ? zeroWeights : input.initial;
  const { standardiser, features } = await computeStartFeatures(
    engine,
    plan,
    input.plainRows ?? train.rows,
    initial,
    wanted,
    signal,
  );
  const settings = {
    l2: recipe.head.l2,
    dropout: recipe.head.dropout,
    labelSmoothing: recipe.loss.labelSmoothing,
    classWeights: classWeightsOf(recipe.classWeights, classNames, train.labels),
    standardiser,
  };
  return {
    network: createNetwork(engine, plan, initial, settings),
    settings,
    labelled: features === null ? null : { features, labels: train.labels },
  };
};

/** Measures the network on the first `validationSteps` batches, or on all. */
const makeValidate = (network: Network, { recipe, validation }: FitInput): Fit['validate'] => {
  const { rows, labels } = validation;
  const batches = inBatches(countUp(rows.count), recipe.batchSize).slice(
    0,
    recipe.validationSteps ?? undefined,
  );
  return async (signal) => {
    if (batches.length === 0) return null;
    let sums = NO_SUMS;
    for (const indices of batches) {
      const batch = {
        rows: await rows.gather(indices, 0),
        labels: indices.map((index) => labels[index] ?? 0),
      };
      sums = addBatch(sums, network.testOnBatch(batch), indices.length);
      await pause(signal);
    }
    return averagesOf(sums);
  };
};

/**
 * Prepares the training of the network that the recipe asks for: measures the features where they are standardised, and trains
 * the head to convergence where that is its start. The same input on the same machine gives the same bits.
 * `RECIPE_CONFLICT` for L-BFGS with several dense layers; errors of `initial` and of the rows.
 */
export const createFit = async (
  engine: Engine,
  input: FitInput,
  signal: AbortSignal = new AbortController().signal,
): Promise<Fit> => {
  const start = await prepareStart(engine, input, signal);
  const { network, settings, labelled } = start;
  try {
    if (input.recipe.head.start === 'converged' && labelled !== null) {
      await convergeHead(engine, network, labelled, settings, signal);
    }
    const runner = createRunner(engine, start, input);
    return {
      ...runner,
      get learningRate() {
        return runner.learningRate;
      },
      validate: makeValidate(network, input),
      sources: () => [...(input.frozenOwn ?? []), ...network.sources()],
      close: () => {
        runner.close();
        network.close();
      },
    };
  } catch (error) {
    network.close();
    throw error;
  }
};
