import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type EpochRecord, PRESETS, type Recipe } from '../../src/domain/index.ts';
import type { Trainer, TrainingInput, TrainingObserver } from '../../src/ports/index.ts';
import { createTrainer } from '../../src/tensors/trainer.ts';
import { recipeWith as fastWith } from './made-features.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

/** Eight example photos of each class. */
export const photos = examplePhotos(8);

/** The first four of them. */
export const few = photos.filter((_, index) => index % 8 < 4);

export const CLASS_NAMES = ['fish', 'monument', 'tool'];

const isHeldOut = (index: number): boolean => index % 4 === 3;

const FLOAT32 = { ...PRESETS.fast.backbone, precision: 'float32' } as const;

/** The fast recipe in float32, so that the tests ask the same of every machine, with changes. */
export const recipeWith = (changes: Partial<Recipe>): Recipe => fastWith({ backbone: FLOAT32, ...changes });

/** One epoch of the preset `fine-tune` in float32. */
export const FINE_TUNED = {
  backbone: { ...PRESETS['fine-tune'].backbone, precision: 'float32' },
  head: PRESETS['fine-tune'].head,
  optimizer: PRESETS['fine-tune'].optimizer,
  modelCheckpoint: PRESETS['fine-tune'].modelCheckpoint,
  earlyStopping: null,
  epochs: 1,
  batchSize: 8,
} as const;

/** A place for runs: trainers with a cache below it, and inputs with folders of their own. */
export interface RunsFolder {
  readonly path: string;
  readonly trainerIn: (cache: string, featureCacheMaxBytes: number) => Trainer;
  readonly inputOf: (recipe: Recipe, run: string, used?: typeof photos) => Promise<TrainingInput>;
  readonly remove: () => Promise<void>;
}

export const makeRunsFolder = async (): Promise<RunsFolder> => {
  const path = await mkdtemp(join(tmpdir(), 'trainer-'));
  return {
    path,
    trainerIn: (cache, featureCacheMaxBytes) =>
      createTrainer({
        weightsDir: resolve('weights'),
        device: 'auto',
        cacheDir: join(path, cache),
        featureCacheMaxBytes,
      }),
    inputOf: async (recipe, run, used = photos) => {
      const [attemptFolder, stateFolder] = [join(path, run, 'attempt-1'), join(path, run, 'state')];
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
    },
    remove: () => rm(path, { recursive: true }),
  };
};

/** All that an observer has heard. */
export interface Heard {
  readonly phases: string[];
  readonly steps: Parameters<TrainingObserver['onProgress']>[0][];
  readonly epochs: EpochRecord[];
  readonly warnings: string[];
  readonly precisions: string[];
}

export const listen = (): { heard: Heard; observer: TrainingObserver } => {
  const heard: Heard = { phases: [], steps: [], epochs: [], warnings: [], precisions: [] };
  const observer: TrainingObserver = {
    onPhase: (phase) => Promise.resolve(void heard.phases.push(phase)),
    onProgress: (progress) => void heard.steps.push(progress),
    onEpoch: (epoch) => Promise.resolve(void heard.epochs.push(epoch)),
    onWarning: (message) => void heard.warnings.push(message),
    onPrecision: (precision) => void heard.precisions.push(precision),
    onResume: () => Promise.resolve(),
  };
  return { heard, observer };
};

/** A signal that never aborts. */
export const never = new AbortController().signal;
