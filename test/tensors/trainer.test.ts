import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppError,
  argMax,
  type EpochRecord,
  OPTIMIZER_DEFAULTS,
  PRESETS,
  type Recipe,
} from '../../src/domain/index.ts';
import type {
  ParentVersion,
  Trainer,
  TrainingInput,
  TrainingObserver,
  TrainingOutcome,
} from '../../src/ports/index.ts';
import { readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createTrainer } from '../../src/tensors/trainer.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { recipeWith as fastWith } from './made-features.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
const photos = examplePhotos(8);
const isHeldOut = (index: number): boolean => index % 4 === 3;

let folder: string;
let trainer: Trainer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trainer-'));
  trainer = trainerIn('cache', 1024 ** 3);
});
afterAll(() => rm(folder, { recursive: true }));

const trainerIn = (cache: string, featureCacheMaxBytes: number): Trainer =>
  createTrainer({
    weightsDir: resolve('weights'),
    device: 'auto',
    cacheDir: join(folder, cache),
    featureCacheMaxBytes,
  });

/** float32, so that the tests ask the same of every machine. */
const recipeWith = (changes: Partial<Recipe>): Recipe => fastWith({ ...FLOAT32, ...changes });
const FLOAT32 = { backbone: { ...PRESETS.fast.backbone, precision: 'float32' } } as const;

const CLASS_NAMES = ['fish', 'monument', 'tool'];

/** A run with folders of its own. */
const inputOf = async (recipe: Recipe, run: string, used = photos): Promise<TrainingInput> => {
  const [attemptFolder, stateFolder] = [join(folder, run, 'attempt-1'), join(folder, run, 'state')];
  await mkdir(attemptFolder, { recursive: true });
  await mkdir(stateFolder, { recursive: true });
  return {
    recipe,
    classNames: CLASS_NAMES,
    train: used.filter((_, index) => !isHeldOut(index)),
    validation: used.filter((_, index) => isHeldOut(index)),
    seed: 7,
    datasetFingerprint: 'a'.repeat(64),
    parent: null,
    precision: null,
    pixelsOf,
    attemptFolder,
    stateFolder,
  };
};

interface Heard {
  readonly phases: string[];
  readonly steps: Parameters<TrainingObserver['onProgress']>[0][];
  readonly epochs: EpochRecord[];
  readonly warnings: string[];
  readonly precisions: string[];
  readonly resumed: number[];
}

const listen = (): { heard: Heard; observer: TrainingObserver } => {
  const heard: Heard = { phases: [], steps: [], epochs: [], warnings: [], precisions: [], resumed: [] };
  const observer: TrainingObserver = {
    onPhase: (phase) => Promise.resolve(void heard.phases.push(phase)),
    onProgress: (progress) => void heard.steps.push(progress),
    onEpoch: (epoch) => Promise.resolve(void heard.epochs.push(epoch)),
    onWarning: (message) => void heard.warnings.push(message),
    onPrecision: (precision) => void heard.precisions.push(precision),
    onResume: (done) => Promise.resolve(void heard.resumed.push(done.length)),
  };
  return { heard, observer };
};

const never = new AbortController().signal;

