import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DatasetFile,
  type Example,
  fingerprintText,
  isParity,
  type JobReport,
  type Parity,
  PRESETS,
  type Precision,
  parityError,
} from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import { makeCandidateServing } from '../../src/inference/index.ts';
import type { DatasetStore, NewVersion } from '../../src/ports/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createInferenceEngine, createTrainer } from '../../src/tensors/index.ts';
import { type CheckParityInput, makeCheckParity } from '../../src/usecases/check-parity.ts';
import { makeTrainModel } from '../../src/usecases/index.ts';
import { aDataset, aFile, aJob, fake, makeLog } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

const root = process.env['KERAS_PHOTOS'] ?? 'examples/photos';
const classNames = ['fish', 'monument', 'tool'];
const engine = startEngine({ device: 'auto' });
const options = { weightsDir: resolve('weights'), device: 'auto' } as const;

const PHOTOS_OF_A_CLASS = 5;

const files: readonly DatasetFile[] = classNames.flatMap((className) =>
  readdirSync(join(root, className))
    .sort()
    .slice(0, PHOTOS_OF_A_CLASS)
    .map((name) => aFile(join(className, name))),
);
const datasetFingerprint = createHash('sha256').update(fingerprintText(files)).digest('hex');
const classes = classNames.map((className, classIndex) => ({
  className,
  classIndex,
  images: PHOTOS_OF_A_CLASS,
}));

const datasets = fake<DatasetStore>('datasets', {
  find: () => Promise.resolve(aDataset({ classes, images: files.length })),
  allFiles: () => Promise.resolve(files),
  content: (_id, { sha256 }) => Promise.resolve({ path: join(root, sha256.slice('sha-'.length)) }),
});

const serving = makeCandidateServing({
  batching: { maxBatch: 16, windowMs: 0, maxWaiting: 32, nowMs: Date.now },
  openEngine: () => createInferenceEngine({ ...options, maxNetworkBytes: 1e9 }),
});

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parity-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** A version that was trained, and what its trainer knows of it. */
interface Trained {
  readonly report: JobReport;
  readonly input: CheckParityInput;
}

const deps = {
  datasets,
  decoder: createPictureReader(),
  candidates: serving,
  readFile,
  clock: { now: () => new Date() },
};

/** Trains a fast job on the photos and asks its version, as a trainer process does. */
const train = async (precision: Precision): Promise<Trained> => {
  const [attempt, state] = [join(folder, `attempt-${precision}`), join(folder, `state-${precision}`)];
  for (const one of [attempt, state]) await mkdir(one);
  const trainer = createTrainer({
    ...options,
    cacheDir: join(folder, 'cache'),
    featureCacheMaxBytes: 1e9,
  });
  const known: { validation: readonly Example[]; logits: Float32Array; candidate?: NewVersion } = {
    validation: [],
    logits: new Float32Array(),
  };
  const trainModel = makeTrainModel({
    ...deps,
    trainer: {
      device: trainer.device,
      train: async (input, observer, signal) => {
        const outcome = await trainer.train(input, observer, signal);
        known.validation = input.validation;
        known.logits = outcome.validationLogits;
        return outcome;
      },
    },
    candidates: {
      serve: (candidate) => {
        known.candidate = candidate;
        return serving.serve(candidate);
      },
    },
    log: makeLog(),
  });
  const recipe = { ...PRESETS.fast, backbone: { ...PRESETS.fast.backbone, precision } };
  const job = aJob({ attempt: 1 }, { recipe, datasetFingerprint });
  const assignment = { job, attempt: 1, folder: attempt, stateFolder: state, parent: null };
  const signal = new AbortController().signal;
  const { report, calibration } = await trainModel(assignment, () => Promise.resolve(), signal);
  const { candidate, validation, logits } = known;
  if (candidate === undefined) throw new Error('expected a version to be asked');
  const { datasetId, seed } = job.request;
  const { temperature } = calibration;
  return { report, input: { candidate, datasetId, seed, classNames, validation, logits, temperature } };
};

const trainings = new Map<Precision, Promise<Trained>>();

/** The version of the one training in that precision. */
const trained = (precision: Precision): Promise<Trained> => {
  const training = trainings.get(precision) ?? train(precision);
  trainings.set(precision, training);
  return training;
};

