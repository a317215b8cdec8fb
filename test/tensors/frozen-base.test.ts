import { cp, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  convolutionPlan,
  kernelShape,
  type ModelManifest,
  makeRandom,
  PICTURE_BYTES,
} from '../../src/domain/index.ts';
import { floatsOf, readWeightsFile, writeWeightsFile } from '../../src/safetensors/index.ts';
import { findBase, findBaseBySha, HALF_PRECISION_FILE } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase, type FrozenBase } from '../../src/tensors/frozen-base.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
let folder: string;
let pictures: readonly Uint8Array[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frozen-base-'));
  pictures = await Promise.all(examplePhotos(1).map(pixelsOf));
});
afterAll(() => rm(folder, { recursive: true }));

const noise = (label: string): Uint8Array => {
  const random = makeRandom(3).fork(label);
  return Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256));
};

const open = (
  frozenConvolutions: number,
  precision: 'float32' | 'int8' = 'float32',
  weightsDir = 'weights',
): Promise<FrozenBase> =>
  createFrozenBase(engine, { weightsDir, frozenConvolutions, precision, parent: null });

const cosine = (one: Float32Array, other: Float32Array): number => {
  let [dot, ones, others] = [0, 0, 0];
  for (const [index, value] of one.entries()) {
    const peer = other[index] ?? 0;
    dot += value * peer;
    ones += value * value;
    others += peer * peer;
  }
  return dot / Math.sqrt(ones * others);
};

describe('the frozen base', () => {
  it.each([
    [0, 224 * 224 * 3],
    [1, 224 * 224 * 64],
    [4, 56 * 56 * 128],
    [10, 14 * 14 * 512],
    [12, 14 * 14 * 512],
    [13, 7 * 7 * 512],
  ])('cut after %i convolutions gives maps of %i values', async (boundary, size) => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(boundary);
      const rows = await base.rowsOf(pictures.slice(0, 1), 'caffe');
      expect(rows.map((row) => row.length)).toEqual([size]);
      expect(rows[0]?.every((value) => Number.isFinite(value))).toBe(true);
      await base.close();
    });
  });

  it('gives the preprocessed pixels when nothing is frozen, and needs no weights for it', async () => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(0, 'float32', folder);
      const pixels = Uint8Array.from({ length: PICTURE_BYTES }, (_, index) => index % 251);
      const [caffe] = await base.rowsOf([pixels], 'caffe');
      const [raw] = await base.rowsOf([pixels], 'none');
      const [scaled] = await base.rowsOf([pixels], 'rescale');
      expect([...(caffe ?? []).slice(0, 3)]).toEqual(
        [2 - 103.939, 1 - 116.779, 0 - 123.68].map((value) => Math.fround(value)),
      );
      expect([...(raw ?? []).slice(3, 6)]).toEqual([3, 4, 5]);
      expect(scaled?.[250]).toBeCloseTo(250 / 255, 6);
      expect(base.sha256).toBeNull();
      await base.close();
    });
  });

  it('gives a picture the same map whatever pictures go with it', async () => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(4);
      const three = [noise('one'), noise('two'), noise('three')];
      const together = await base.rowsOf(three, 'rescale');
      const [alone] = await base.rowsOf(three.slice(2), 'rescale');
      const largest = (together[2] ?? new Float32Array()).reduce(
        (most, value, index) => Math.max(most, Math.abs(value - (alone?.[index] ?? Number.NaN))),
        0,
      );
      expect(largest).toBeLessThan(1e-4);
      expect(await base.rowsOf([], 'rescale')).toEqual([]);
      await base.close();
    });
  });

  it('stops between two layers when the signal aborts, and leaves no tensor behind', async () => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(10);
      const control = new AbortController();
      const reason = new Error('enough');
      setImmediate(() => {
        control.abort(reason);
      });
      await expect(base.rowsOf([noise('one')], 'caffe', control.signal)).rejects.toBe(reason);
      await base.close();
    });
  });

  it.each(['float32', 'int8'] as const)('in %s refuses pictures of another size', async (precision) => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(10, precision);
      await expect(base.rowsOf([new Uint8Array(3)], 'caffe')).rejects.toMatchObject({ code: 'INTERNAL' });
      await base.close();
    });
  });

  it('says which files are missing from the folder of weights', async () => {
    for (const precision of ['float32', 'int8'] as const) {
      await expect(open(13, precision, folder)).rejects.toMatchObject({
        code: 'WEIGHTS_MISSING',
        message: expect.stringContaining(HALF_PRECISION_FILE) as string,
      });
    }
  });
});

