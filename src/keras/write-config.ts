import type { ModelLayer } from '../domain/index.ts';

/** The version of Keras whose files these are like. */
export const KERAS_VERSION = '3.15.1';

const FLOAT32 = {
  module: 'keras',
  class_name: 'DTypePolicy',
  config: { name: 'float32' },
  registered_name: null,
};

const initializer = (className: string, config: object) => ({
  module: 'keras.initializers',
  class_name: className,
  config,
  registered_name: null,
});

const weightsConfig = () => ({
  use_bias: true,
  kernel_initializer: initializer('GlorotUniform', { seed: null, input_axes: null, output_axes: null }),
  bias_initializer: initializer('Zeros', {}),
  kernel_regularizer: null,
  bias_regularizer: null,
});

const ownConfig = (layer: ModelLayer): object => {
  switch (layer.kind) {
    case 'InputLayer':
      return {};
    case 'Conv2D':
      return {
        filters: layer.filters,
        kernel_size: [3, 3],
        strides: [1, 1],
        padding: 'same',
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        groups: 1,
        activation: layer.activation,
        ...weightsConfig(),
        activity_regularizer: null,
        kernel_constraint: null,
        bias_constraint: null,
      };
    case 'MaxPooling2D':
      return { pool_size: [2, 2], padding: 'valid', strides: [2, 2], data_format: 'channels_last' };
    case 'GlobalAveragePooling2D':
      return { data_format: 'channels_last', keepdims: false };
    case 'Flatten':
      return { data_format: 'channels_last' };
    case 'Dense':
      return {
        units: layer.units,
        activation: layer.activation,
        ...weightsConfig(),
        kernel_constraint: null,
        bias_constraint: null,
        quantization_config: null,
      };
  }
};

const inputLayer = ({ name, input }: ModelLayer): object => ({
  class_name: 'InputLayer',
  config: {
    batch_shape: [null, ...input],
    dtype: 'float32',
    sparse: false,
    ragged: false,
    name,
    optional: false,
  },
  name,
  inbound_nodes: [],
});

const layerAfter = (before: string, layer: ModelLayer): object => ({
  class_name: layer.kind,
  config: { name: layer.name, trainable: layer.trainable, dtype: FLOAT32, ...ownConfig(layer) },
  name: layer.name,
  inbound_nodes: [
    {
      args: [
        {
          class_name: '__keras_tensor__',
          config: { shape: [null, ...layer.input], dtype: 'float32', keras_history: [before, 0, 0] },
        },
      ],
      kwargs: {},
    },
  ],
});

/** What Keras 3 keeps of a model's architecture in the attribute `model_config` of a `.h5`, as an object. */
export const kerasModelConfig = (layers: readonly ModelLayer[]): object => ({
  class_name: 'Functional',
  config: {
    name: 'functional',
    trainable: true,
    layers: layers.map((layer, index) => {
      const before = layers[index - 1];
      return before === undefined ? inputLayer(layer) : layerAfter(before.name, layer);
    }),
    input_layers: [layers[0]?.name, 0, 0],
    output_layers: [layers.at(-1)?.name, 0, 0],
  },
});
