import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPTIMIZER_DEFAULTS, PRESETS } from '../../src/domain/index.ts';
import type { ParentVersion, Trainer, TrainingInput, TrainingOutcome } from '../../src/ports/index.ts';
import { readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import {
  CLASS_NAMES,
  FINE_TUNED,
  few,
  listen,
  makeRunsFolder,
  never,
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

describe('training above another boundary', () => {
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
      const recipe = recipeWith(FINE_TUNED);
      const input = await runs.inputOf(recipe, 'tuned', few);
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
        backbone: { ...recipeWith({}).backbone, weights: 'animals:1' },
        epochs: 2,
      });
      const next = await trainer.train(
        { ...(await runs.inputOf(frozen, 'next', few)), parent },
        listen().observer,
        never,
      );
      expect(next.backbone).toEqual(tuned.backbone);
      const [before, after] = [
        await readWeightsFile(tuned.weightsLocation),
        await readWeightsFile(next.weightsLocation),
      ];
      const bytesOf = (file: typeof before) =>
        Buffer.from(file.arrays.get('block5_conv3/kernel')?.bytes ?? []);
      expect(bytesOf(before).length).toBe(4 * 3 * 3 * 512 * 512);
      expect(bytesOf(after).equals(bytesOf(before))).toBe(true);
    });
  });

  it('starts a head new, and says so, where the version has other classes', async () => {
    const sgd = {
      optimizer: OPTIMIZER_DEFAULTS.sgd,
      head: { ...PRESETS.fast.head, standardise: false },
      epochs: 1,
    };
    const input = await runs.inputOf(recipeWith(sgd), 'parent', few);
    const parent = await asVersion(input, await trainer.train(input, listen().observer, never));
    const recipe = recipeWith({ ...sgd, backbone: { ...recipeWith({}).backbone, weights: 'animals:1' } });
    const warningsWith = async (classNames: readonly string[], run: string) => {
      const { heard, observer } = listen();
      await trainer.train({ ...(await runs.inputOf(recipe, run, few)), parent, classNames }, observer, never);
      return heard.warnings.filter((warning) => warning.includes('animals:1'));
    };
    expect(await warningsWith(CLASS_NAMES, 'same-classes')).toEqual([]);
    expect(await warningsWith(['a', 'b', 'c'], 'other-classes')).toEqual([
      expect.stringContaining('predictions cannot be gone on with') as string,
    ]);
  });

  it('trains every layer from random weights, and then needs no weights of others', async () => {
    const backbone = {
      ...FINE_TUNED.backbone,
      weights: 'none',
      trainableFrom: 'all',
      frozenLayers: 0,
    } as const;
    const head = { ...PRESETS.fast.head, standardise: false };
    const recipe = recipeWith({
      ...FINE_TUNED,
      backbone,
      head,
      batchSize: 2,
      stepsPerEpoch: 1,
      validationSteps: 1,
    });
    const { heard, observer } = listen();
    const outcome = await trainer.train(await runs.inputOf(recipe, 'from-nothing', few), observer, never);
    expect(outcome.backbone).toMatchObject({ weights: 'none', sha256: null });
    expect(outcome.backbone.ownLayers.length).toBe(13);
    expect((await namesOf(outcome)).length).toBe(2 * 14);
    expect(heard.epochs[0]?.metrics.loss).toBeGreaterThan(0);
  });

  it('says that fc1 and fc2 start from random values where the top is not there', async () => {
    const recipe = recipeWith({ ...PRESETS['keras-tutorial'], epochs: 1, stepsPerEpoch: 1 });
    const { heard, observer } = listen();
    await trainer.train(await runs.inputOf(recipe, 'tutorial', few), observer, never);
    expect(heard.warnings).toEqual([
      expect.stringMatching(/fc1 and fc2.*npm run weights -- --top/) as string,
    ]);
  });
});

describe('the measurement for a dry run', () => {
  it('times pictures and steps and leaves nothing behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { attemptFolder, stateFolder, datasetFingerprint, precision, ...input } = await runs.inputOf(
        recipeWith({ optimizer: OPTIMIZER_DEFAULTS.adam, batchSize: 8 }),
        'measured',
      );
      const alone = runs.trainerIn('cache-of-a-dry-run', 1024 ** 3);
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
      for (const left of [attemptFolder, stateFolder, join(runs.path, 'cache-of-a-dry-run', 'features')]) {
        expect(await readdir(left).catch(() => [])).toEqual([]);
      }
      expect([datasetFingerprint.length, precision]).toEqual([64, null]);
    });
  });
});