describe('the frozen base in int8', () => {
  it.each([
    [13, 0.998, 0.995],
    [10, 0.998, 0.99],
  ])('up to %i convolutions gives nearly the pooled features of float32', async (boundary, mean, least) => {
    await expectNoTensorLeak(engine, async () => {
      const photos = await Promise.all(examplePhotos(4).map(pixelsOf));
      const [float32, int8] = [await open(boundary), await open(boundary, 'int8')];
      const exact = (await float32.rowsOf(photos, 'caffe')).map(poolRow);
      const quantised = (await int8.rowsOf(photos, 'caffe')).map(poolRow);
      const cosines = quantised.map((row, index) => cosine(row, exact[index] ?? new Float32Array()));
      expect(cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toBeGreaterThan(mean);
      expect(Math.min(...cosines)).toBeGreaterThan(least);
      expect(int8.sha256).toBe(float32.sha256);
      expect(int8.key).not.toBe(float32.key);
      await float32.close();
      await int8.close();
    });
  });

  it('gives a picture the same bits whatever pictures go with it', async () => {
    const int8 = await open(10, 'int8');
    const together = await int8.rowsOf(pictures, 'caffe');
    const alone = await int8.rowsOf(pictures.slice(1, 2), 'caffe');
    expect(together.slice(1, 2)).toEqual(alone);
    await int8.close();
  });

  it('gives the same bits when calls overlap', async () => {
    const int8 = await open(10, 'int8');
    const expected = await int8.rowsOf(pictures, 'caffe');
    const received = await Promise.all(pictures.map((picture) => int8.rowsOf([picture], 'caffe')));
    expect(received.flat()).toEqual(expected);
    await int8.close();
  });

  it('is refused where it does not exist, with what would be expected', async () => {
    await expect(open(7, 'int8')).rejects.toMatchObject({
      code: 'PRECISION_UNAVAILABLE',
      message: expect.stringMatching(/expected 13 or 10 frozen convolutions.*received 7/) as string,
    });
    const int8 = await open(10, 'int8');
    await expect(int8.rowsOf(pictures, 'none')).rejects.toMatchObject({
      code: 'PRECISION_UNAVAILABLE',
      message: expect.stringMatching(/expected the preprocessing caffe.*received none/) as string,
    });
    await int8.close();
  });

  it('is refused when its file is not the one that the folder lists, and when it is not sound', async () => {
    const damaged = join(folder, 'damaged');
    await mkdir(damaged);
    await symlink(resolve('weights', HALF_PRECISION_FILE), join(damaged, HALF_PRECISION_FILE));
    await cp('weights/vgg16-notop.int8', join(damaged, 'vgg16-notop.int8'), { recursive: true });
    const file = join(damaged, 'vgg16-notop.int8', 'to-block4_pool.onnx');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(5_000_000) ^ 1, 5_000_000);
    await writeFile(file, bytes);
    await cp('weights/manifest.json', join(damaged, 'manifest.json'));
    await expect(open(10, 'int8', damaged)).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringMatching(/to-block4_pool.onnx is damaged: expected the sha256/) as string,
    });
    await rm(join(damaged, 'manifest.json'));
    await truncate(file, 1_000_000);
    await expect(open(10, 'int8', damaged)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
  });
});