describe('the trainer', () => {
  it('trains the fast recipe on photos until it has converged and tells every step', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { heard, observer } = listen();
      const input = await inputOf(recipeWith({}), 'fast');
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
      const one = await inputOf(recipe, 'one', few);
      const outcome = await trainer.train(one, observer, never);
      const other = await inputOf(recipe, 'other', few);
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
    const input = await inputOf(recipeWith({ epochs: 2 }), 'alone');
    const few = { ...input, train: input.train.filter((_, index) => index % 3 === 0), validation: [] };
    const outcome = await trainer.train(few, observer, never);
    expect(Object.keys(outcome.best.metrics)).toEqual(['loss', 'accuracy']);
    expect(outcome.validationLogits).toEqual(new Float32Array());
    expect(heard.epochs.length).toBe(2);
  });

  it('computes features once: a second run on the same pictures reads them, and leaves the same bits', async () => {
    const recipe = recipeWith({ epochs: 4 });
    const first = await trainer.train(await inputOf(recipe, 'first'), listen().observer, never);
    const blind = {
      ...(await inputOf(recipe, 'second')),
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
    const settled = { ...(await inputOf(recipe, 'settled')), precision: 'int8' as const };
    const outcome = await trainer.train(settled, observer, never);
    expect(heard.precisions).toEqual(['int8']);
    expect(outcome.backbone).toMatchObject({ precision: 'int8', weights: 'imagenet', ownLayers: [] });
    const float32 = await inputOf(recipeWith({ preprocess: 'none', epochs: 1 }), 'plain');
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
    const few = photos.filter((_, index) => index % 8 < 4);
    const weights: Buffer[] = [];
    for (const run of ['augmented-a', 'augmented-b', 'as-they-are']) {
      const { heard, observer } = listen();
      const changed = run === 'as-they-are' ? { ...recipe, augment: null } : recipe;
      const outcome = await trainer.train(await inputOf(changed, run, few), observer, never);
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
      ...fineTuned,
      backbone: { ...FLOAT32.backbone, trainableFrom: 'all', frozenLayers: 0 },
      head: { ...PRESETS['keras-tutorial'].head, units },
      batchSize: 1024,
    });
    const many = Array.from({ length: 4096 }, (_, index) => photos[index % photos.length]).flatMap(
      (photo) => photo ?? [],
    );
    const blind = {
      ...(await inputOf(recipe, 'large', many)),
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
        ...(await inputOf(recipeWith({}), 'stopped')),
        pixelsOf: (example) => {
          decoded += 1;
          if (decoded === 17) stop.abort(reason);
          return pixelsOf(example);
        },
      };
      const alone = trainerIn('cache-that-is-off', 0);
      await expect(alone.train(input, listen().observer, stop.signal)).rejects.toBe(reason);
    });
  });

  it('fails with what a picture fails with', async () => {
    await expectNoTensorLeak(engine, async () => {
      const unreadable = new AppError('IMAGE_UNREADABLE', 'damaged');
      const input = {
        ...(await inputOf(recipeWith({}), 'none')),
        pixelsOf: () => Promise.reject(unreadable),
      };
      const alone = trainerIn('cache-that-is-off', 0);
      await expect(alone.train(input, listen().observer, never)).rejects.toBe(unreadable);
    });
  });
});

const fineTuned = {
  backbone: { ...PRESETS['fine-tune'].backbone, precision: 'float32' },
  head: PRESETS['fine-tune'].head,
  optimizer: PRESETS['fine-tune'].optimizer,
  modelCheckpoint: PRESETS['fine-tune'].modelCheckpoint,
  earlyStopping: null,
  epochs: 1,
  batchSize: 8,
} as const;

