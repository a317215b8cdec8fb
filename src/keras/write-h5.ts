import { File, type Group, ready } from 'h5wasm/node';
import { hasWeights, type ModelLayer, weightShapes } from '../domain/index.ts';
import { KERAS_VERSION, kerasModelConfig } from './write-config.ts';

/** Gives the float32 values of an array, `values` at a time; the last piece may be shorter. */
export type ReadArray = (name: string, values: number) => AsyncIterable<Float32Array>;

/** Larger arrays are cut into rows, so that no whole one is ever in memory. */
const MAX_WHOLE_VALUES = 4 * 1024 ** 2;
const CHUNK_VALUES = 256 * 1024;

/** A list of strings as h5py writes a numpy array of bytes; an empty one is, as with numpy, an array of doubles. */
const writeNames = (group: Group, attribute: string, names: readonly string[]): void => {
  const width = Math.max(0, ...names.map((name) => name.length));
  if (width === 0) group.create_attribute(attribute, new Float64Array(0), [0], '<d');
  else group.create_attribute(attribute, [...names], null, `A${width}`);
};

const writeArray = async (
  group: Group,
  name: string,
  shape: readonly number[],
  read: (values: number) => AsyncIterable<Float32Array>,
): Promise<void> => {
  const [rows = 1, ...rest] = shape;
  const width = rest.reduce((size, length) => size * length, 1);
  const isWhole = rows * width <= MAX_WHOLE_VALUES;
  const step = isWhole ? rows : Math.max(1, Math.floor(CHUNK_VALUES / width));
  let row = 0;
  for await (const data of read(step * width)) {
    const end = row + data.length / width;
    const first = [end, ...rest];
    if (row > 0) {
      const dataset = group.get(name);
      if (dataset === null || !('write_slice' in dataset)) throw new Error(`expected the dataset ${name}`);
      dataset.write_slice(
        [[row, end], ...rest.map((length) => [0, length] satisfies [number, number])],
        data,
      );
    } else if (isWhole) group.create_dataset({ name, data, shape: first, dtype: '<f' });
    else {
      const extent = { maxshape: [...shape], chunks: first };
      group.create_dataset({ name, data, shape: first, dtype: '<f', ...extent }).resize([...shape]);
    }
    row = end;
  }
  if (row !== rows) throw new Error(`${name} has ${row} rows, expected ${rows}`);
};

const writeWeights = async (
  weights: Group,
  layers: readonly ModelLayer[],
  read: ReadArray,
): Promise<void> => {
  writeNames(
    weights,
    'layer_names',
    layers.map(({ name }) => name),
  );
  writeNames(weights.create_group('top_level_model_weights'), 'weight_names', []);
  for (const layer of layers) {
    const group = weights.create_group(layer.name);
    if (!hasWeights(layer)) {
      writeNames(group, 'weight_names', []);
      continue;
    }
    writeNames(group, 'weight_names', [`${layer.name}/kernel`, `${layer.name}/bias`]);
    const arrays = group.create_group(layer.name);
    for (const [name, shape] of Object.entries(weightShapes(layer))) {
      await writeArray(arrays, name, shape, (values) => read(`${layer.name}/${name}`, values));
    }
  }
};

/**
 * Writes a full-model `.h5` as Keras 3 does (`model.save`): architecture and weights, without a compiled optimizer.
 * Fails with an `Error` where HDF5 or the disk does; the file is then unusable.
 */
export const writeKerasModel = async (
  location: string,
  layers: readonly ModelLayer[],
  read: ReadArray,
): Promise<void> => {
  // Without this, a full disk goes unnoticed.
  (await ready).activate_throwing_error_handler();
  const file = new File(location, 'w');
  try {
    const madeBy = { backend: 'tensorflow', keras_version: KERAS_VERSION };
    const weights = file.create_group('model_weights');
    for (const [name, value] of Object.entries(madeBy)) {
      file.create_attribute(name, value);
      weights.create_attribute(name, value);
    }
    file.create_attribute('model_config', JSON.stringify(kerasModelConfig(layers)));
    await writeWeights(weights, layers, read);
  } finally {
    file.close();
  }
};
