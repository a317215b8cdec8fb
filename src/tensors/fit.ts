import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError, makeRandom, type Recipe } from '../domain/index.ts';
import { countUp, inBatches, shuffledBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { type Batch, type BatchResult, createHead, type Head } from './head.ts';
import { glorotWeights, headArchitecture, type InitialWeights } from './head-architecture.ts';
import { makeLbfgs } from './lbfgs.ts';
import { createOptimizer, type GradientRecipe } from './optimizer.ts';
import { type ArraySource, sizeOf } from './safetensors.ts';
import { createSoftmaxObjective } from './softmax-objective.ts';
import { foldStandardiser, gatherRows, makeStandardiser } from './standardise.ts';

/** Features of pictures, one row each, with their class indices. */
export interface LabelledFeatures {
  readonly rows: readonly Float32Array[];
  readonly labels: readonly number[];
}

/** Loss and accuracy over pictures, as Keras averages them: each batch counts as many times as it has pictures. */
export interface Averages {
  readonly loss: number;
  readonly accuracy: number;
}

/** A head while it is trained. */
export interface Fit {
  readonly stepsPerEpoch: number;
  /** Trains one epoch; `onStep` hears of each step. `TRAINING_DIVERGED` when a loss is not finite. */
  readonly runEpoch: (onStep: (step: number) => void, signal: AbortSignal) => Promise<Averages>;
  /** Measures the head as it is on validation pictures; null when there are none. */
  readonly validate: (signal: AbortSignal) => Promise<Averages | null>;
  /** The present weights, for plain features. */
  readonly sources: () => readonly ArraySource[];
  readonly close: () => void;
}

type RunEpoch = Fit['runEpoch'];

interface EpochRunner {
  readonly stepsPerEpoch: number;
  readonly runEpoch: RunEpoch;
  readonly close: () => void;
}

const makeAverage = () => {
  let [pictures, loss, correct] = [0, 0, 0];
  return {
    add: (result: BatchResult, count: number): void => {
      pictures += count;
      loss += result.loss * count;
      correct += result.correct;
    },
    result: (): Averages => ({ loss: loss / pictures, accuracy: correct / pictures }),
  };
};

const refuseInfinite = (loss: number, where: string): void => {
  if (Number.isFinite(loss)) return;
  const hint = 'A lower learning rate or another preprocessing may help.';
  throw new AppError('TRAINING_DIVERGED', `The training loss became ${loss} ${where}. ${hint}`);
};

/** Lets messages go out and the signal be seen. */
const pause = async (signal: AbortSignal): Promise<void> => {
  await nextTurn();
  signal.throwIfAborted();
};

const createGradientRunner = (
  engine: Engine,
  head: Head,
  recipe: Recipe,
  optimizerRecipe: GradientRecipe,
  count: number,
  gather: (indices: readonly number[]) => Batch,
  seed: number,
): EpochRunner => {
  const optimizer = createOptimizer(engine, optimizerRecipe);
  const batches = shuffledBatches(count, recipe.batchSize, makeRandom(seed).fork('shuffle'));
  const stepsPerEpoch = recipe.stepsPerEpoch ?? Math.ceil(count / recipe.batchSize);
  return {
    stepsPerEpoch,
    runEpoch: async (onStep, signal) => {
      const average = makeAverage();
      for (let step = 1; step <= stepsPerEpoch; step += 1) {
        const batch = gather(batches.next().value);
        const result = head.trainOnBatch(batch, optimizer);
        refuseInfinite(result.loss, `at step ${step} of the epoch`);
        average.add(result, batch.labels.length);
        onStep(step);
        await pause(signal);
      }
      return average.result();
    },
    close: optimizer.close,
  };
};

/** One epoch is one iteration of L-BFGS over the whole training set; its loss and accuracy are those that it arrives at. */
const createLbfgsRunner = (
  engine: Engine,
  head: Head,
  batch: Batch,
  l2: number,
  historySize: number,
): EpochRunner => {
  const [layer, ...others] = head.architecture.layers;
  if (layer === undefined || others.length > 0) {
    throw new AppError(
      'RECIPE_CONFLICT',
      'Expected a single dense layer for the optimizer lbfgs, received several.',
    );
  }
  const objective = createSoftmaxObjective(engine, batch, layer.units, l2);
  const solver = makeLbfgs(objective.evaluate, new Float64Array(objective.size), historySize);
  const kernelSize = layer.inputs * layer.units;
  return {
    stepsPerEpoch: 1,
    runEpoch: async (onStep, signal) => {
      const { point, value } = solver.step();
      refuseInfinite(value, 'in an iteration of lbfgs');
      head.assign(`${layer.name}/kernel`, Float32Array.from(point.subarray(0, kernelSize)));
      head.assign(`${layer.name}/bias`, Float32Array.from(point.subarray(kernelSize)));
      const { correct } = head.testOnBatch(batch);
      onStep(1);
      await pause(signal);
      return { loss: value, accuracy: correct / batch.labels.length };
    },
    close: objective.close,
  };
};

const zeroWeights: InitialWeights = (_, shape) => new Float32Array(sizeOf(shape));

/** Prepares the training of the head that the recipe asks for. `RECIPE_CONFLICT` for lbfgs with several layers. */
export const createFit = (
  engine: Engine,
  recipe: Recipe,
  classes: number,
  { train, validation }: { readonly train: LabelledFeatures; readonly validation: LabelledFeatures },
  seed: number,
): Fit => {
  const { l2, standardise } = recipe.head;
  const { optimizer } = recipe;
  const standardiser = standardise ? makeStandardiser(train.rows) : null;
  const gatherFrom =
    ({ rows, labels }: LabelledFeatures) =>
    (indices: readonly number[]): Batch => ({
      features: gatherRows(rows, indices, standardiser),
      labels: indices.map((index) => labels[index] ?? 0),
    });
  const [gatherTrain, gatherValidation] = [gatherFrom(train), gatherFrom(validation)];
  const count = train.rows.length;
  // lbfgs finds the one minimum from anywhere; it starts where all classes are alike.
  const initial = optimizer.name === 'lbfgs' ? zeroWeights : glorotWeights(seed);
  const head = createHead(engine, headArchitecture(recipe, classes), initial, l2);
  const createRunner = (): EpochRunner =>
    optimizer.name === 'lbfgs'
      ? createLbfgsRunner(engine, head, gatherTrain(countUp(count)), l2, optimizer.historySize)
      : createGradientRunner(engine, head, recipe, optimizer, count, gatherTrain, seed);
  let runner: EpochRunner;
  try {
    runner = createRunner();
  } catch (error) {
    head.close();
    throw error;
  }
  const validationBatches = inBatches(countUp(validation.rows.length), recipe.batchSize).slice(
    0,
    recipe.validationSteps ?? undefined,
  );
  return {
    stepsPerEpoch: runner.stepsPerEpoch,
    runEpoch: runner.runEpoch,
    validate: async (signal) => {
      if (validationBatches.length === 0) return null;
      const average = makeAverage();
      for (const indices of validationBatches) {
        average.add(head.testOnBatch(gatherValidation(indices)), indices.length);
        await pause(signal);
      }
      return average.result();
    },
    sources: () => (standardiser === null ? head.sources() : foldStandardiser(head.sources(), standardiser)),
    close: () => {
      runner.close();
      head.close();
    },
  };
};
