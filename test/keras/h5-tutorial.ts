import {
  type BuiltFile,
  type BuiltLayer,
  baseLayers,
  dense,
  flat,
  KERAS_3,
  type RecordedConfig,
  recordedConfig,
} from './h5-builder.ts';

/** Width of fc1 and fc2 here. */
export const UNITS = 8;

/** The tutorial's model as Keras described it, with narrow fc1 and fc2. */
const narrowTutorial = (): RecordedConfig => {
  const config = recordedConfig();
  for (const layer of config.config.layers)
    if (layer.name === 'fc1' || layer.name === 'fc2') layer.config['units'] = UNITS;
  return config;
};

export const tutorialLayers = (): readonly BuiltLayer[] => [
  ...baseLayers(KERAS_3),
  flat('flatten'),
  dense('fc1', 25088, UNITS, KERAS_3),
  dense('fc2', UNITS, UNITS, KERAS_3),
  dense('dense', UNITS, 2, KERAS_3),
];

export const tutorial = (change: (config: RecordedConfig) => void = () => undefined): BuiltFile => {
  const config = narrowTutorial();
  change(config);
  return { layers: tutorialLayers(), config: JSON.stringify(config), form: 'texts' };
};

export const weightsAlone = (layers: readonly BuiltLayer[]): BuiltFile => ({
  layers,
  config: null,
  form: 'bytes',
});

export const layerOf = (config: RecordedConfig, name: string) => {
  const layer = config.config.layers.find((each) => each.name === name);
  if (layer === undefined) throw new Error(`no layer ${name}`);
  return layer;
};