describe('training above another boundary', () => {
  const few = photos.filter((_, index) => index % 8 < 4);

  /** What a run left, as a version that another run continues from. */
  const asVersion = async (input: TrainingInput, outcome: TrainingOutcome): Promise<ParentVersion> => ({
    weightsLocation: outcome.weightsLocation,
    manifest: {
      ...aManifest(),
      classNames: input.classNames,
      head: outcome.head,
      backbone: outcome.backbone,
      weights: {
        file: 'weights.safetensors',
        bytes: 1,
        sha256: (await readWeightsFile(outcome.weightsLocation)).sha256,
      },
    },
  });

  const namesOf = async ({ weightsLocation }: TrainingOutcome): Promise<readonly string[]> => [
    ...(await readWeightsFile(weightsLocation)).arrays.keys(),
  ];

  it('fine-tunes block5 from a converged head, publishes what is its own, and goes on from there', async () => {
    await expectNoTensorLeak(engine, async () => {
      const recipe = recipeWith(fineTuned);
      const input = await inputOf(recipe, 'tuned', few);
      const { heard, observer } = listen();
      const tuned = await trainer.train(input, observer, never);
      expect(tuned.backbone).toMatchObject({
        weights: 'imagenet',
        precision: 'float32',
        ownLayers: ['block5_conv1', 'block5_conv2', 'block5_conv3'],
      });
      expect(tuned.backbone.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(await namesOf(tuned)).toEqual(
        ['block5_conv1', 'block5_conv2', 'block5_conv3', 'predictions'].flatMap((name) => [
          `${name}/kernel`,
          `${name}/bias`,
        ]),
      );
      expect(heard.epochs.length).toBe(1);
      expect(tuned.best.epoch).toBeLessThanOrEqual(1);

      // All of the base is frozen now, block5 as it was tuned: it goes on being part of what is published.
      const parent = await asVersion(input, tuned);
      const frozen = recipeWith({
        backbone: { ...FLOAT32.backbone, weights: 'animals:1' },
        epochs: 2,
      });
      const next = await trainer.train(
        { ...(await inputOf(frozen, 'next', few)), parent },
        listen().observer,
        never,
      );
      expect(next.backbone).toEqual(tuned.backbone);
      const [before, after] = [
        await readWeightsFile(tuned.weightsLocation),
        await readWeightsFile(next.weightsLocation),
      ];
      const kernel = 'block5_conv3/kernel';
      expect(Buffer.from(after.arrays.get(kernel)?.bytes ?? [])).toEqual(
        Buffer.from(before.arrays.get(kernel)?.bytes ?? []),
      );
    });
  });

  it('starts a head new, and says so, where the version has other classes', async () => {
    const sgd = {
      optimizer: OPTIMIZER_DEFAULTS.sgd,
      head: { ...PRESETS.fast.head, standardise: false },
      epochs: 1,
    };
    const input = await inputOf(recipeWith(sgd), 'parent', few);
    const parent = await asVersion(input, await trainer.train(input, listen().observer, never));
    const recipe = recipeWith({ ...sgd, backbone: { ...FLOAT32.backbone, weights: 'animals:1' } });
    const warningsWith = async (classNames: readonly string[], run: string) => {
      const { heard, observer } = listen();
      await trainer.train({ ...(await inputOf(recipe, run, few)), parent, classNames }, observer, never);
      return heard.warnings.filter((warning) => warning.includes('animals:1'));
    };
    expect(await warningsWith(CLASS_NAMES, 'same-classes')).toEqual([]);
    expect(await warningsWith(['a', 'b', 'c'], 'other-classes')).toEqual([
      expect.stringContaining('predictions cannot be gone on with') as string,
    ]);
  });

  it('says that fc1 and fc2 start from random values where the top is not there', async () => {
    const { recipe } = { recipe: recipeWith({ ...PRESETS['keras-tutorial'], epochs: 1, stepsPerEpoch: 1 }) };
    const { heard, observer } = listen();
    await trainer.train(await inputOf(recipe, 'tutorial', few), observer, never);
    expect(heard.warnings).toEqual([
      expect.stringMatching(/fc1 and fc2.*npm run weights -- --top/) as string,
    ]);
  });
});

describe('the measurement for a dry run', () => {
  it('times pictures and steps and leaves nothing behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { attemptFolder, stateFolder, datasetFingerprint, precision, ...input } = await inputOf(
        recipeWith({ optimizer: OPTIMIZER_DEFAULTS.adam, batchSize: 8 }),
        'measured',
      );
      const alone = trainerIn('cache-of-a-dry-run', 1024 ** 3);
      const measured = await alone.measure(input, never);
      expect(measured).toMatchObject({
        precision: 'float32',
        pictures: { train: 18, validation: 6, decoded: 18 },
        steps: { perEpoch: 3, validationPerEpoch: 1 },
        warnings: [],
      });
      const { secondsPerPicture, secondsPerStep, memory } = measured;
      expect(secondsPerPicture).toBeGreaterThan(secondsPerStep / 8);
      expect(secondsPerStep).toBeGreaterThan(0);
      expect(memory.neededBytes).toBeGreaterThan(process.memoryUsage().rss / 10);
      expect(memory.availableBytes).toBeGreaterThan(memory.neededBytes);
      for (const left of [attemptFolder, stateFolder, join(folder, 'cache-of-a-dry-run', 'features')]) {
        expect(await readdir(left).catch(() => [])).toEqual([]);
      }
      expect([datasetFingerprint.length, precision]).toEqual([64, null]);
    });
  });
});
