import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DatasetFile,
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
import type { CandidateServing, DatasetStore, NewVersion } from '../../src/ports/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createInferenceEngine, createTrainer } from '../../src/tensors/index.ts';
import { makeTrainModel } from '../../src/usecases/index.ts';
import { aDataset, aFile, aJob, fake, makeLog } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

const root = process.env['KERAS_PHOTOS'] ?? 'examples/photos';
const classNames = ['fish', 'monument', 'tool'];
const engine = startEngine({ device: 'auto' });
const options = { weightsDir: resolve('weights'), device: 'auto' } as const;

/** Ten photos of each class. */
const files: readonly DatasetFile[] = classNames.flatMap((className) =>
  readdirSync(join(root, className))
    .sort()
    .slice(0, 10)
    .map((name) => aFile(join(className, name))),
);
const datasetFingerprint = createHash('sha256').update(fingerprintText(files)).digest('hex');
const classes = classNames.map((className, classIndex) => ({ className, classIndex, images: 10 }));

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
let runs = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parity-'));
});

afterAll(() => rm(folder, { recursive: true }));

/** Trains a fast job on the photos and asks its version, with what happens to the version in between. */
const train = async (
  precision: Precision,
  change: (candidate: NewVersion) => Promise<NewVersion> = (candidate) => Promise.resolve(candidate),
): Promise<JobReport> => {
  runs += 1;
  const [attempt, state] = [join(folder, `attempt-${runs}`), join(folder, `state-${runs}`)];
  for (const one of [attempt, state]) await mkdir(one);
  const candidates: CandidateServing = { serve: async (candidate) => serving.serve(await change(candidate)) };
  const trainer = createTrainer({
    ...options,
    cacheDir: join(folder, 'cache'),
    featureCacheMaxBytes: 1e9,
  });
  const trainModel = makeTrainModel({
    datasets,
    decoder: createPictureReader(),
    trainer,
    candidates,
    readFile,
    clock: { now: () => new Date() },
    log: makeLog(),
  });
  const recipe = { ...PRESETS.fast, backbone: { ...PRESETS.fast.backbone, precision } };
  const job = aJob({ attempt: 1 }, { recipe, datasetFingerprint });
  const assignment = { job, attempt: 1, folder: attempt, stateFolder: state, parent: null };
  const { report } = await trainModel(assignment, () => Promise.resolve(), new AbortController().signal);
  return report;
};

const checked = ({ parity }: JobReport): Parity => {
  if (parity === null) throw new Error('expected a check');
  return parity;
};

const withManifest =
  (change: (manifest: NewVersion['manifest']) => Partial<NewVersion['manifest']>) =>
  ({ manifest, ...candidate }: NewVersion): Promise<NewVersion> =>
    Promise.resolve({ ...candidate, manifest: { ...manifest, ...change(manifest) } });

/** Makes every number of the file a little larger. The names and shapes before them stay. */
const scaleWeights = async (candidate: NewVersion): Promise<NewVersion> => {
  const bytes = await readFile(candidate.weightsLocation);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  for (let at = start; at < bytes.length; at += 4) bytes.writeFloatLE(bytes.readFloatLE(at) * 1.05, at);
  await writeFile(candidate.weightsLocation, bytes);
  return candidate;
};

const cutWeights = async (candidate: NewVersion): Promise<NewVersion> => {
  const file = await open(candidate.weightsLocation, 'r+');
  await file.truncate(100);
  await file.close();
  return candidate;
};

describe.each(['float32', 'int8'] as const)('a fast job in %s', (precision) => {
  it('answers all its validation pictures as its trainer did, and leaves no tensor behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const report = await train(precision);
      const parity = checked(report);
      expect(isParity(parity)).toBe(true);
      expect(parity.images).toBe(6);
      expect(parity.maxDifference).toBeLessThan(1e-4);
      expect(parity.accuracyServed).toBe(report.accuracy);
    });
  });

  it('does not pass with its classes in another order', async () => {
    const swap = withManifest((manifest) => ({ classNames: manifest.classNames.toReversed() }));
    const parity = checked(await train(precision, swap));
    expect(isParity(parity)).toBe(false);
    expect(parity.accuracyServed).toBeLessThan(parity.accuracyTrainer);
    expect(parity.maxDifference).toBeGreaterThan(0.5);
    expect(parityError(parity).message).toMatch(/expected "fish" at 0\.\d+, received "tool" at 0\.\d+/);
  });

  it('does not pass with a weights file that was changed after training', async () => {
    const parity = checked(await train(precision, scaleWeights));
    expect(isParity(parity)).toBe(false);
    expect(parity.drifted.total).toBeGreaterThan(0);
  });

  it('does not pass with a weights file that was cut off', async () => {
    const parity = checked(await train(precision, cutWeights));
    expect(parity).toMatchObject({ maxDifference: null, accuracyServed: 0, drifted: { total: 6 } });
    expect(parity.drifted.listed[0]?.received).toHaveProperty('fault');
  });

  it('does not pass with another preprocessing', async () => {
    const rescale = withManifest(({ preprocessing }) => ({
      preprocessing: { ...preprocessing, mode: 'rescale' },
    }));
    expect(isParity(checked(await train(precision, rescale)))).toBe(false);
  });

  it('does not pass with another way of making pictures smaller', async () => {
    const nearest = withManifest(({ preprocessing }) => ({
      preprocessing: { ...preprocessing, interpolation: 'nearest' },
    }));
    expect(isParity(checked(await train(precision, nearest)))).toBe(false);
  });

  it('does not pass with another temperature, although every class is the same', async () => {
    const warmer = withManifest(({ calibration }) => ({
      calibration: { temperature: calibration.temperature * 1.1, eceBefore: 0, eceAfter: 0 },
    }));
    const parity = checked(await train(precision, warmer));
    expect(isParity(parity)).toBe(false);
    expect(parity.accuracyServed).toBe(parity.accuracyTrainer);
  });

  it('does not pass in another precision than it was trained in', async () => {
    const other = precision === 'int8' ? 'float32' : 'int8';
    const changed = withManifest(({ backbone }) => ({ backbone: { ...backbone, precision: other } }));
    expect(isParity(checked(await train(precision, changed)))).toBe(false);
  });
});
