import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, argMax, OPTIMIZER_DEFAULTS, PRESETS } from '../../src/domain/index.ts';
import type { Trainer, TrainingInput } from '../../src/ports/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { recipeWith as fastWith } from './made-features.ts';
import { pixelsOf } from './photos.ts';
import {
  FINE_TUNED,
  few,
  listen,
  makeRunsFolder,
  never,
  photos,
  type RunsFolder,
  recipeWith,
} from './trainer-runs.ts';

const engine = startEngine({ device: 'auto' });
let runs: RunsFolder;
let trainer: Trainer;
beforeAll(async () => {
  runs = await makeRunsFolder();
  trainer = runs.trainerIn('cache', 1024 ** 3);
});
afterAll(() => runs.remove());

describe('the trainer', () => {
  it('trains the fast recipe on photos until it has converged and tells every step', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { heard, observer } = listen();
      const input = await runs.inputOf(recipeWith({}), 'fast');
      const outcome = await trainer.train(input, observer, never);
      expect(heard.phases).toEqual(['preparing', 'training', 'evaluating']);
      expect(heard.steps.slice(0, 2).map(({ step, steps, epoch }) => ({ step, steps, epoch }))).toEqual([
        { step: 16, steps: 24, epoch: 0 },
        { step: 24, steps: 24, epoch: 0 },
      ]);
      expect(heard.epochs.map(({ epoch }) => epoch)).toEqual(heard.epochs.map((_, index) => index + 1));
      expect(outcome.stopReason).toBe('earlyStopping');
      expect(heard.epochs.at(-1)?.earlyStopping).toMatchObject({ stop: true, monitor: 'loss', patience: 5 });
      const losses = heard.epochs.map(({ metrics }) => metrics.loss ?? Number.NaN);
      expect(outcome.best.value).toBe(Math.min(...losses));
      // Once it stopped while each epoch still took a thousandth off the loss, at a wrong answer for a held-out photo.
      const [beforeWait = Number.NaN] = losses.slice(-6);
      expect(beforeWait / Math.min(...losses) - 1).toBeLessThan(1e-3);
      expect(outcome.best.metrics.accuracy).toBe(1);
      const right = input.validation.filter(
        ({ classIndex }, row) =>
          argMax(outcome.validationLogits.subarray(row * 3, row * 3 + 3)) === classIndex,
      );
      expect(right.length / input.validation.length).toBe(outcome.best.metrics.val_accuracy);
      expect(outcome.best.metrics.val_accuracy).toBeGreaterThanOrEqual(5 / 6);
    });
  });

  it('trains fully connected layers as Keras does, and leaves the same bits for the same seed', async () => {
    const recipe = recipeWith({
      preprocess: 'none',
      head: { ...PRESETS['keras-tutorial'].head, units: 16 },
      optimizer: { ...OPTIMIZER_DEFAULTS.sgd, learningRate: 1e-4, momentum: 0.9 },
      epochs: 3,
      stepsPerEpoch: 2,
      validationSteps: 1,
      batchSize: 4,
      modelCheckpoint: {
        monitor: 'val_accuracy',
        mode: 'auto',
        saveBestOnly: true,
        initialValueThreshold: 1,
      },
      earlyStopping: null,
    });
    await expectNoTensorLeak(engine, async () => {
      const { heard, observer } = listen();
      const few = photos.filter((_, index) => index % 8 < 4 && index % 2 === 1);
      const one = await runs.inputOf(recipe, 'one', few);
      const outcome = await trainer.train(one, observer, never);
      const other = await runs.inputOf(recipe, 'other', few);
      const again = await trainer.train(other, listen().observer, never);
      expect(outcome.head.layers.map(({ name, inputs, units }) => [name, inputs, units])).toEqual([
        ['fc1', 25088, 16],
        ['fc2', 16, 16],
        ['predictions', 16, 3],
      ]);
      expect(await readFile(outcome.weightsLocation)).toEqual(await readFile(again.weightsLocation));
      expect(heard.steps.slice(1).map(({ epoch, step, steps }) => [epoch, step, steps])).toEqual(
        [1, 2, 3].flatMap((epoch) => [
          [epoch, 1, 2],
          [epoch, 2, 2],
        ]),
      );
      // No epoch is better than an accuracy of 1, so none was saved, and the last one's weights are kept.
      expect(outcome).toMatchObject({ stopReason: 'completedEpochs', best: { epoch: 3 } });
      expect(heard.warnings).toEqual([expect.stringContaining('weights of the last one') as string]);
    });
  });

  it('trains without validation pictures, and then has no validation metrics', async () => {
    const { heard, observer } = listen();
    const input = await runs.inputOf(recipeWith({ epochs: 2 }), 'alone');
    const few = { ...input, train: input.train.filter((_, index) => index % 3 === 0), validation: [] };
    const outcome = await trainer.train(few, observer, never);
    expect(Object.keys(outcome.best.metrics)).toEqual(['loss', 'accuracy']);
    expect(outcome.validationLogits).toEqual(new Float32Array());
    expect(heard.epochs.length).toBe(2);
  });

  it('computes features once: a second run on the same pictures reads them, and leaves the same bits', async () => {
    const recipe = recipeWith({ epochs: 4 });
    const first = await trainer.train(await runs.inputOf(recipe, 'first'), listen().observer, never);
    const blind = {
      ...(await runs.inputOf(recipe, 'second')),
      pixelsOf: () => Promise.reject(new Error('no picture is decoded again')),
    };
    const { heard, observer } = listen();
    const second = await trainer.train(blind, observer, never);
    expect(await readFile(second.weightsLocation)).toEqual(await readFile(first.weightsLocation));
    expect(heard.steps[0]).toMatchObject({ epoch: 0, step: 24, steps: 24 });
  });

  it('says which precision it settled on, and keeps the one of an earlier attempt', async () => {
    const recipe = fastWith({ epochs: 2 });
    const { heard, observer } = listen();
    const settled = { ...(await runs.inputOf(recipe, 'settled')), precision: 'int8' as const };
    const outcome = await trainer.train(settled, observer, never);
    expect(heard.precisions).toEqual(['int8']);
    expect(outcome.backbone).toMatchObject({ precision: 'int8', weights: 'imagenet', ownLayers: [] });
    const float32 = await runs.inputOf(recipeWith({ preprocess: 'none', epochs: 1 }), 'plain');
    expect((await trainer.train(float32, observer, never)).backbone.precision).toBe('float32');
  });

  it('changes training pictures at random where the recipe says so, says what that costs, and stays repeatable', async () => {
    const augment = { flip: 'horizontal', rotation: 10, zoom: 0.1, shift: 0.1, brightness: 0.1 } as const;
    const recipe = recipeWith({
      augment,
      head: { ...PRESETS.fast.head, standardise: false },
      optimizer: { ...OPTIMIZER_DEFAULTS.adam, learningRate: 0.01 },
      epochs: 2,
      batchSize: 8,
      stepsPerEpoch: 2,
      modelCheckpoint: { ...PRESETS.fast.modelCheckpoint, saveBestOnly: false },
      earlyStopping: null,
    });
    const weights: Buffer[] = [];
    for (const run of ['augmented-a', 'augmented-b', 'as-they-are']) {
      const { heard, observer } = listen();
      const changed = run === 'as-they-are' ? { ...recipe, augment: null } : recipe;
      const outcome = await trainer.train(await runs.inputOf(changed, run, few), observer, never);
      const said = heard.warnings.filter((warning) => warning.includes('at random'));
      expect(said.length).toBe(run === 'as-they-are' ? 0 : 1);
      weights.push(await readFile(outcome.weightsLocation));
    }
    expect(weights[0]).toEqual(weights[1]);
    expect(weights[0]).not.toEqual(weights[2]);
  });

  it('refuses a job that cannot fit in memory before a picture is read', async () => {
    const units = 8192;
    const recipe = recipeWith({
      ...FINE_TUNED,
      backbone: { ...FINE_TUNED.backbone, trainableFrom: 'all', frozenLayers: 0 },
      head: { ...PRESETS['keras-tutorial'].head, units },
      batchSize: 1024,
    });
    const many = Array.from({ length: 4096 }, (_, index) => photos[index % photos.length]).flatMap(
      (photo) => photo ?? [],
    );
    const blind = {
      ...(await runs.inputOf(recipe, 'large', many)),
      pixelsOf: () => Promise.reject(new Error('no picture is read')),
    };
    await expect(trainer.train(blind, listen().observer, never)).rejects.toMatchObject({
      code: 'MEMORY_INSUFFICIENT',
      message: expect.stringMatching(/expected a job that fits in the \d+ MiB .* needs \d+ MiB/) as string,
    });
  });

  it('stops within the preparation when the signal aborts, and leaves no tensor behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const stop = new AbortController();
      const reason = new Error('cancelled');
      let decoded = 0;
      const input: TrainingInput = {
        ...(await runs.inputOf(recipeWith({}), 'stopped')),
        pixelsOf: (example) => {
          decoded += 1;
          if (decoded === 17) stop.abort(reason);
          return pixelsOf(example);
        },
      };
      const alone = runs.trainerIn('cache-that-is-off', 0);
      await expect(alone.train(input, listen().observer, stop.signal)).rejects.toBe(reason);
    });
  });

  it('fails with what a picture fails with', async () => {
    await expectNoTensorLeak(engine, async () => {
      const unreadable = new AppError('IMAGE_UNREADABLE', 'damaged');
      const input = {
        ...(await runs.inputOf(recipeWith({}), 'none')),
        pixelsOf: () => Promise.reject(unreadable),
      };
      const alone = runs.trainerIn('cache-that-is-off', 0);
      await expect(alone.train(input, listen().observer, never)).rejects.toBe(unreadable);
    });
  });
});
