import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convolutionPlan } from '../../src/domain/index.ts';
import { type KerasModel, readKerasModel } from '../../src/keras/index.ts';
import {
  type BuiltFile,
  type BuiltLayer,
  baseLayers,
  buildFile,
  dense,
  flat,
  KERAS_1,
  KERAS_2,
  KERAS_3,
  type RecordedConfig,
  recordedConfig,
} from './h5-builder.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keras-h5-'));
});
afterAll(() => rm(folder, { recursive: true }));

const UNITS = 8;

const build = (file: BuiltFile): Promise<string> => {
  files += 1;
  return buildFile(join(folder, `${files}.h5`), file);
};

const reading = async <T>(file: BuiltFile, look: (model: KerasModel) => T): Promise<T> => {
  const model = await readKerasModel(await build(file));
  try {
    return look(model);
  } finally {
    model.close();
  }
};

const fault = async (file: BuiltFile): Promise<string> => {
  const error: unknown = await reading(file, ({ arrays }) => {
    for (const { pieces } of arrays) for (const piece of pieces()) expect(piece.length).toBeGreaterThan(0);
  }).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'WEIGHTS_INVALID' });
  return String((error as Error).message);
};

const firstOf = ({ arrays }: KerasModel, name: string): number => {
  const pieces = arrays.find((array) => array.name === name)?.pieces() ?? [];
  for (const piece of pieces) return piece[0] ?? Number.NaN;
  throw new Error(`no array ${name}`);
};

/** The tutorial's model as Keras described it, with narrow fc1 and fc2. */
const narrowTutorial = (): RecordedConfig => {
  const config = recordedConfig();
  for (const layer of config.config.layers)
    if (layer.name === 'fc1' || layer.name === 'fc2') layer.config['units'] = UNITS;
  return config;
};

const tutorialLayers = (): readonly BuiltLayer[] => [
  ...baseLayers(KERAS_3),
  flat('flatten'),
  dense('fc1', 25088, UNITS, KERAS_3),
  dense('fc2', UNITS, UNITS, KERAS_3),
  dense('dense', UNITS, 2, KERAS_3),
];

const tutorial = (change: (config: RecordedConfig) => void = () => undefined): BuiltFile => {
  const config = narrowTutorial();
  change(config);
  return { layers: tutorialLayers(), config: JSON.stringify(config), form: 'texts' };
};

const weightsAlone = (layers: readonly BuiltLayer[]): BuiltFile => ({ layers, config: null, form: 'bytes' });

