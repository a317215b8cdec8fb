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
import type { InferredPicture } from '../../src/ports/index.ts';
import { readWeightsFile, writeWeightsFile } from '../../src/safetensors/index.ts';
import { findBase } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import { type InferenceItem, type InferenceResult, rowSizeOf } from '../../src/tensors/infer-items.ts';
import { createInferenceEngine, type InferenceEngine } from '../../src/tensors/inference-engine.ts';
import { createNetwork, type Network } from '../../src/tensors/network.ts';
import { createNetworkCache, type NetworkCache, networkBytes } from '../../src/tensors/network-cache.ts';
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

const item = ({ manifest, weightsLocation }: Version, picture: number, explain = false): InferenceItem => ({
  manifest,
  weightsLocation,
  input: { kind: 'pixels', pixels: pictures[picture] ?? new Uint8Array(), explain },
});

const rowItem = ({ manifest, weightsLocation }: Version, row: Float32Array): InferenceItem => ({
  manifest,
  weightsLocation,
  input: { kind: 'row', row },
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

const answered = (result: InferenceResult | undefined): InferredPicture => {
  if (result === undefined || result instanceof AppError) throw result ?? new Error('no result');
  return result;
};

const logitsOf = (results: readonly InferenceResult[]): readonly Float32Array[] =>
  results.map((result) => answered(result).logits);

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
      expect(logitsOf(results)).toEqual(await expectedLogits(1, traits, pictures.slice(0, 2)));
    });
  });

  it('answers versions of every kind in one call, each picture in its place', async () => {
    const versions = await Promise.all(
      kinds.slice(0, 6).map(([, traits], index) => publish(`mixed${index}`, index, traits)),
    );
    await withEngine(async (inference) => {
      const asked = versions.flatMap((version) => [0, 1].map((picture) => item(version, picture)));
      const alone: Float32Array[] = [];
      for (const one of asked) alone.push(...logitsOf(await inference.infer([one])));
      const together = await inference.infer([...asked].reverse());
      for (const [index, expected] of alone.reverse().entries()) {
        const { logits } = answered(together[index]);
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

const wide = {
  pool: 'flatten',
  layers: [
    { name: 'dense', inputs: 25088, units: 256, activation: 'relu' },
    { name: 'predictions', inputs: 256, units: 2, activation: 'linear' },
  ],
} as const satisfies HeadArchitecture;

describe('rows and explanations', () => {
  it.each([
    ['averaged', { precision: 'int8' }],
    ['whole', { precision: 'int8', head: heads.flatten }],
    ['of a version with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
    ['in float32', {}],
  ] satisfies [string, Traits][])('answers rows %s as their pictures, to the bit', async (name, traits) => {
    const version = await publish(`rows-${name.replaceAll(' ', '-')}`, 21, traits);
    await withEngine(async (inference) => {
      const seen = (await inference.infer([item(version, 0), item(version, 1)])).map(answered);
      const again = await inference.infer(seen.map(({ row }) => rowItem(version, row)));
      expect(again.map(answered)).toEqual(seen);
      expect(seen[0]?.row).toHaveLength(rowSizeOf(version.manifest));
      const mixed = await inference.infer([
        rowItem(version, seen[0]?.row ?? new Float32Array()),
        item(version, 1),
      ]);
      // Beside fewer pictures the float base differs in its last bits.
      for (const [index, logits] of logitsOf(mixed).entries()) {
        logits.forEach((logit, at) => {
          expect(logit).toBeCloseTo(seen[index]?.logits[at] ?? Number.NaN, 3);
        });
      }
    });
  });

  it('refuses a row of another size, and answers the rest', async () => {
    const version = await publish('row-size', 22, { precision: 'int8' });
    await withEngine(async (inference) => {
      const [refused, other] = await inference.infer([
        rowItem(version, new Float32Array(3)),
        rowItem(version, new Float32Array(512)),
      ]);
      expect(refused).toMatchObject({
        code: 'INTERNAL',
        message: 'Expected a row of 512 values, received 3.',
      });
      expect(answered(other).logits).toHaveLength(3);
    });
  });

  it.each([
    ['that averages', { precision: 'int8' }],
    ['with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
  ] satisfies [string, Traits][])(
    'explains the likeliest class of a version %s, where it is asked',
    async (name, traits) => {
      const version = await publish(`explained-${name.replaceAll(' ', '-')}`, 23, traits);
      await withEngine(async (inference) => {
        const results = await inference.infer([item(version, 0), item(version, 1, true), item(version, 2)]);
        const [plain, explained, other] = results.map(answered);
        expect([plain?.explanation, other?.explanation]).toEqual([null, null]);
        const heatMap = explained?.explanation?.heatMap;
        const logits = [...(explained?.logits ?? [])];
        expect(heatMap).toMatchObject({
          classIndex: logits.indexOf(Math.max(...logits)),
          width: 7,
          height: 7,
        });
        expect(heatMap?.values).toHaveLength(49);
        expect(Math.min(...(heatMap?.values ?? []))).toBeGreaterThanOrEqual(0);
        const without = await inference.infer([item(version, 0), item(version, 1), item(version, 2)]);
        expect(without.map((result) => ({ ...answered(result), explanation: null }))).toEqual(
          results.map((result) => ({ ...answered(result), explanation: null })),
        );
      });
    },
  );
});

describe('many versions', () => {
  it('share one base: each takes the tensors of its head alone, and batches leave none behind', async () => {
    const versions = await Promise.all(
      Array.from({ length: 20 }, (_, index) => publish(`many${index}`, 100 + index, { precision: 'int8' })),
    );
    await withEngine(async (inference) => {
      const loaded: number[] = [];
      for (const version of versions) {
        await inference.load(version);
        loaded.push(engine.liveTensors().tensors);
      }
      // A kernel and a bias.
      expect(loaded).toEqual(loaded.map((_, index) => (loaded[0] ?? 0) + 2 * index));
      const row = new Float32Array(512).fill(1);
      const asked = versions.map((version, index) =>
        index < 2 ? item(version, index, index === 0) : rowItem(version, row),
      );
      for (let batch = 0; batch < 3; batch += 1) {
        expect(logitsOf(await inference.infer(asked))).toHaveLength(20);
        expect(engine.liveTensors().tensors).toBe(loaded.at(-1));
      }
    });
  });

  it('answer while another one is loaded', async () => {
    const [small, large] = [
      await publish('small', 31, { precision: 'int8' }),
      await publish('large', 32, { precision: 'int8', head: wide }),
    ];
    await withEngine(async (inference) => {
      await inference.load(small);
      const order: string[] = [];
      await Promise.all([
        inference.load(large).then(() => order.push('loaded')),
        inference.infer([rowItem(small, new Float32Array(512))]).then(() => order.push('answered a row')),
        inference.infer([item(small, 0)]).then(() => order.push('answered a picture')),
      ]);
      expect(order[0]).toBe('answered a row');
      expect(inference.isLoaded(large.manifest)).toBe(true);
      expect(answered((await inference.infer([item(large, 0)]))[0]).logits).toEqual(
        (await expectedLogits(32, { precision: 'int8', head: wide }, pictures.slice(0, 1)))[0],
      );
    });
  });

  it('are loaded with their base, which counts as well', async () => {
    const version = await publish('with-base', 33, { precision: 'int8' });
    await withEngine(async (inference) => {
      expect(inference.isLoaded(version.manifest)).toBe(false);
      await Promise.all([inference.load(version), inference.load(version)]);
      expect(inference.isLoaded(version.manifest)).toBe(true);
      await rm(version.weightsLocation);
      await inference.load(version);
      expect(logitsOf(await inference.infer([item(version, 0)]))).toHaveLength(1);
    });
  });
});

/** Takes a network and gives it back at once. */
const use = async (cache: NetworkCache, version: Version): Promise<Network> => {
  const { network, release } = await cache.take(version);
  release();
  return network;
};

const loadedOf = (cache: NetworkCache, versions: readonly Version[]): readonly boolean[] =>
  versions.map(({ manifest }) => cache.isLoaded(manifest));

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
      await cache.close();
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
      const first = await use(cache, one);
      await use(cache, two);
      expect(await use(cache, one)).toBe(first);
      // The network used longest ago makes room.
      const third = await use(cache, three);
      await Promise.all([one, two, three].map(({ weightsLocation }) => rm(weightsLocation)));
      expect(await use(cache, one)).toBe(first);
      expect(await use(cache, three)).toBe(third);
      await expect(cache.take(two)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
      await cache.close();
    });
  });

  it('loads a version once for all who ask at the same time', async () => {
    const version = await publish('flight', 41);
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1e6);
      const before = engine.liveTensors().tensors;
      const leases = await Promise.all([cache.take(version), cache.take(version), cache.take(version)]);
      expect(new Set(leases.map(({ network }) => network)).size).toBe(1);
      expect(engine.liveTensors().tensors).toBe(before + 2);
      for (const { release } of leases) release();
      await cache.close();
    });
  });

  it('never evicts what is in use or pinned, and serves alone what is larger than its bound', async () => {
    const versions = await Promise.all([51, 52, 53].map((seed) => publish(`evicted${seed}`, seed)));
    const [one, two, three] = versions;
    if (one === undefined || two === undefined || three === undefined) throw new Error('three versions');
    await expectNoTensorLeak(engine, async () => {
      const cache = createNetworkCache(engine, 1);
      const { release } = await cache.take(one);
      await use(cache, two);
      await use(cache, three);
      expect(loadedOf(cache, versions)).toEqual([true, false, true]);
      release();
      expect(loadedOf(cache, versions)).toEqual([false, false, true]);
      cache.pin([three.manifest.weights.sha256]);
      await use(cache, one);
      await use(cache, two);
      expect(loadedOf(cache, versions)).toEqual([false, true, true]);
      cache.pin([]);
      expect(loadedOf(cache, versions)).toEqual([false, true, false]);
      await cache.close();
    });
  });

  it('counts the convolutions of a version as well as its head', async () => {
    const { manifest } = await publish('counted', 12, { frozenConvolutions: 12 });
    expect(networkBytes(manifest)).toBe(4 * (9 * 512 * 512 + 512 + 513 * 3));
  });
});
