import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppError,
  convolutionPlan,
  type HeadArchitecture,
  type ModelManifest,
  type Precision,
  type Preprocess,
} from '../../src/domain/index.ts';
import { readWeightsFile, writeWeightsFile } from '../../src/safetensors/index.ts';
import { findBase } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import {
  createInferenceEngine,
  type InferenceEngine,
  type InferenceItem,
} from '../../src/tensors/inference-engine.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { createNetworkCache, networkBytes } from '../../src/tensors/network-cache.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });

const heads = {
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

let folder: string;
let baseSha256: string;
let pictures: readonly Uint8Array[];

interface Version {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
}

interface Traits {
  readonly head?: HeadArchitecture;
  readonly mode?: Preprocess;
  readonly precision?: Precision;
  readonly frozenConvolutions?: number;
}

const publish = async (
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

const item = ({ manifest, weightsLocation }: Version, picture: number): InferenceItem => ({
  manifest,
  weightsLocation,
  picture: pictures[picture] ?? new Uint8Array(),
});

const withEngine = (
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
const expectedLogits = async (
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

const answered = (result: Float32Array | AppError | undefined): Float32Array => {
  if (result === undefined || result instanceof AppError) throw result ?? new Error('no result');
  return result;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inference-'));
  pictures = await Promise.all(examplePhotos(1).map(pixelsOf));
  ({ sha256: baseSha256 } = await findBase('weights'));
});
afterAll(() => rm(folder, { recursive: true }));

const kinds: readonly (readonly [string, Traits])[] = [
  ['in float32', {}],
  ['in float32 on raw pixels, without pooling', { mode: 'none', head: heads.flatten }],
  ['in float32 with a block5 of its own', { frozenConvolutions: 10 }],
  ['in int8', { precision: 'int8' }],
  ['in int8 without pooling', { precision: 'int8', head: heads.flatten }],
  ['in int8 with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
  ['with all convolutions of its own', { frozenConvolutions: 0, mode: 'rescale' }],
];

describe('the inference engine', () => {
  it.each(kinds)('answers a version trained %s as it was trained, to the bit', async (name, traits) => {
    const version = await publish(name.replaceAll(' ', '-'), 1, traits);
    await withEngine(async (inference) => {
      const results = await inference.infer([item(version, 0), item(version, 1)]);
      expect(results).toEqual(await expectedLogits(1, traits, pictures.slice(0, 2)));
    });
  });

  it('answers versions of every kind in one call, each picture in its place', async () => {
    const versions = await Promise.all(
      kinds.slice(0, 6).map(([, traits], index) => publish(`mixed${index}`, index, traits)),
    );
    await withEngine(async (inference) => {
      const asked = versions.flatMap((version) => [0, 1].map((picture) => item(version, picture)));
      const alone: Float32Array[] = [];
      for (const one of asked) alone.push(answered((await inference.infer([one]))[0]));
      const together = await inference.infer([...asked].reverse());
      for (const [index, expected] of alone.reverse().entries()) {
        const logits = answered(together[index]);
        expect(logits.length).toBe(expected.length);
        const scale = Math.max(...expected.map(Math.abs));
        logits.forEach((logit, at) => {
          expect(Math.abs(logit - (expected[at] ?? Number.NaN)) / scale).toBeLessThan(1e-3);
        });
      }
    });
  });

  it('fails only the pictures of a version whose weights are gone, changed or for another base', async () => {
    const [sound, other, gone, foreign] = [
      await publish('sound', 3),
      await publish('other', 4),
      await publish('gone', 5),
      await publish('foreign', 6),
    ];
    await rm(gone.weightsLocation);
    const changed = { ...other, weightsLocation: sound.weightsLocation };
    const { backbone } = foreign.manifest;
    const onOther = {
      ...foreign,
      manifest: { ...foreign.manifest, backbone: { ...backbone, sha256: 'another' } },
    };
    await withEngine(async (inference) => {
      const results = await inference.infer([
        item(gone, 0),
        item(changed, 0),
        item(sound, 0),
        item(onOther, 0),
      ]);
      const codes = results.map((result) => (result instanceof AppError ? result.code : 'answered'));
      expect(codes).toEqual(['WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'answered', 'WEIGHTS_MISSING']);
      expect(results[3]).toMatchObject({ message: expect.stringContaining('another') as string });
    });
  });

  it('answers what needs no file of the base where there is none, and fails only the rest', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'weights-'));
    await cp('weights/vgg16-notop.int8', join(empty, 'vgg16-notop.int8'), { recursive: true });
    const float32 = await publish('needs-base', 7);
    const int8 = await publish('needs-quantised', 8, { precision: 'int8' });
    const unfit = {
      ...int8.manifest,
      preprocessing: { ...int8.manifest.preprocessing, mode: 'none' as const },
    };
    await withEngine(async (inference) => {
      const results = await inference.infer([
        item(float32, 0),
        item(int8, 0),
        item({ ...int8, manifest: unfit }, 0),
      ]);
      const codes = results.map((result) => (result instanceof AppError ? result.code : 'answered'));
      expect(codes).toEqual(['WEIGHTS_MISSING', 'answered', 'PRECISION_UNAVAILABLE']);
      await expect(inference.warmUp(empty)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
    }, empty);
    await rm(empty, { recursive: true });
  });

  it('finds out while it warms up in which precisions this machine works', async () => {
    await withEngine(async (inference) => {
      const support = await inference.warmUp(folder);
      expect(support.int8).toBe('available');
      expect(['float32', 'int8']).toContain(support.auto);
      expect(await inference.warmUp(folder)).toEqual(support);
    });
    expect(JSON.parse(await readFile(join(folder, 'precision.json'), 'utf8'))).toBeTypeOf('object');
  });

  it('answers calls that come together, one after the other', async () => {
    const version = await publish('together', 10, { mode: 'rescale' });
    await withEngine(async (inference) => {
      const [first, second] = await Promise.all([
        inference.infer([item(version, 0)]),
        inference.infer([item(version, 0)]),
      ]);
      expect(first).toEqual(second);
      expect(await inference.infer([])).toEqual([]);
    });
  });
});

describe('the cache of networks', () => {
  it('refuses weights that are not those of the network, and leaves nothing behind', async () => {
    const version = await publish('misfit', 11);
    const [layer] = heads.average.layers;
    const misfits: readonly Partial<ModelManifest>[] = [
      { head: { pool: 'average', layers: [{ ...layer, units: 2 }] } },
      {
        head: {
          pool: 'average',
          layers: [layer, { name: 'more', inputs: 3, units: 3, activation: 'linear' }],
        },
      },
      { backbone: { ...version.manifest.backbone, ownLayers: ['block5_conv3'] } },
    ];
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1e6);
      for (const misfit of misfits) {
        const taking = cache.take({ ...version, manifest: { ...version.manifest, ...misfit } });
        await expect(taking).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
      }
      cache.close();
    });
  });

  it('keeps networks loaded within the memory it is given, the ones used last', async () => {
    const [one, two, three] = [
      await publish('kept7', 7),
      await publish('kept8', 8),
      await publish('kept9', 9),
    ];
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 2 * networkBytes(one.manifest));
      const first = await cache.take(one);
      await cache.take(two);
      expect(await cache.take(one)).toBe(first);
      // The network used longest ago makes room.
      const third = await cache.take(three);
      await Promise.all([one, two, three].map(({ weightsLocation }) => rm(weightsLocation)));
      expect(await cache.take(one)).toBe(first);
      expect(await cache.take(three)).toBe(third);
      await expect(cache.take(two)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
      cache.close();
    });
  });

  it('counts the convolutions of a version as well as its head', async () => {
    const { manifest } = await publish('counted', 12, { frozenConvolutions: 12 });
    expect(networkBytes(manifest)).toBe(4 * (9 * 512 * 512 + 512 + 513 * 3));
  });
});
