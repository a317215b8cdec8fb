import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convolutionPlan } from '../../src/domain/index.ts';
import { type KerasModel, readKerasModel } from '../../src/keras/index.ts';
import {
  type BuiltFile,
  baseLayers,
  buildFile,
  dense,
  flat,
  KERAS_1,
  KERAS_2,
  KERAS_3,
  recordedConfig,
} from './h5-builder.ts';
import { tutorial, UNITS, weightsAlone } from './h5-tutorial.ts';

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

const reading = async <T>(file: BuiltFile, look: (model: KerasModel) => T): Promise<T> => {
  const model = await readKerasModel(await build(file));
  try {
    return look(model);
  } finally {
    model.close();
  }
};

const firstOf = ({ arrays }: KerasModel, name: string): number => {
  const pieces = arrays.find((array) => array.name === name)?.pieces() ?? [];
  for (const piece of pieces) return piece[0] ?? Number.NaN;
  throw new Error(`no array ${name}`);
};

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

  it('have the top of ImageNet, or fc1 and fc2 of any width and a last layer, or a last layer alone', async () => {
    const top = [flat('flatten'), dense('fc1', 25088, 4096, KERAS_1), dense('fc2', 4096, 4096, KERAS_1)];
    const heads = [
      [...top, dense('predictions', 4096, 1000, KERAS_1)],
      [...top, dense('dense_1', 4096, 3, KERAS_1)],
      [
        flat('flatten'),
        dense('fc1', 25088, 8, KERAS_1),
        dense('fc2', 8, 6, KERAS_1),
        dense('dense', 6, 3, KERAS_1),
      ],
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
      'model flatten 3',
      'model average 3',
      'model flatten 3',
    ]);
  });
});
