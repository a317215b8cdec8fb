import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { File, type Group, ready } from 'h5wasm/node';
import { convolutionPlan, kernelShape } from '../../src/domain/index.ts';

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';

/** One array as a file holds it. Its first value is `first`, the others are 0. */
export interface BuiltArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly first: number;
  readonly dtype?: string;
}

export interface BuiltLayer {
  readonly name: string;
  readonly arrays: readonly BuiltArray[];
}

/** How lists of names are kept: Keras 3's variable-length texts, older Kerases' bytes, or bytes cut into numbered parts. */
export type TextForm = 'texts' | 'bytes' | 'parts';

export interface BuiltFile {
  readonly layers: readonly BuiltLayer[];
  /** null: weights alone, at the root. */
  readonly config: string | null;
  readonly form: TextForm;
}

const PART = 5;
const LARGEST_WHOLE = 100_000;

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const writeTexts = (group: Group, name: string, texts: readonly string[], form: TextForm): void => {
  // An empty list has NumPy's default type, a float.
  if (texts.length === 0) group.create_attribute(name, new Float64Array(0), [0], '<d');
  else if (form === 'texts') group.create_attribute(name, [...texts], null, 'A');
  else {
    const width = Math.max(...texts.map((text) => text.length));
    const parts = form === 'parts' ? Math.ceil(texts.length / PART) : 1;
    for (let part = 0; part < parts; part += 1) {
      const own = parts === 1 && form === 'bytes' ? texts : texts.slice(part * PART, (part + 1) * PART);
      group.create_attribute(form === 'parts' ? `${name}${part}` : name, [...own], null, `S${width}`);
    }
  }
};

const writeArray = (layer: Group, { name, shape, first, dtype = '<f' }: BuiltArray): void => {
  const folders = name.split('/').slice(0, -1);
  let path = '';
  for (const folder of folders) {
    path = path === '' ? folder : `${path}/${folder}`;
    if (layer.get(path) === null) layer.create_group(path);
  }
  const size = sizeOf(shape);
  // A large array is left out on the disk but for its first value: HDF5 then reads zeros, and the file stays small.
  const held =
    size > LARGEST_WHOLE ? shape.map((length, axis) => (axis === shape.length - 1 ? length : 1)) : [...shape];
  const values = dtype === '<d' ? new Float64Array(sizeOf(held)) : new Float32Array(sizeOf(held));
  values[0] = first;
  const chunks = size > LARGEST_WHOLE ? { chunks: held, maxshape: [...shape] } : {};
  const dataset = layer.create_dataset({ name, data: values, shape: held, dtype, ...chunks });
  if (size > LARGEST_WHOLE) dataset.resize([...shape]);
};

/** Writes an `.h5` in Keras's layout: `layer_names`, per layer a group with `weight_names`, and `model_config` for a whole model. */
export const buildFile = async (location: string, { layers, config, form }: BuiltFile): Promise<string> => {
  await ready;
  const file = new File(location, 'w');
  const group = config === null ? file : file.create_group('model_weights');
  if (config !== null)
    file.create_attribute('model_config', config, [], form === 'texts' ? 'S' : `S${config.length}`);
  writeTexts(
    group,
    'layer_names',
    layers.map(({ name }) => name),
    form === 'parts' ? 'parts' : form,
  );
  for (const { name, arrays } of layers) {
    const layer = group.create_group(name);
    writeTexts(
      layer,
      'weight_names',
      arrays.map((array) => array.name),
      form === 'parts' ? 'bytes' : form,
    );
    for (const array of arrays) writeArray(layer, array);
  }
  file.close();
  return location;
};

/** Names of a layer's kernel and bias in a file. */
export type Naming = (layer: string) => readonly [kernel: string, bias: string];

export const KERAS_3: Naming = (layer) => [`${layer}/kernel`, `${layer}/bias`];
export const KERAS_2: Naming = (layer) => [`${layer}/kernel:0`, `${layer}/bias:0`];
export const KERAS_1: Naming = (layer) => [`${layer}_W_1:0`, `${layer}_b_1:0`];

const weighted = (name: string, kernel: readonly number[], first: number, naming: Naming): BuiltLayer => {
  const [kernelName, biasName] = naming(name);
  return {
    name,
    arrays: [
      { name: kernelName, shape: kernel, first },
      { name: biasName, shape: [kernel.at(-1) ?? 0], first: -first },
    ],
  };
};

const empty = (name: string): BuiltLayer => ({ name, arrays: [] });

/** VGG16's base; the first value of the kernel of convolution n (from 1) is n, that of its bias -n. */
export const baseLayers = (naming: Naming): readonly BuiltLayer[] => [
  empty('input_layer'),
  ...convolutionPlan().flatMap((plan, index) => [
    weighted(plan.name, kernelShape(plan), index + 1, naming),
    ...(plan.poolsAfter ? [empty(`${plan.name.slice(0, 6)}_pool`)] : []),
  ]),
];

/** A layer without weights, or a dense one whose kernel begins with `inputs`. */
export const flat = (name: string): BuiltLayer => empty(name);
export const dense = (name: string, inputs: number, units: number, naming: Naming): BuiltLayer =>
  weighted(name, [inputs, units], inputs, naming);

/** One layer of a `model_config`, as far as the tests change it. */
export interface ConfigEntry {
  class_name: string;
  name?: string;
  config: Record<string, unknown>;
  inbound_nodes: unknown[];
}

export interface RecordedConfig {
  class_name: string;
  config: { name: string; layers: ConfigEntry[] };
}

/** The `model_config` that Keras wrote for the tutorial's model. */
export const recordedConfig = (): RecordedConfig => {
  const text = readFileSync(join(recordings, 'h5', 'full-model-h5.json'), 'utf8');
  const recording = JSON.parse(text) as {
    'full_model.h5': { '/': { attributes: { model_config: string } } };
  };
  return JSON.parse(recording['full_model.h5']['/'].attributes.model_config) as RecordedConfig;
};
