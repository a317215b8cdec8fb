import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OptimizerRecipe, Recipe } from '../../src/domain/index.ts';
import { countUp } from '../../src/tensors/batches.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFit, type Fit } from '../../src/tensors/fit.ts';
import { createSoftmaxObjective } from '../../src/tensors/softmax-objective.ts';
import { gatherRows, makeStandardiser } from '../../src/tensors/standardise.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { madeFeatures, recipeWith } from './made-features.ts';

const engine = startEngine({ device: 'auto' });
const signal = new AbortController().signal;
const data = { train: madeFeatures('train', 3, 20), validation: madeFeatures('validation', 3, 5) };
const ignore = () => undefined;

const sgd = { name: 'sgd', learningRate: 0.01, momentum: 0.9, nesterov: true } as const;
const adam = { name: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const optimizers: readonly OptimizerRecipe[] = [
  sgd,
  adam,
  { name: 'adamw', learningRate: 0.01, weightDecay: 0.004, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  { name: 'rmsprop', learningRate: 0.001, rho: 0.9, epsilon: 1e-7 },
  { name: 'lbfgs', historySize: 10 },
];

const digest = (fit: Fit): string => {
  const hash = createHash('sha256');
  for (const { pieces } of fit.sources()) for (const piece of pieces()) hash.update(piece);
  return hash.digest('hex');
};

const weightsAfter = async (recipe: Recipe, seed: number, epochs: number): Promise<string> => {
  const fit = createFit(engine, recipe, 3, data, seed);
  for (let epoch = 0; epoch < epochs; epoch += 1) await fit.runEpoch(ignore, signal);
  const weights = digest(fit);
  fit.close();
  return weights;
};

describe('a fit', () => {
  it.each(optimizers)('with $name learns, and gives the same bits for the same seed', async (optimizer) => {
    const recipe = recipeWith({ optimizer, batchSize: 16 });
    await expectNoTensorLeak(engine, async () => {
      const fit = createFit(engine, recipe, 3, data, 7);
      const before = await fit.validate(signal);
      for (let epoch = 0; epoch < 4; epoch += 1) await fit.runEpoch(ignore, signal);
      const after = await fit.validate(signal);
      fit.close();
      expect(after?.loss).toBeLessThan(before?.loss ?? Number.NaN);
      expect(after?.accuracy).toBeGreaterThanOrEqual(0.9);
      expect(await weightsAfter(recipe, 7, 2)).toBe(await weightsAfter(recipe, 7, 2));
    });
  });

  it('starts from other weights with another seed', async () => {
    const recipe = recipeWith({
      head: { pool: 'average', units: 8, l2: 0, standardise: true },
      optimizer: adam,
    });
    expect(await weightsAfter(recipe, 1, 0)).not.toBe(await weightsAfter(recipe, 2, 0));
  });

  it('takes exactly the steps an epoch that the recipe says, going on through the data, and as many as fill it otherwise', async () => {
    await expectNoTensorLeak(engine, async () => {
      for (const [stepsPerEpoch, expected] of [
        [2, 2],
        [null, 4],
      ] as const) {
        const fit = createFit(
          engine,
          recipeWith({ optimizer: sgd, batchSize: 16, stepsPerEpoch }),
          3,
          data,
          1,
        );
        const steps: number[] = [];
        await fit.runEpoch((step) => steps.push(step), signal);
        expect(fit.stepsPerEpoch).toBe(expected);
        expect(steps).toEqual(Array.from({ length: expected }, (_, index) => index + 1));
        fit.close();
      }
    });
  });

  it('reports a loss with the penalty on the kernels', async () => {
    const measure = async (l2: number): Promise<number> => {
      const head = { pool: 'average', units: 4, l2, standardise: true } as const;
      const fit = createFit(engine, recipeWith({ head, optimizer: adam }), 3, data, 1);
      let squares = 0;
      const standardiser = makeStandardiser(data.train.rows);
      for (const { name, shape, pieces } of fit.sources()) {
        if (!name.endsWith('/kernel')) continue;
        let at = 0;
        for (const piece of pieces()) {
          for (const weight of piece) {
            // The first kernel is given for plain features: its deviation is taken out again.
            const scale =
              name === 'dense/kernel' ? (standardiser.deviation[Math.floor(at / (shape[1] ?? 1))] ?? 1) : 1;
            squares += (weight * scale) ** 2;
            at += 1;
          }
        }
      }
      const loss = (await fit.validate(signal))?.loss ?? Number.NaN;
      fit.close();
      return loss - l2 * squares;
    };
    expect(await measure(0.1)).toBeCloseTo(await measure(0), 4);
  });

  it('gives no validation figures without validation pictures, and measures only the batches asked for', async () => {
    await expectNoTensorLeak(engine, async () => {
      const none = createFit(engine, recipeWith({}), 3, { ...data, validation: { rows: [], labels: [] } }, 1);
      expect(await none.validate(signal)).toBeNull();
      none.close();
      const firstBatch = createFit(engine, recipeWith({ batchSize: 5, validationSteps: 1 }), 3, data, 1);
      const onlyThose = {
        rows: data.validation.rows.slice(0, 5),
        labels: data.validation.labels.slice(0, 5),
      };
      const five = createFit(engine, recipeWith({}), 3, { ...data, validation: onlyThose }, 1);
      expect(await firstBatch.validate(signal)).toEqual(await five.validate(signal));
      firstBatch.close();
      five.close();
    });
  });

  it('ends with TRAINING_DIVERGED when the loss is not finite', async () => {
    await expectNoTensorLeak(engine, async () => {
      const head = { pool: 'average', units: 8, l2: 0, standardise: false } as const;
      const optimizer = { name: 'sgd', learningRate: 1e30, momentum: 0, nesterov: false } as const;
      const fit = createFit(engine, recipeWith({ head, optimizer }), 3, data, 1);
      const epochs = async () => {
        for (let epoch = 0; epoch < 5; epoch += 1) await fit.runEpoch(ignore, signal);
      };
      await expect(epochs()).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
      fit.close();
    });
  });

  it('refuses lbfgs for a head of several layers', async () => {
    await expectNoTensorLeak(engine, () => {
      const head = { pool: 'average', units: 8, l2: 0, standardise: false } as const;
      expect(() => createFit(engine, recipeWith({ head }), 3, data, 1)).toThrow(
        expect.objectContaining({ code: 'RECIPE_CONFLICT' }),
      );
    });
  });
});

describe('the objective of lbfgs', () => {
  it('has the gradient that its differences have', async () => {
    await expectNoTensorLeak(engine, () => {
      const { rows, labels } = madeFeatures('small', 3, 4, 5);
      const features = gatherRows(rows, countUp(rows.length), makeStandardiser(rows));
      const objective = createSoftmaxObjective(engine, { features, labels }, 3, 0.1);
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
  it('gives mean 0 and deviation 1, and leaves constant features at zero', () => {
    const rows = [Float32Array.of(1, 7, 1e6), Float32Array.of(3, 7, 1e6)];
    const standardiser = makeStandardiser(rows);
    expect([...gatherRows(rows, [0, 1], standardiser)]).toEqual([-1, 0, 0, 1, 0, 0]);
    expect([...gatherRows(rows, [1], null)]).toEqual([3, 7, 1e6]);
  });
});
