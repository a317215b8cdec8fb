import { frozenConvolutions, frozenDenseLayers } from './freezing.ts';
import type { ModelManifest } from './model.ts';
import { hasWeights, type ModelLayer, modelLayers, weightShapes } from './model-layers.ts';

/** What a summary needs to know of a version. */
export type SummarisedModel = Pick<ModelManifest, 'backbone' | 'head' | 'recipe'>;

/** One layer, as a row of Keras's table. `outputShape` is without the batch. */
export interface SummaryLayer {
  readonly name: string;
  readonly type: string;
  readonly outputShape: readonly number[];
  readonly parameters: number;
  /** Whether training changes it; false where it has no parameters. */
  readonly isTrainable: boolean;
}

/** Keras's `model.summary()` as data: counts of float32 parameters. */
export interface SummaryTable {
  readonly name: 'functional';
  readonly layers: readonly SummaryLayer[];
  readonly parameters: number;
  readonly trainableParameters: number;
  readonly nonTrainableParameters: number;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

const outputShape = (layer: ModelLayer): readonly number[] => {
  const [height = 0, width = 0] = layer.input;
  switch (layer.kind) {
    case 'InputLayer':
      return layer.input;
    case 'Conv2D':
      return [height, width, layer.filters];
    case 'MaxPooling2D':
      return [height / 2, width / 2, ...layer.input.slice(2)];
    case 'GlobalAveragePooling2D':
      return layer.input.slice(2);
    case 'Flatten':
      return [sizeOf(layer.input)];
    case 'Dense':
      return [layer.units];
  }
};

const parametersOf = (layer: ModelLayer): number => {
  if (!hasWeights(layer)) return 0;
  const { kernel, bias } = weightShapes(layer);
  return sizeOf(kernel) + sizeOf(bias);
};

/** Names of the layers that training leaves as they are: by the recipe, or for an imported version those of the base that came with the program. */
const frozenNames = (
  { backbone, recipe }: SummarisedModel,
  layers: readonly ModelLayer[],
): readonly string[] => {
  const convolutions = layers.filter(({ kind }) => kind === 'Conv2D').map(({ name }) => name);
  if (recipe === null) return convolutions.filter((name) => !backbone.ownLayers.includes(name));
  const { frozenLayers } = recipe.backbone;
  return [...convolutions.slice(0, frozenConvolutions(frozenLayers)), ...frozenDenseLayers(frozenLayers)];
};

/** What Keras calls a layer that a script gives no name: the new output layer is `dense`, or `dense_1` where a hidden one is called so. */
const shownNames = (layers: readonly ModelLayer[]): readonly string[] => {
  const names = layers.map(({ name }) => name);
  const before = names.slice(0, -1);
  const named = before.filter((name) => /^dense(_\d+)?$/.test(name)).length;
  return [...before, named === 0 ? 'dense' : `dense_${named}`];
};

/** The table of a version's layers as `model.summary()` of Keras 3 has it. Pure. */
export const summaryOf = (model: SummarisedModel): SummaryTable => {
  const written = modelLayers(model);
  const frozen = frozenNames(model, written);
  const names = shownNames(written);
  const layers = written.map((layer, index): SummaryLayer => {
    const { name, kind: type } = layer;
    const parameters = parametersOf(layer);
    return {
      name: names[index] ?? name,
      type,
      outputShape: outputShape(layer),
      parameters,
      isTrainable: parameters > 0 && !frozen.includes(name),
    };
  });
  const count = (counted: readonly SummaryLayer[]): number =>
    counted.reduce((sum, { parameters }) => sum + parameters, 0);
  const parameters = count(layers);
  const trainableParameters = count(layers.filter(({ isTrainable }) => isTrainable));
  return {
    name: 'functional',
    layers,
    parameters,
    trainableParameters,
    nonTrainableParameters: parameters - trainableParameters,
  };
};
