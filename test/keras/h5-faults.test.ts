import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import { OFFICIAL_FILES, readKerasModel } from '../../src/keras/index.ts';
import {
  type BuiltFile,
  type BuiltLayer,
  baseLayers,
  buildFile,
  dense,
  KERAS_1,
  KERAS_2,
} from './h5-builder.ts';
import { layerOf, tutorial, tutorialLayers, weightsAlone } from './h5-tutorial.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-h5-'));
});
afterAll(() => rm(folder, { recursive: true }));

const build = (file: BuiltFile): Promise<string> => {
  files += 1;
  return buildFile(join(folder, `${files}.h5`), file);
};

const readAll = async (location: string): Promise<void> => {
  const { arrays, close } = await readKerasModel(location);
  try {
    for (const { pieces } of arrays) for (const piece of pieces()) expect(piece.length).toBeGreaterThan(0);
  } finally {
    close();
  }
};

/** What reading a file, with all its values, says is wrong with it. */
const faultAt = async (location: string): Promise<string> => {
  const error: unknown = await readAll(location).catch((reason: unknown) => reason);
  if (error instanceof AppError && error.code === 'WEIGHTS_INVALID') return error.message;
  throw new Error('expected the file to be refused', { cause: error });
};

const fault = async (file: BuiltFile): Promise<string> => faultAt(await build(file));

const changed = (name: string, change: (layer: BuiltLayer) => BuiltLayer, layers = baseLayers(KERAS_2)) =>
  layers.map((layer) => (layer.name === name ? change(layer) : layer));

