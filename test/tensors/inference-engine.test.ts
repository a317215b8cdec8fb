import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  AppError,
  type HeadArchitecture,
  type ModelManifest,
  PRESETS,
  type Preprocess,
} from '../../src/domain/index.ts';
import { createBackbone } from '../../src/tensors/backbone.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { computeFeatures } from '../../src/tensors/features.ts';
import { createHead } from '../../src/tensors/head.ts';
import { glorotWeights, headBytes } from '../../src/tensors/head-architecture.ts';
import { createHeadCache } from '../../src/tensors/head-cache.ts';
import {
  createInferenceEngine,
  type InferenceEngine,
  type InferenceItem,
} from '../../src/tensors/inference-engine.ts';
import { writeWeightsFile } from '../../src/tensors/safetensors.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });

const architectures = {
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
let backboneSha256: string;
let pictures: readonly Uint8Array[];

interface Version {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
}

const publish = async (
  model: string,
  head: HeadArchitecture,
  mode: Preprocess,
  seed: number,
): Promise<Version> => {
  const weightsLocation = join(folder, `${model}.safetensors`);
  const made = createHead(engine, head, glorotWeights(seed));
  await writeWeightsFile(weightsLocation, made.sources());
  made.close();
  const sha256 = createHash('sha256')
    .update(await readFile(weightsLocation))
    .digest('hex');
  const manifest: ModelManifest = {
    model,
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    jobId: 'job_1',
    attempt: 1,
    importedFrom: null,
    classNames: ['a', 'b', 'c'].slice(0, head.layers.at(-1)?.units),
    preprocessing: { mode, interpolation: 'bilinear', orient: true, width: 224, height: 224 },
    backbone: { name: 'vgg16', weights: 'imagenet', sha256: backboneSha256, precision: 'float32' },
    head,
    dataset: { id: 'ds_1', fingerprint: 'f' },
    recipe: PRESETS.fast,
    seed,
    metrics: {},
    calibration: { temperature: 1, eceBefore: 0, eceAfter: 0 },
    threshold: null,
    device: engine.device,
    weights: { file: 'weights.safetensors', bytes: (await stat(weightsLocation)).size, sha256 },
    parent: null,
  };
  return { manifest, weightsLocation };
};

const item = ({ manifest, weightsLocation }: Version, picture: number): InferenceItem => ({
  manifest,
  weightsLocation,
  picture: pictures[picture] ?? new Uint8Array(),
});

const withEngine = (work: (inference: InferenceEngine) => Promise<void>): Promise<void> =>
  expectNoTensorLeak(engine, async () => {
    const inference = await createInferenceEngine({ weightsDir: 'weights', device: 'auto' });
    try {
      await work(inference);
    } finally {
      await inference.close();
    }
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inference-'));
  pictures = await Promise.all(examplePhotos(1).map(pixelsOf));
  backboneSha256 = createHash('sha256')
    .update(await readFile('weights/vgg16-notop.f16.safetensors'))
    .digest('hex');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the inference engine', () => {
  it('answers pictures of several versions and preprocessings in order, as each head does by itself', async () => {
    const pooled = await publish('pooled', architectures.average, 'caffe', 1);
    const flat = await publish('flat', architectures.flatten, 'caffe', 2);
    const raw = await publish('raw', architectures.average, 'none', 1);
    await withEngine(async (inference) => {
      await inference.warmUp();
      const results = await inference.infer([item(pooled, 0), item(flat, 1), item(raw, 0), item(pooled, 2)]);
      const backbone = await createBackbone(engine, 'weights');
      const expected = await Promise.all(
        (
          [
            ['average', 'caffe', 0, 1],
            ['flatten', 'caffe', 1, 2],
            ['average', 'none', 0, 1],
            ['average', 'caffe', 2, 1],
          ] as const
        ).map(async ([pool, mode, picture, seed]) => {
          const [row] = await computeFeatures(backbone, pictures.slice(picture, picture + 1), mode, pool);
          const head = createHead(engine, architectures[pool], glorotWeights(seed));
          const logits = engine.tf.tidy(() =>
            head.logits(engine.tf.tensor2d(row ?? [], [1, row?.length ?? 0])).dataSync(),
          );
          head.close();
          return [...logits];
        }),
      );
      backbone.close();
      expect(results.length).toBe(4);
      results.forEach((result, index) => {
        if (result instanceof AppError) throw result;
        expect(result.length).toBe(expected[index]?.length);
        result.forEach((logit, at) => {
          expect(Math.abs(logit - (expected[index]?.[at] ?? Number.NaN))).toBeLessThan(1e-3);
        });
      });
    });
  });

  it('fails only the pictures of a version whose weights are gone, changed or for another backbone', async () => {
    const sound = await publish('sound', architectures.average, 'caffe', 3);
    const other = await publish('other', architectures.average, 'caffe', 4);
    const gone = await publish('gone', architectures.average, 'caffe', 5);
    await rm(gone.weightsLocation);
    const changed = { ...other, weightsLocation: sound.weightsLocation };
    const foreign = await publish('foreign', architectures.average, 'caffe', 6);
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
      expect(codes).toEqual(['WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'answered', 'WEIGHTS_INVALID']);
    });
  });

  it('answers calls that come together, one after the other', async () => {
    const version = await publish('together', architectures.average, 'rescale', 10);
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

describe('the cache of heads', () => {
  it('refuses weights that are not those of the head, and leaves nothing behind', async () => {
    const version = await publish('misfit', architectures.average, 'caffe', 11);
    const [layer] = architectures.average.layers;
    const misfits: readonly HeadArchitecture[] = [
      { pool: 'average', layers: [{ ...layer, units: 2 }] },
      { pool: 'average', layers: [layer, { name: 'more', inputs: 3, units: 3, activation: 'linear' }] },
    ];
    await expectNoTensorLeak(engine, async () => {
      const cache = createHeadCache(engine, 1e6);
      for (const head of misfits) {
        const taking = cache.take({ ...version.manifest, head }, version.weightsLocation);
        await expect(taking).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
      }
      cache.close();
    });
  });

  it('keeps heads loaded within the memory it is given, the ones used last', async () => {
    const [one, two, three] = await Promise.all(
      [7, 8, 9].map((seed) => publish(`kept${seed}`, architectures.average, 'caffe', seed)),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('nothing published');
    await expectNoTensorLeak(engine, async () => {
      const cache = createHeadCache(engine, 2 * headBytes(architectures.average));
      const take = ({ manifest, weightsLocation }: Version) => cache.take(manifest, weightsLocation);
      const first = await take(one);
      await take(two);
      expect(await take(one)).toBe(first);
      // The head used longest ago makes room.
      const third = await take(three);
      await Promise.all([one, two, three].map(({ weightsLocation }) => rm(weightsLocation)));
      expect(await take(one)).toBe(first);
      expect(await take(three)).toBe(third);
      await expect(take(two)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
      cache.close();
    });
  });
});
