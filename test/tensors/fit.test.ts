import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { OPTIMIZER_DEFAULTS, type OptimizerRecipe, PRESETS, type Recipe } from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFit, type Fit, type FitInput } from '../../src/tensors/fit.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import { createSoftmaxObjective } from '../../src/tensors/softmax-objective.ts';
import { makeFeatureScaling, measureStandardiser } from '../../src/tensors/standardise.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { madeFeatures, recipeWith, rowsOf } from './made-features.ts';

const engine = startEngine({ device: 'auto' });
const signal = new AbortController().signal;
const classNames = ['a', 'b', 'c'];
const train = madeFeatures('train', 3, 20);
const validation = madeFeatures('validation', 3, 5);
const ignore = () => Promise.resolve();

const { sgd, adam, adamw, rmsprop, lbfgs } = OPTIMIZER_DEFAULTS;
const momentum = { ...sgd, momentum: 0.9 };
const optimizers: readonly OptimizerRecipe[] = [
  { ...momentum, nesterov: true },
  { ...adam, learningRate: 0.01 },
  { ...adamw, learningRate: 0.01 },
  rmsprop,
  lbfgs,
];

const inputOf = (recipe: Recipe, changes: Partial<FitInput> = {}): FitInput => ({
  recipe,
  classNames,
  train,
  validation,
  seed: 7,
  frozenConvolutions: 13,
  initial: glorotWeights(changes.seed ?? 7),
  ...changes,
});

const withHead = (changes: Partial<Recipe['head']>): Recipe['head'] => ({ ...PRESETS.fast.head, ...changes });

const digest = (fit: Fit): string => {
  const hash = createHash('sha256');
  for (const { pieces } of fit.sources()) for (const piece of pieces()) hash.update(piece);
  return hash.digest('hex');
};

const withFit = async <T>(input: FitInput, use: (fit: Fit) => Promise<T> | T): Promise<T> =>
  expectNoTensorLeak(engine, async () => {
    const fit = await createFit(engine, input);
    try {
      return await use(fit);
    } finally {
      fit.close();
    }
  });

const runEpochs = async (fit: Fit, epochs: number): Promise<void> => {
  for (let epoch = 0; epoch < epochs; epoch += 1) await fit.runEpoch(ignore, signal);
};

const weightsAfter = (input: FitInput, epochs: number): Promise<string> =>
  withFit(input, async (fit) => {
    await runEpochs(fit, epochs);
    return digest(fit);
  });

