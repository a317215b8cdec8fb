import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  convolutionPlan,
  type HeadArchitecture,
  type ModelManifest,
  type Precision,
  type Preprocess,
} from '../../src/domain/index.ts';
import type { InferredPicture } from '../../src/ports/index.ts';
import { readWeightsFile, writeWeightsFile } from '../../src/safetensors/index.ts';
import { findBase } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import type { InferenceItem, InferenceResult } from '../../src/tensors/infer-items.ts';
import { createInferenceEngine, type InferenceEngine } from '../../src/tensors/inference-engine.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

export const engine = startEngine({ device: 'auto' });

export const heads = {
  average: {
    pool: 'average',
    layers: [{ name: 'predictions', inputs: 512, units: 3, activation: 'linear' }],
  },
  flatten: {
    pool: 'flatten',
    layers: [
      { name: 'dense', inputs: 25088, units: 4, activation: 'relu' },
      { name: 'predictions', inputs: 4, units: 2, activation: 'linear' },
    ],
  },
} as const satisfies Record<string, HeadArchitecture>;

/** A version with its file, as a trainer leaves it. */
export interface Version {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
}

/** What versions differ in. */
export interface Traits {
  readonly head?: HeadArchitecture;
  readonly mode?: Preprocess;
  readonly precision?: Precision;
  readonly frozenConvolutions?: number;
}

const folder = await mkdtemp(join(tmpdir(), 'inference-'));
export const pictures: readonly Uint8Array[] = await Promise.all(examplePhotos(1).map(pixelsOf));
const { sha256: baseSha256 } = await findBase('weights');

/** Removes the files of all versions. */
export const removeVersions = (): Promise<void> => rm(folder, { recursive: true });

/** A folder for what a test puts beside the versions. */
export const placeBeside = (name: string): string => join(folder, name);

export const publish = async (
  model: string,
  seed: number,
  { head = heads.average, mode = 'caffe', precision = 'float32', frozenConvolutions = 13 }: Traits = {},
): Promise<Version> => {
  const weightsLocation = join(folder, `${model}.safetensors`);
  const plan = { frozenConvolutions, head, frozenDense: [] };
  const network = createNetwork(engine, plan, glorotWeights(seed));
  await writeWeightsFile(weightsLocation, network.sources());
  network.close();
  const { sha256 } = await readWeightsFile(weightsLocation);
  const ownLayers = convolutionPlan()
    .slice(frozenConvolutions)
    .map(({ name }) => name);
  const backbone = {
    name: 'vgg16',
    weights: frozenConvolutions === 0 ? 'none' : 'imagenet',
    sha256: frozenConvolutions === 0 ? null : baseSha256,
    precision,
    ownLayers,
  } as const;
  const manifest: ModelManifest = {
    ...aManifest(),
    model,
    classNames: ['a', 'b', 'c'].slice(0, head.layers.at(-1)?.units),
    preprocessing: { mode, interpolation: 'bilinear', orient: true, width: 224, height: 224 },
    backbone,
    head,
    weights: { file: 'weights.safetensors', bytes: (await stat(weightsLocation)).size, sha256 },
  };
  return { manifest, weightsLocation };
};

export const item = (
  { manifest, weightsLocation }: Version,
  picture: number,
  explain = false,
): InferenceItem => ({
  manifest,
  weightsLocation,
  input: { kind: 'pixels', pixels: pictures[picture] ?? new Uint8Array(), explain },
});

export const rowItem = ({ manifest, weightsLocation }: Version, row: Float32Array): InferenceItem => ({
  manifest,
  weightsLocation,
  input: { kind: 'row', row },
});

export const withEngine = (
  work: (inference: InferenceEngine) => Promise<void>,
  weightsDir = 'weights',
): Promise<void> =>
  expectNoTensorLeak(engine, async () => {
    const inference = createInferenceEngine({ weightsDir, device: 'auto' });
    try {
      await work(inference);
    } finally {
      await inference.close();
    }
  });

/** The answers of the same network to the rows of the base that it was trained on. */
export const expectedLogits = async (
  seed: number,
  { head = heads.average, mode = 'caffe', precision = 'float32', frozenConvolutions = 13 }: Traits,
  chosen: readonly Uint8Array[],
): Promise<readonly Float32Array[]> => {
  const base = await createFrozenBase(engine, {
    weightsDir: 'weights',
    frozenConvolutions,
    precision,
    parent: null,
  });
  const maps = await base.rowsOf(chosen, mode);
  await base.close();
  const rows = frozenConvolutions === 13 && head.pool === 'average' ? maps.map(poolRow) : maps;
  const network = createNetwork(engine, { frozenConvolutions, head, frozenDense: [] }, glorotWeights(seed));
  const width = rows[0]?.length ?? 0;
  const together = Float32Array.from(rows.flatMap((row) => [...row]));
  const logits = engine.tf.tidy(() =>
    network.logits(engine.tf.tensor2d(together, [rows.length, width])).dataSync<'float32'>(),
  );
  network.close();
  const classes = logits.length / rows.length;
  return rows.map((_, row) => logits.slice(row * classes, (row + 1) * classes));
};

export const answered = (result: InferenceResult | undefined): InferredPicture => {
  if (result === undefined || result instanceof AppError) throw result ?? new Error('no result');
  return result;
};

export const logitsOf = (results: readonly InferenceResult[]): readonly Float32Array[] =>
  results.map((result) => answered(result).logits);
