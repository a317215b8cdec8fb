import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConvolutionLayer, makeRandom, PICTURE_BYTES, type Preprocess } from '../../src/domain/index.ts';
import { findBase } from '../../src/tensors/base-weights.ts';
import { type Engine, startEngine, type Tensor } from '../../src/tensors/engine.ts';
import { type ConvolutionValues, createFloatBase, storedConvolution } from '../../src/tensors/float-base.ts';
import { createGraphBase } from '../../src/tensors/graph-base.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
let folder: string;
let valuesOf: (layer: ConvolutionLayer) => ConvolutionValues;
let photos: readonly Uint8Array[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'graph-base-'));
  valuesOf = storedConvolution((await findBase('weights')).convolutions);
  photos = await Promise.all(examplePhotos(1).map(pixelsOf));
});
afterAll(() => rm(folder, { recursive: true }));

const noise = (label: string): Uint8Array => {
  const random = makeRandom(5).fork(label);
  return Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256));
};

const pictures = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => photos[index] ?? noise(String(index)));

const take = (maps: Tensor): { readonly shape: readonly number[]; readonly bits: Buffer } => {
  const values = maps.dataSync<'float32'>();
  maps.dispose();
  return { shape: maps.shape, bits: Buffer.from(values.buffer, values.byteOffset, values.byteLength) };
};

const expectSameBits = async (
  boundary: number,
  cases: readonly (readonly [count: number, mode: Preprocess])[],
): Promise<void> => {
  await expectNoTensorLeak(engine, async () => {
    const steps = createFloatBase(engine, boundary, valuesOf);
    const graph = await createGraphBase(engine, boundary, valuesOf, folder);
    for (const [count, mode] of cases) {
      const expected = take(await steps.mapsOf(pictures(count), mode));
      const received = take(graph.mapsOf(pictures(count), mode));
      expect(received.shape).toEqual(expected.shape);
      expect(received.bits.equals(expected.bits)).toBe(true);
    }
    graph.close();
    steps.close();
  });
};

describe('the base as a graph', () => {
  it.each([
    [13, 1, 'caffe'],
    [13, 3, 'caffe'],
    [13, 3, 'none'],
    [13, 3, 'rescale'],
    [10, 1, 'caffe'],
    [10, 1, 'none'],
    [10, 1, 'rescale'],
  ] as const)(
    'up to %i convolutions gives %i pictures with %s the bits of the base in steps',
    async (boundary, count, mode) => {
      await expectSameBits(boundary, [[count, mode]]);
    },
  );

  it('gives the same bits for a full batch', async () => {
    await expectSameBits(13, [[16, 'caffe']]);
  });

  it.each([0, 1, 4, 12])('gives the same bits cut after %i convolutions', async (boundary) => {
    await expectSameBits(boundary, [
      [2, 'caffe'],
      [1, 'rescale'],
    ]);
  });

  it('uses the weights that it is given, and not those of another graph of the same process', async () => {
    await expectNoTensorLeak(engine, async () => {
      const twos = (layer: ConvolutionLayer): ConvolutionValues => ({
        kernel: new Float32Array(9 * layer.inputs * layer.filters),
        bias: new Float32Array(layer.filters).fill(2),
      });
      const shipped = await createGraphBase(engine, 1, valuesOf, folder);
      const made = await createGraphBase(engine, 1, twos, folder);
      const before = take(shipped.mapsOf(pictures(1), 'caffe'));
      const { bits } = take(made.mapsOf(pictures(1), 'caffe'));
      const expected = Buffer.from(new Float32Array(224 * 224 * 64).fill(2).buffer);
      expect(bits.equals(expected)).toBe(true);
      expect(take(shipped.mapsOf(pictures(1), 'caffe')).bits.equals(before.bits)).toBe(true);
      made.close();
      shipped.close();
    });
  });

  it('leaves no tensor, graph or file behind however often it runs and is opened', async () => {
    await expectNoTensorLeak(engine, async () => {
      for (let round = 0; round < 3; round += 1) {
        const graph = await createGraphBase(engine, 2, valuesOf, folder);
        const opened = engine.liveTensors();
        for (let run = 0; run < 3; run += 1) take(graph.mapsOf(pictures(1), 'none'));
        expect(engine.liveTensors()).toEqual(opened);
        expect(opened).toMatchObject({ graphs: 1, tensors: 0 });
        graph.close();
      }
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses what is not a decoded picture, and works on afterwards', async () => {
    await expectNoTensorLeak(engine, async () => {
      const graph = await createGraphBase(engine, 1, valuesOf, folder);
      expect(() => graph.mapsOf([new Uint8Array(3)], 'caffe')).toThrow(
        expect.objectContaining({ code: 'INTERNAL' }) as Error,
      );
      expect(take(graph.mapsOf(pictures(1), 'caffe')).shape).toEqual([1, 224, 224, 64]);
      graph.close();
    });
  });
});

describe('a graph that cannot be made', () => {
  it('says where no file can be written', async () => {
    const file = join(folder, 'a file');
    await writeFile(file, '');
    for (const parent of [file, join(folder, 'nowhere')]) {
      await expect(createGraphBase(engine, 1, valuesOf, parent)).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
        message: expect.stringMatching(/Expected to write a graph to .*(a file|nowhere): E/) as string,
      });
    }
    await rm(file);
  });

  it('says why TensorFlow refuses it, and leaves no folder behind', async () => {
    const refusing: Engine = {
      ...engine,
      // Where it looks there is none.
      loadGraph: (at, tag) => engine.loadGraph(join(at, '..'), tag),
    };
    await expect(createGraphBase(refusing, 1, valuesOf, folder)).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringMatching(
        /TensorFlow does not load the graph of the base: .*SavedModel/,
      ) as string,
    });
    expect(await readdir(folder)).toEqual([]);
    expect(engine.liveTensors()).toMatchObject({ graphs: 0, tensors: 0 });
  });

  it('passes on what is wrong with the weights, and leaves nothing behind', async () => {
    const short = (layer: ConvolutionLayer): ConvolutionValues => ({
      ...valuesOf(layer),
      bias: new Float32Array(3),
    });
    await expectNoTensorLeak(engine, async () => {
      await expect(createGraphBase(engine, 1, short, folder)).rejects.toThrow();
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