/** Asks the trained version after something has happened to it. */
const ask = async (
  precision: Precision,
  change: (candidate: NewVersion) => Promise<NewVersion>,
): Promise<Parity> => {
  const { input } = await trained(precision);
  const candidate = await change(input.candidate);
  const checkParity = makeCheckParity(deps);
  const parity = await checkParity({ ...input, candidate }, () => undefined, new AbortController().signal);
  return checked(parity);
};

const checked = (parity: Parity | null): Parity => {
  if (parity === null) throw new Error('expected a check');
  return parity;
};

const withManifest =
  (change: (manifest: NewVersion['manifest']) => Partial<NewVersion['manifest']>) =>
  ({ manifest, ...candidate }: NewVersion): Promise<NewVersion> =>
    Promise.resolve({ ...candidate, manifest: { ...manifest, ...change(manifest) } });

/** The version with another weights file. */
const withWeights = async (candidate: NewVersion, name: string, bytes: Buffer): Promise<NewVersion> => {
  const weightsLocation = join(dirname(candidate.weightsLocation), name);
  await writeFile(weightsLocation, bytes);
  return { ...candidate, weightsLocation };
};

/** Makes every number of the file a little larger. The names and shapes before them stay. */
const scaleWeights = async (candidate: NewVersion): Promise<NewVersion> => {
  const bytes = await readFile(candidate.weightsLocation);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at < bytes.length; at += 4) bytes.writeFloatLE(bytes.readFloatLE(at) * 1.05, at);
  return withWeights(candidate, 'scaled.safetensors', bytes);
};

const cutWeights = async (candidate: NewVersion): Promise<NewVersion> => {
  const bytes = await readFile(candidate.weightsLocation);
  return withWeights(candidate, 'cut.safetensors', bytes.subarray(0, 100));
};

describe.each(['float32', 'int8'] as const)('a fast job in %s', (precision) => {
  it('answers all its validation pictures as its trainer did, and leaves no tensor behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const { report } = await trained(precision);
      const parity = checked(report.parity);
      expect(isParity(parity)).toBe(true);
      expect(parity.images).toBe(3);
      expect(parity.maxDifference).toBeLessThan(1e-4);
      expect(parity.accuracyServed).toBe(report.accuracy);
    });
  });

  it('does not pass with its classes in another order', async () => {
    const swap = withManifest((manifest) => ({ classNames: manifest.classNames.toReversed() }));
    const parity = await ask(precision, swap);
    expect(isParity(parity)).toBe(false);
    expect(parity.accuracyServed).toBeLessThan(parity.accuracyTrainer);
    expect(parity.maxDifference).toBeGreaterThan(0.5);
    expect(parityError(parity).message).toMatch(/expected "tool" at 0\.\d+, received "fish" at 0\.\d+/);
  });

  it('does not pass with a weights file that was changed after training', async () => {
    const parity = await ask(precision, scaleWeights);
    expect(isParity(parity)).toBe(false);
    expect(parity.drifted.total).toBeGreaterThan(0);
  });

  it('does not pass with a weights file that was cut off', async () => {
    const parity = await ask(precision, cutWeights);
    expect(parity).toMatchObject({ maxDifference: null, accuracyServed: 0, drifted: { total: 3 } });
    expect(parity.drifted.listed[0]?.received).toHaveProperty('fault');
  });

  it('does not pass with another preprocessing', async () => {
    const rescale = withManifest(({ preprocessing }) => ({
      preprocessing: { ...preprocessing, mode: 'rescale' },
    }));
    expect(isParity(await ask(precision, rescale))).toBe(false);
  });

  it('does not pass with another way of making pictures smaller', async () => {
    const nearest = withManifest(({ preprocessing }) => ({
      preprocessing: { ...preprocessing, interpolation: 'nearest' },
    }));
    expect(isParity(await ask(precision, nearest))).toBe(false);
  });

  it('does not pass with another temperature, although every class is the same', async () => {
    const warmer = withManifest(({ calibration }) => ({
      calibration: { temperature: calibration.temperature * 1.1, eceBefore: 0, eceAfter: 0 },
    }));
    const parity = await ask(precision, warmer);
    expect(isParity(parity)).toBe(false);
    expect(parity.accuracyServed).toBe(parity.accuracyTrainer);
  });

  it('does not pass in another precision than it was trained in', async () => {
    const other = precision === 'int8' ? 'float32' : 'int8';
    const changed = withManifest(({ backbone }) => ({ backbone: { ...backbone, precision: other } }));
    expect(isParity(await ask(precision, changed))).toBe(false);
  });
});