describe('a fit', () => {
  it.each(optimizers)('with $name learns, and gives the same bits for the same seed', async (optimizer) => {
    const input = inputOf(recipeWith({ optimizer, batchSize: 16 }));
    await withFit(input, async (fit) => {
      const before = await fit.validate(signal);
      await runEpochs(fit, 4);
      const after = await fit.validate(signal);
      expect(after?.loss).toBeLessThan(before?.loss ?? Number.NaN);
      expect(after?.accuracy).toBeGreaterThanOrEqual(0.9);
    });
    expect(await weightsAfter(input, 2)).toBe(await weightsAfter(input, 2));
  });

  it('takes other batches and drops other values with another seed', async () => {
    const initial = glorotWeights(1);
    const shuffled = recipeWith({ optimizer: sgd, batchSize: 16 });
    expect(await weightsAfter(inputOf(shuffled, { seed: 1, initial }), 1)).not.toBe(
      await weightsAfter(inputOf(shuffled, { seed: 2, initial }), 1),
    );
    const dropping = recipeWith({ optimizer: sgd, batchSize: 60, head: withHead({ dropout: 0.5 }) });
    expect(await weightsAfter(inputOf(dropping, { seed: 1, initial }), 1)).not.toBe(
      await weightsAfter(inputOf(dropping, { seed: 2, initial }), 1),
    );
  });

  it('takes exactly the steps an epoch that the recipe says, going on through the data, and as many as fill it otherwise', async () => {
    for (const [stepsPerEpoch, expected] of [
      [2, 2],
      [null, 4],
    ] as const) {
      const recipe = recipeWith({ optimizer: sgd, batchSize: 16, stepsPerEpoch });
      await withFit(inputOf(recipe), async (fit) => {
        const steps: number[] = [];
        await fit.runEpoch((step) => Promise.resolve(void steps.push(step)), signal);
        expect(fit.stepsPerEpoch).toBe(expected);
        expect(steps).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
      });
    }
  });

  it('asks for the rows of a step by the number of the step in the run', async () => {
    const asked: [number, number][] = [];
    const rows = {
      ...train.rows,
      gather: (indices: readonly number[], draw: number) => {
        asked.push([indices.length, draw]);
        return train.rows.gather(indices, draw);
      },
    };
    const recipe = recipeWith({ optimizer: sgd, batchSize: 32, head: withHead({ standardise: false }) });
    await withFit(inputOf(recipe, { train: { ...train, rows } }), (fit) => runEpochs(fit, 2));
    expect(asked).toEqual([
      [32, 0],
      [28, 1],
      [32, 2],
      [28, 3],
    ]);
  });

  it('trains at the rate of its schedule, and of whoever changes it', async () => {
    const schedule = { name: 'step', warmupSteps: 0, everySteps: 2, factor: 0.5 } as const;
    const stepping = recipeWith({ optimizer: { ...sgd, learningRate: 0.1, schedule }, batchSize: 60 });
    await withFit(inputOf(stepping), async (fit) => {
      const rates = [fit.learningRate];
      for (let epoch = 0; epoch < 3; epoch += 1) {
        await runEpochs(fit, 1);
        rates.push(fit.learningRate);
      }
      expect(rates).toEqual([0.1, 0.1, 0.05, 0.05]);
    });
    const still = recipeWith({ optimizer: { ...sgd, learningRate: 0 } });
    const set = recipeWith({ optimizer: { ...sgd, learningRate: 0.1 } });
    const changed = await withFit(inputOf(set), async (fit) => {
      fit.setLearningRate(0);
      await runEpochs(fit, 1);
      expect(fit.learningRate).toBe(0);
      return digest(fit);
    });
    expect(changed).toBe(await weightsAfter(inputOf(still), 1));
    await withFit(inputOf(recipeWith({})), (fit) => {
      expect(fit.learningRate).toBeNull();
    });
  });

  it('reports a loss with the penalty on the kernels', async () => {
    const measure = (l2: number): Promise<number> =>
      withFit(
        inputOf(recipeWith({ head: withHead({ units: 4, l2, standardise: false }), optimizer: adam })),
        async (fit) => {
          let squares = 0;
          for (const { name, pieces } of fit.sources()) {
            if (!name.endsWith('/kernel')) continue;
            for (const piece of pieces()) for (const weight of piece) squares += weight ** 2;
          }
          return ((await fit.validate(signal))?.loss ?? Number.NaN) - l2 * squares;
        },
      );
    expect(await measure(0.1)).toBeCloseTo(await measure(0), 3);
  });

  it('gives no validation figures without validation pictures, and measures only the batches asked for', async () => {
    const none = { rows: rowsOf([], 512), labels: [] };
    await withFit(inputOf(recipeWith({}), { validation: none }), async (fit) => {
      expect(await fit.validate(signal)).toBeNull();
    });
    const onlyThose = {
      rows: { ...validation.rows, count: 5 },
      labels: validation.labels.slice(0, 5),
    };
    const five = await withFit(inputOf(recipeWith({}), { validation: onlyThose }), (fit) =>
      fit.validate(signal),
    );
    const firstBatch = recipeWith({ batchSize: 5, validationSteps: 1 });
    expect(await withFit(inputOf(firstBatch), (fit) => fit.validate(signal))).toEqual(five);
  });

  it('ends with TRAINING_DIVERGED when the loss is not finite', async () => {
    const head = withHead({ units: 8, l2: 0, standardise: false });
    await withFit(inputOf(recipeWith({ head, optimizer: { ...sgd, learningRate: 1e30 } })), async (fit) => {
      await expect(runEpochs(fit, 5)).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    });
  });

  it('refuses lbfgs for a head of several layers', async () => {
    await expectNoTensorLeak(engine, async () => {
      await expect(
        createFit(engine, inputOf(recipeWith({ head: withHead({ units: 8 }) }))),
      ).rejects.toMatchObject({
        code: 'RECIPE_CONFLICT',
      });
    });
  });

  it('passes on why rows cannot be had, and leaves nothing behind', async () => {
    const rows = { ...train.rows, gather: () => Promise.reject(new Error('the disk is gone')) };
    const recipe = recipeWith({ optimizer: sgd, head: withHead({ standardise: false }) });
    await withFit(inputOf(recipe, { train: { ...train, rows } }), async (fit) => {
      await expect(runEpochs(fit, 1)).rejects.toThrow('the disk is gone');
    });
    await expectNoTensorLeak(engine, async () => {
      await expect(createFit(engine, inputOf(recipeWith({}), { train: { ...train, rows } }))).rejects.toThrow(
        'the disk is gone',
      );
    });
  });
});