const layerOf = (config: RecordedConfig, name: string) => {
  const layer = config.config.layers.find((each) => each.name === name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  return layer;
};

const changed = (name: string, change: (layer: BuiltLayer) => BuiltLayer, layers = baseLayers(KERAS_2)) =>
  layers.map((layer) => (layer.name === name ? change(layer) : layer));

const FIRST_VALUES = Object.fromEntries(
  convolutionPlan().flatMap(({ name }, index) => [
    [`${name}/kernel`, index + 1],
    [`${name}/bias`, -index - 1],
  ]),
);

const firstValues = (model: KerasModel): Record<string, number> =>
  Object.fromEntries(model.arrays.map(({ name }) => [name, firstOf(model, name)]));

describe('a whole model of Keras', () => {
  it("is read as the recorded file of the tutorial's script lays it out", async () => {
    const found = await reading(tutorial(), (model) => ({ ...model, values: firstValues(model) }));
    expect(found).toMatchObject({ kind: 'model', holds: 'model', classes: 2 });
    expect(found.head).toEqual({
      pool: 'flatten',
      layers: [
        { name: 'fc1', inputs: 25088, units: UNITS, activation: 'relu' },
        { name: 'fc2', inputs: UNITS, units: UNITS, activation: 'relu' },
        { name: 'predictions', inputs: UNITS, units: 2, activation: 'linear' },
      ],
    });
    expect(found.values).toMatchObject({ ...FIRST_VALUES, 'fc1/kernel': 25088, 'predictions/bias': -UNITS });
    expect(found.arrays.map(({ name }) => name).slice(-2)).toEqual([
      'predictions/kernel',
      'predictions/bias',
    ]);
    expect(found.arrays.find(({ name }) => name === 'fc1/kernel')?.shape).toEqual([25088, UNITS]);
  });

  it('may call its layers what it likes, where it describes them', async () => {
    const rename = (name: string) => name.replaceAll('block1_conv1', 'stem').replaceAll('fc1', 'hidden');
    const { layers, config } = tutorial();
    const renamed: BuiltFile = {
      config: rename(config ?? ''),
      layers: layers.map(({ name, arrays }) => ({
        name: rename(name),
        arrays: arrays.map((array) => ({ ...array, name: rename(array.name) })),
      })),
      form: 'texts',
    };
    expect(await reading(renamed, firstValues)).toMatchObject({ ...FIRST_VALUES, 'fc1/kernel': 25088 });
  });

  it('may pool on average, with dropout and an activation as a layer of its own', async () => {
    const config = recordedConfig();
    const chain = (kind: string, name: string, settings: object, after: string) => ({
      class_name: kind,
      config: { name, ...settings },
      inbound_nodes: [[[after, 0, 0, {}]]],
    });
    config.config.layers = [
      ...config.config.layers.slice(0, 19),
      chain('GlobalAveragePooling2D', 'pool', {}, 'block5_pool'),
      chain('Dense', 'hidden', { units: 6, activation: 'relu' }, 'pool'),
      chain('Dropout', 'dropout', { rate: 0.5 }, 'hidden'),
      chain('Dense', 'last', { units: 3, activation: 'linear' }, 'dropout'),
      chain('Activation', 'softmax', { activation: 'softmax' }, 'last'),
    ];
    const layers = [
      ...baseLayers(KERAS_2),
      flat('pool'),
      dense('hidden', 512, 6, KERAS_2),
      flat('dropout'),
      dense('last', 6, 3, KERAS_2),
      flat('softmax'),
    ];
    const head = await reading(
      { layers, config: JSON.stringify(config), form: 'bytes' },
      (model) => model.head,
    );
    expect(head).toEqual({
      pool: 'average',
      layers: [
        { name: 'dense', inputs: 512, units: 6, activation: 'relu' },
        { name: 'predictions', inputs: 6, units: 3, activation: 'linear' },
      ],
    });
  });

  it('may hold the base as a model of its own inside a Sequential one', async () => {
    const base = recordedConfig();
    base.config.layers = base.config.layers.slice(0, 19);
    const config = {
      class_name: 'Sequential',
      config: {
        layers: [
          { class_name: 'InputLayer', config: { name: 'input', batch_shape: [null, 224, 224, 3] } },
          { ...base, name: 'vgg16' },
          { class_name: 'Flatten', config: { name: 'flatten' } },
          { class_name: 'Dense', config: { name: 'dense', units: 2, activation: 'softmax' } },
        ],
      },
    };
    const layers = [
      { name: 'vgg16', arrays: baseLayers(KERAS_3).flatMap(({ arrays }) => arrays) },
      flat('flatten'),
      dense('dense', 25088, 2, KERAS_3),
    ];
    const values = await reading({ layers, config: JSON.stringify(config), form: 'texts' }, firstValues);
    expect(values).toMatchObject({ ...FIRST_VALUES, 'predictions/kernel': 25088 });
  });
});

describe('weights alone', () => {
  it('are read as Keras 1 wrote the official file without the top', async () => {
    const found = await reading(weightsAlone(baseLayers(KERAS_1)), (model) => ({
      ...model,
      values: firstValues(model),
    }));
    expect(found).toMatchObject({ kind: 'base', holds: 'weights', head: null, classes: null });
    expect(found.values).toEqual(FIRST_VALUES);
  });

  it('are read where the list of layers is cut into numbered parts', async () => {
    const file: BuiltFile = { layers: baseLayers(KERAS_2), config: null, form: 'parts' };
    expect(await reading(file, firstValues)).toEqual(FIRST_VALUES);
  });

  it('have the top of ImageNet, or fc1 and fc2 and a last layer, or a last layer alone', async () => {
    const top = [flat('flatten'), dense('fc1', 25088, 4096, KERAS_1), dense('fc2', 4096, 4096, KERAS_1)];
    const heads = [
      [...top, dense('predictions', 4096, 1000, KERAS_1)],
      [...top, dense('dense_1', 4096, 3, KERAS_1)],
      [flat('global_average_pooling2d'), dense('dense', 512, 3, KERAS_1)],
      [flat('flatten_1'), dense('dense', 25088, 3, KERAS_1)],
    ];
    const found = [];
    for (const head of heads)
      found.push(
        await reading(
          weightsAlone([...baseLayers(KERAS_1), ...head]),
          (model) => `${model.kind} ${model.head?.pool} ${model.classes}`,
        ),
      );
    expect(found).toEqual([
      'baseWithTop flatten 1000',
      'model flatten 3',
      'model average 3',
      'model flatten 3',
    ]);
  });

  it('with hidden layers of a name that says no activation are refused, and how to save them is said', async () => {
    const head = [dense('dense', 512, 6, KERAS_2), dense('dense_1', 6, 3, KERAS_2)];
    expect(await fault(weightsAlone([...baseLayers(KERAS_2), ...head]))).toMatch(
      /received dense, dense_1: save the whole model/,
    );
  });
});

describe('a file that cannot be used', () => {
  it('is named when it is not there', async () => {
    await expect(readKerasModel(join(folder, 'absent.h5'))).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
    });
  });

  it('is refused when it is no HDF5', async () => {
    const location = join(folder, 'text.h5');
    await writeFile(location, 'PK not an HDF5 file');
    await expect(readKerasModel(location)).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: expect.stringContaining('Expected an HDF5 file'),
    });
  });

  it('is refused when it is cut off, with both lengths', async () => {
    const location = await build(weightsAlone(baseLayers(KERAS_2)));
    const { size } = await stat(location);
    await truncate(location, size - 1);
    await expect(readKerasModel(location)).rejects.toMatchObject({
      code: 'WEIGHTS_INVALID',
      message: `Expected ${size} bytes, as the file says of itself, received ${size - 1}: it is cut off.`,
    });
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
