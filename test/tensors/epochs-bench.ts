import { copyFileSync, mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { EpochRecord, Recipe } from '../../src/domain/index.ts';
import type { Engine } from '../../src/tensors/engine.ts';
import { createFit } from '../../src/tensors/fit.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import { type EpochsOutcome, runEpochs } from '../../src/tensors/run-epochs.ts';
import { madeFeatures, recipeWith } from './made-features.ts';

const WIDTH = 512;
const CLASSES = 3;
const SEED = 7;

/** What a test ends an attempt with. */
export class Killed extends Error {}

/** Two steps an epoch out of 30 pictures in batches of 8, so that epochs and passes over the data do not end together. */
export const recipe: Recipe = recipeWith({
  epochs: 5,
  batchSize: 8,
  stepsPerEpoch: 2,
  head: { pool: 'average', units: 6, l2: 0.001, standardise: true, dropout: 0.3, start: 'random' },
  optimizer: {
    name: 'adam',
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
    weightDecay: 0.001,
    schedule: { name: 'constant', warmupSteps: 0 },
  },
  modelCheckpoint: { monitor: 'val_loss', mode: 'auto', saveBestOnly: true, initialValueThreshold: null },
  earlyStopping: null,
});

/** A job's folder with a folder for each attempt. */
export interface RunFolder {
  readonly path: string;
  /** The same files in a folder of their own, as a process that is killed now would leave them. */
  copy(): RunFolder;
  states(): Promise<readonly string[]>;
  filesOf(attempt: number): Promise<readonly string[]>;
  remove(): Promise<void>;
}

/** Without waiting for anything: what goes meanwhile, because the system is still at work on it, is left out. */
const copyTree = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    try {
      if (entry.isDirectory()) copyTree(source, target);
      else copyFileSync(source, target);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
};

const folderAt = (path: string): RunFolder => ({
  path,
  copy: () => {
    const to = mkdtempSync(join(tmpdir(), 'epochs-'));
    copyTree(path, to);
    return folderAt(to);
  },
  states: async () => (await readdir(join(path, 'state'))).sort(),
  filesOf: async (attempt) => (await readdir(join(path, `attempt-${attempt}`))).sort(),
  remove: () => rm(path, { recursive: true, force: true }),
});

export const makeRunFolder = async (): Promise<RunFolder> => {
  const path = await mkdtemp(join(tmpdir(), 'epochs-'));
  await mkdir(join(path, 'state'));
  return folderAt(path);
};

export interface AttemptOptions {
  readonly folder: RunFolder;
  readonly recipe: Recipe;
  readonly attempt?: number;
  readonly identity?: string;
  readonly stateIntervalMs?: number;
  readonly signal?: AbortSignal;
  readonly validation?: number;
  /** Counts steps of this attempt from 1; what it throws ends the attempt as a fault does. */
  readonly onStep?: (step: number) => void;
  readonly onEpoch?: (record: EpochRecord) => Promise<void>;
}

/** What an attempt has told and left. */
export interface Attempt {
  readonly outcome: EpochsOutcome;
  readonly resumed: readonly EpochRecord[];
  /** All epochs of the run, without the time they took. */
  readonly epochs: readonly unknown[];
  readonly warnings: readonly string[];
  /** The bytes of the weights that would be published. */
  readonly weights: Buffer;
}

const timeless = ({ seconds: _, ...record }: EpochRecord): unknown => record;

/** Runs the epochs of one attempt on made-up features with the real engine. */
export const runAttempt = async (engine: Engine, options: AttemptOptions): Promise<Attempt> => {
  const { folder, recipe, attempt = 1, identity = 'run', stateIntervalMs = 0 } = options;
  const signal = options.signal ?? new AbortController().signal;
  const attemptFolder = join(folder.path, `attempt-${attempt}`);
  await mkdir(attemptFolder, { recursive: true });
  const fit = await createFit(engine, {
    recipe,
    classNames: ['a', 'b', 'c'],
    train: madeFeatures('train', CLASSES, 10, WIDTH),
    validation: madeFeatures('validation', CLASSES, options.validation ?? 4, WIDTH),
    seed: SEED,
    frozenConvolutions: 13,
    initial: glorotWeights(SEED),
  });
  const warnings: string[] = [];
  const epochs: EpochRecord[] = [];
  let resumed: readonly EpochRecord[] = [];
  let step = 0;
  try {
    const outcome = await runEpochs({
      recipe,
      fit,
      attemptFolder,
      stateFolder: join(folder.path, 'state'),
      identity,
      stateIntervalMs,
      signal,
      observer: {
        onProgress: () => {
          step += 1;
          options.onStep?.(step);
        },
        onEpoch: async (record) => {
          epochs.push(record);
          await options.onEpoch?.(record);
        },
        onWarning: (message) => {
          warnings.push(message);
        },
        onResume: (done) => {
          resumed = done;
          epochs.push(...done);
          return Promise.resolve();
        },
      },
    });
    const weights = await readFile(outcome.weightsLocation);
    return { outcome, resumed, epochs: epochs.map(timeless), warnings, weights };
  } finally {
    fit.close();
  }
};

/** Ends an attempt at a step. */
export const killedAt = (last: number) => (step: number) => {
  if (step === last) throw new Killed();
};

export const expectSame = (one: Attempt, other: Attempt): void => {
  expect(one.epochs).toEqual(other.epochs);
  expect(one.outcome.best).toEqual(other.outcome.best);
  expect(one.outcome.stopReason).toBe(other.outcome.stopReason);
  expect(one.weights.equals(other.weights)).toBe(true);
};