describe('the weights of the base', () => {
  const halfPrecision = (): Promise<{ arrays: Awaited<ReturnType<typeof readWeightsFile>>['arrays'] }> =>
    readWeightsFile(join('weights', HALF_PRECISION_FILE));

  const writeFullPrecision = async (weightsDir: string, more: readonly string[]): Promise<void> => {
    await mkdir(weightsDir, { recursive: true });
    const { arrays } = await halfPrecision();
    const sources = [...arrays].map(([name, array]) => ({
      name,
      shape: array.shape,
      pieces: () => [floatsOf(array)],
    }));
    const others = more.map((name) => ({ name, shape: [1], pieces: () => [Float32Array.of(1)] }));
    await writeWeightsFile(join(weightsDir, 'vgg16.f32.safetensors'), [...others, ...sources]);
  };

  it('are those at full precision where they are there, the same ones with and without the top', async () => {
    const weightsDir = join(folder, 'full');
    await writeFullPrecision(weightsDir, []);
    const notop = await findBase(weightsDir);
    await writeFullPrecision(weightsDir, ['fc1/kernel', 'fc1/bias']);
    const top = await findBase(weightsDir);
    expect([notop.precision, notop.hasTop, top.hasTop]).toEqual(['float32', false, true]);
    expect(top.sha256).toBe(notop.sha256);
    expect([...top.convolutions.arrays.keys()]).toHaveLength(26);
  });

  it('are found by what a version says of them, beside better ones', async () => {
    const weightsDir = join(folder, 'full');
    const half = await findBase('weights');
    await expect(findBaseBySha(weightsDir, half.sha256)).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
      message: expect.stringMatching(new RegExp(`${half.sha256}.*npm run weights`)) as string,
    });
    await symlink(resolve('weights', HALF_PRECISION_FILE), join(weightsDir, HALF_PRECISION_FILE));
    const full = await findBase(weightsDir);
    expect(full.sha256).not.toBe(half.sha256);
    expect((await findBaseBySha(weightsDir, half.sha256)).precision).toBe('float16');
    expect((await findBaseBySha(weightsDir, full.sha256)).precision).toBe('float32');
  });
});

describe('the frozen base of a run that continues from a version', () => {
  it('takes the convolutions of the version below the boundary, and has a key of its own then', async () => {
    const weightsLocation = join(folder, 'version.safetensors');
    const layer = convolutionPlan()[1];
    if (layer === undefined) throw new Error('no such convolution');
    const shape = kernelShape(layer);
    await writeWeightsFile(weightsLocation, [
      { name: `${layer.name}/kernel`, shape, pieces: () => [new Float32Array(9 * 64 * 64)] },
      { name: `${layer.name}/bias`, shape: [64], pieces: () => [new Float32Array(64).fill(2)] },
    ]);
    const { sha256 } = await readWeightsFile(weightsLocation);
    const { sha256: base } = await findBase('weights');
    const manifest: ModelManifest = {
      ...aManifest(),
      backbone: { ...aManifest().backbone, sha256: base, ownLayers: [layer.name] },
      weights: { ...aManifest().weights, sha256 },
    };
    const openFrom = (frozenConvolutions: number, changes: Partial<ModelManifest> = {}) =>
      createFrozenBase(engine, {
        weightsDir: 'weights',
        frozenConvolutions,
        precision: 'float32',
        parent: { manifest: { ...manifest, ...changes }, weightsLocation },
      });
    await expectNoTensorLeak(engine, async () => {
      const [below, plain] = [await openFrom(2), await open(2)];
      const [row] = await below.rowsOf(pictures.slice(0, 1), 'caffe');
      expect(row?.every((value) => value === 2)).toBe(true);
      expect(below.key).not.toBe(plain.key);
      expect(below.sha256).toBe(plain.sha256);
      const [above, first] = [await openFrom(1), await open(1)];
      expect(above.key).toBe(first.key);
      for (const opened of [below, plain, above, first]) await opened.close();
      const changed = { weights: { ...manifest.weights, sha256: 'another' } };
      await expect(openFrom(2, changed)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
    });
  });
});