describe('a file that cannot be used', () => {
  it('is named when it is not there', async () => {
    await expect(readKerasModel(join(folder, 'absent.h5'))).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
    });
  });

  it('is refused when it is no HDF5', async () => {
    const location = join(folder, 'text.h5');
    await writeFile(location, 'PK not an HDF5 file');
    expect(await faultAt(location)).toContain('Expected an HDF5 file');
  });

  it('is refused when it is cut off, with both lengths', async () => {
    const location = await build(weightsAlone(baseLayers(KERAS_2)));
    const { size } = await stat(location);
    await truncate(location, size - 1);
    expect(await faultAt(location)).toBe(
      `Expected ${size} bytes, as the file says of itself, received ${size - 1}: it is cut off.`,
    );
  });

  it('of weights alone with hidden layers whose names say no activation is refused, and how to save them is said', async () => {
    const head = [dense('dense', 512, 6, KERAS_2), dense('dense_1', 6, 3, KERAS_2)];
    expect(await fault(weightsAlone([...baseLayers(KERAS_2), ...head]))).toMatch(
      /received dense, dense_1: save the whole model/,
    );
  });

  it('is refused with both md5 sums when it is as long as the official file and not the same', async () => {
    const location = await build(weightsAlone(baseLayers(KERAS_1)));
    await truncate(location, OFFICIAL_FILES.notop.bytes);
    const received = createHash('md5')
      .update(await readFile(location))
      .digest('hex');
    expect(await faultAt(location)).toBe(
      `Expected the md5 6d6bbae143d832006294945121d1f1fc of vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5, received ${received}.`,
    );
  });

  it('is refused when it is an HDF5 file of something else', async () => {
    expect(await fault({ layers: [], config: '{"class_name":"Other"}', form: 'texts' })).toContain(
      'Expected a Functional or Sequential model, received Other.',
    );
  });

  it('is refused with the first layer that another architecture differs in', async () => {
    const other = tutorial((config) => {
      config.config.layers.splice(1, 0, {
        class_name: 'ZeroPadding2D',
        config: { name: 'conv1_pad' },
        inbound_nodes: [],
      });
    });
    expect(await fault(other)).toBe(
      'Expected VGG16 with block1_conv1 (Conv2D) in its place, received conv1_pad (ZeroPadding2D): the file holds another architecture.',
    );
    const deeper = baseLayers(KERAS_2).flatMap((layer) =>
      layer.name === 'block3_pool' ? [dense('block3_conv4', 256, 256, KERAS_2), layer] : [layer],
    );
    expect(await fault(weightsAlone(deeper))).toBe(
      'Expected the layer block4_conv1 in its place, received block3_conv4: the file holds another architecture.',
    );
  });

  it('is refused when a layer takes its input from elsewhere', async () => {
    const branched = tutorial((config) => {
      layerOf(config, 'block4_conv2').inbound_nodes = [[['block3_pool', 0, 0, {}]]];
    });
    expect(await fault(branched)).toContain('received block4_conv2 on block3_pool');
  });

  it.each([
    ['filters', 'block2_conv1', { filters: 64 }, 'filters 128 in block2_conv1, received 64'],
    ['strides', 'block2_conv1', { strides: [2, 2] }, 'strides [1,1] in block2_conv1, received [2,2]'],
    ['pooling', 'block2_pool', { pool_size: [3, 3] }, 'pool_size [2,2] in block2_pool, received [3,3]'],
    [
      'activation',
      'block2_conv1',
      { activation: 'tanh' },
      'the activation relu in block2_conv1, received tanh',
    ],
    ['hidden', 'fc1', { activation: 'tanh' }, 'Expected the activation relu in fc1, received tanh.'],
    [
      'last',
      'dense',
      { activation: 'sigmoid' },
      'Expected the activation softmax in dense, received sigmoid.',
    ],
    [
      'input',
      'input_layer',
      { batch_shape: [null, 150, 150, 3] },
      'an input of 224 x 224 x 3, received [150, 150, 3]',
    ],
  ])('is refused when its %s differs from VGG16', async (_what, name, settings, detail) => {
    const file = tutorial((config) => {
      Object.assign(layerOf(config, name).config, settings);
    });
    expect(await fault(file)).toContain(detail);
  });

  it('is refused when its layers are swapped, in its lists or in its groups', async () => {
    const layers = [...baseLayers(KERAS_2)];
    const [one, other] = ['block4_conv2', 'block4_conv3'].map((name) =>
      layers.findIndex((layer) => layer.name === name),
    );
    const inLists = layers.map(
      (layer, index) => layers[index === one ? (other ?? 0) : index === other ? (one ?? 0) : index] ?? layer,
    );
    expect(await fault(weightsAlone(inLists))).toBe(
      'Expected the layer block4_conv2 in its place, received block4_conv3: layers are swapped.',
    );
    const inGroups = changed('block4_conv2', ({ name, arrays }) => ({
      name,
      arrays: arrays.map((array) => ({ ...array, name: array.name.replace('conv2', 'conv3') })),
    }));
    expect(await fault(weightsAlone(inGroups))).toBe(
      'Expected arrays of block4_conv2 in the layer block4_conv2, received block4_conv3/kernel:0: layers are swapped.',
    );
  });

  it('is refused with the layer, the shape expected and the shape received', async () => {
    const wrong = changed('block2_conv1', ({ name, arrays: [kernel, bias] }) => ({
      name,
      arrays: kernel && bias ? [{ ...kernel, shape: [3, 3, 128, 64] }, bias] : [],
    }));
    expect(await fault(weightsAlone(wrong))).toBe(
      'Expected /block2_conv1/block2_conv1/kernel:0 of shape [3, 3, 64, 128], received [3, 3, 128, 64].',
    );
  });

  it('is refused when arrays or layers are missing', async () => {
    const noBias = changed('block5_conv3', ({ name, arrays }) => ({ name, arrays: arrays.slice(0, 1) }));
    expect(await fault(weightsAlone(noBias))).toBe(
      'Expected a kernel and a bias in block5_conv3, and one is missing.',
    );
    expect(await fault({ ...tutorial(), layers: tutorialLayers().slice(0, -1) })).toBe(
      'Expected the arrays of the layer dense, and there are none.',
    );
  });

  it('is refused when a value is not of the type float32 or not finite', async () => {
    const withBias = (change: object) =>
      changed('block5_conv3', ({ name, arrays: [kernel, bias] }) => ({
        name,
        arrays: kernel && bias ? [kernel, { ...bias, ...change }] : [],
      }));
    expect(await fault(weightsAlone(withBias({ dtype: '<d' })))).toBe(
      'Expected float32 values in /block5_conv3/block5_conv3/bias:0, received float64.',
    );
    expect(await fault(weightsAlone(withBias({ first: Number.NaN })))).toBe(
      'Expected finite values in /block5_conv3/block5_conv3/bias:0, received NaN.',
    );
  });
});
