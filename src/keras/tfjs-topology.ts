import type { ModelLayer } from '../domain/index.ts';

/** One array in the manifest of weights. */
interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32';
}

/** What `tf.loadLayersModel` reads as `model.json`. */
export interface TfjsModelJson {
  readonly format: 'layers-model';
  readonly generatedBy: string;
  readonly convertedBy: null;
  readonly modelTopology: object;
  readonly weightsManifest: readonly [
    { readonly paths: readonly string[]; readonly weights: readonly ManifestEntry[] },
  ];
}

// The weights that follow replace these; drawing random ones first would take seconds for nothing.
const ZEROS = { class_name: 'Zeros', config: {} };
const WEIGHTS = { use_bias: true, kernel_initializer: ZEROS, bias_initializer: ZEROS };
const LAST = { data_format: 'channels_last' };

const ownConfig = (layer: ModelLayer): object => {
  switch (layer.kind) {
    case 'InputLayer':
      return { batch_input_shape: [null, ...layer.input], dtype: 'float32', sparse: false };
    case 'Conv2D':
      return {
        filters: layer.filters,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'same',
        dilation_rate: [1, 1],
        activation: layer.activation,
        ...LAST,
        ...WEIGHTS,
      };
    case 'MaxPooling2D':
      return { pool_size: [2, 2], padding: 'valid', strides: [2, 2], ...LAST };
    case 'GlobalAveragePooling2D':
    case 'Flatten':
      return LAST;
    case 'Dense':
      return { units: layer.units, activation: layer.activation, ...WEIGHTS };
  }
};

/** The architecture in the older form of Keras 2, which TensorFlow.js reads. */
const topologyOf = (layers: readonly ModelLayer[]): object => ({
  class_name: 'Model',
  config: {
    name: 'functional',
    layers: layers.map((layer, index) => {
      const before = layers[index - 1];
      return {
        class_name: layer.kind,
        name: layer.name,
        config: { name: layer.name, trainable: layer.trainable, ...ownConfig(layer) },
        inbound_nodes: before === undefined ? [] : [[[before.name, 0, 0, {}]]],
      };
    }),
    input_layers: [[layers[0]?.name, 0, 0]],
    output_layers: [[layers.at(-1)?.name, 0, 0]],
  },
});

/** `model.json` of a model whose weights lie, one array after the other, in the files `paths`. */
export const tfjsModelJson = (
  layers: readonly ModelLayer[],
  arrays: readonly { readonly name: string; readonly shape: readonly number[] }[],
  paths: readonly string[],
): TfjsModelJson => ({
  format: 'layers-model',
  generatedBy: 'whetstone',
  convertedBy: null,
  modelTopology: {
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
    model_config: topologyOf(layers),
  },
  weightsManifest: [
    { paths, weights: arrays.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })) },
  ],
});