describe('a fit whose head starts converged', () => {
  it('has the weights that fast arrives at before its first epoch', async () => {
    const converged = recipeWith({ optimizer: sgd, head: withHead({ start: 'converged' }) });
    const start = await withFit(inputOf(converged), (fit) => digest(fit));
    const fast = await withFit(inputOf(recipeWith({})), async (fit) => {
      const losses: number[] = [];
      while (losses.length < 60) {
        losses.push((await fit.runEpoch(ignore, signal)).loss);
        if ((losses.at(-2) ?? Number.POSITIVE_INFINITY) - (losses.at(-1) ?? 0) === 0) break;
      }
      return fit.validate(signal);
    });
    await withFit(inputOf(converged), async (fit) => {
      const measured = await fit.validate(signal);
      expect(measured?.loss).toBeCloseTo(fast?.loss ?? Number.NaN, 4);
      expect(measured?.accuracy).toBe(fast?.accuracy);
      expect(digest(fit)).toBe(start);
    });
  });
});

describe('the objective of lbfgs', () => {
  it.each([
    { labelSmoothing: 0, classWeights: null },
    { labelSmoothing: 0.2, classWeights: [0.5, 1, 3] },
  ])('has the gradient that its differences have, with %o', async (loss) => {
    await expectNoTensorLeak(engine, async () => {
      const { rows, labels } = madeFeatures('small', 3, 4, 5);
      const features = await rows.gather([...labels.keys()], 0);
      for (const [at, value] of features.entries()) features[at] = (value - 30) / 20;
      const objective = createSoftmaxObjective(engine, { features, labels }, 3, { l2: 0.1, ...loss });
      const point = Float64Array.from({ length: objective.size }, (_, index) => Math.sin(index) / 2);
      const { gradient } = objective.evaluate(point);
      const step = 1e-2;
      gradient.forEach((slope, index) => {
        const at = (change: number) =>
          objective.evaluate(point.with(index, (point[index] ?? 0) + change)).value;
        expect((at(step) - at(-step)) / (2 * step)).toBeCloseTo(slope, 3);
      });
      objective.close();
    });
  });
});

describe('standardising', () => {
  it('gives mean 0 and deviation 1, and leaves constant features at zero', async () => {
    const features = Float32Array.of(1, 7, 1e6, 3, 7, 1e6);
    const standardiser = await measureStandardiser(async function* () {
      yield await Promise.resolve(features.subarray(0, 3));
      yield await Promise.resolve(features.subarray(3));
    }, 3);
    const scaled = await expectNoTensorLeak(engine, () =>
      engine.tf.tidy(() =>
        makeFeatureScaling(engine, standardiser)
          .forward(engine.tf.tensor2d(features, [2, 3]))
          .dataSync(),
      ),
    );
    expect([...scaled]).toEqual([-1, 0, 0, 1, 0, 0]);
  });
});
