import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError, argMax, type EpochRecord, type Recipe } from '../../src/domain/index.ts';
import type { TrainingInput, TrainingObserver } from '../../src/ports/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createTrainer } from '../../src/tensors/trainer.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { recipeWith } from './made-features.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
const trainer = createTrainer({ weightsDir: 'weights', device: 'auto' });
const photos = examplePhotos(8);
const isHeldOut = (index: number): boolean => index % 4 === 3;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-'));
});
afterAll(() => rm(folder, { recursive: true }));

const inputOf = (recipe: Recipe, file: string, used = photos): TrainingInput => ({
  recipe,
  classNames: ['fish', 'monument', 'tool'],
  train: used.filter((_, index) => !isHeldOut(index)),
  validation: used.filter((_, index) => isHeldOut(index)),
  seed: 7,
  pixelsOf,
  checkpointLocation: join(folder, file),
});

interface Heard {
  readonly phases: string[];
  readonly steps: Parameters<TrainingObserver['onProgress']>[0][];
  readonly epochs: EpochRecord[];
  readonly warnings: string[];
}

const listen = (): { heard: Heard; observer: TrainingObserver } => {
  const heard: Heard = { phases: [], steps: [], epochs: [], warnings: [] };
  const observer: TrainingObserver = {
    onPhase: (phase) => Promise.resolve(void heard.phases.push(phase)),
    onProgress: (progress) => void heard.steps.push(progress),
    onEpoch: (epoch) => Promise.resolve(void heard.epochs.push(epoch)),
    onWarning: (message) => void heard.warnings.push(message),
  };
  return { heard, observer };
};

const never = new AbortController().signal;

describe('the trainer', () => {
  it('trains the fast recipe on photos until it has converged and tells every step', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { heard, observer } = listen();
      const input = inputOf(recipeWith({}), 'fast.safetensors');
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
      head: { pool: 'fullyConnected', units: 16, l2: 0, standardise: false },
      optimizer: { name: 'sgd', learningRate: 1e-4, momentum: 0.9, nesterov: false },
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
      const one = inputOf(recipe, 'one.safetensors', few);
      const outcome = await trainer.train(one, observer, never);
      const other = inputOf(recipe, 'other.safetensors', few);
      await trainer.train(other, listen().observer, never);
      expect(outcome.head.layers.map(({ name, inputs, units }) => [name, inputs, units])).toEqual([
        ['fc1', 25088, 16],
        ['fc2', 16, 16],
        ['predictions', 16, 3],
      ]);
      expect(await readFile(one.checkpointLocation)).toEqual(await readFile(other.checkpointLocation));
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
    const input = inputOf(recipeWith({ epochs: 2 }), 'alone.safetensors');
    const few = { ...input, train: input.train.filter((_, index) => index % 3 === 0), validation: [] };
    const outcome = await trainer.train(few, observer, never);
    expect(Object.keys(outcome.best.metrics)).toEqual(['loss', 'accuracy']);
    expect(outcome.validationLogits).toEqual(new Float32Array());
    expect(heard.epochs.length).toBe(2);
  });

  it('stops within the preparation when the signal aborts, and leaves no tensor behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const stop = new AbortController();
      const reason = new Error('cancelled');
      let decoded = 0;
      const input: TrainingInput = {
        ...inputOf(recipeWith({}), 'stopped.safetensors'),
        pixelsOf: (example) => {
          decoded += 1;
          if (decoded === 17) stop.abort(reason);
          return pixelsOf(example);
        },
      };
      await expect(trainer.train(input, listen().observer, stop.signal)).rejects.toBe(reason);
    });
  });

  it('fails with what a picture fails with', async () => {
    await expectNoTensorLeak(engine, async () => {
      const unreadable = new AppError('IMAGE_UNREADABLE', 'damaged');
      const input = {
        ...inputOf(recipeWith({}), 'none.safetensors'),
        pixelsOf: () => Promise.reject(unreadable),
      };
      await expect(trainer.train(input, listen().observer, never)).rejects.toBe(unreadable);
    });
  });
});
