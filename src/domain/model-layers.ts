import { boundaryShape, convolutionPlan } from './conv-plan.ts';
import { INPUT_SIZE, type ModelManifest } from './model.ts';

/** What its layers follow from. */
export type LayeredModel = Pick<ModelManifest, 'backbone' | 'head'>;

interface LayerPlace {
  readonly name: string;
  readonly trainable: boolean;
  /** Shape of what enters it, without the batch. */
  readonly input: readonly number[];
}

/** One layer of a model, in Keras's words. A layer with weights has `<name>/kernel` and `<name>/bias`. */
export type ModelLayer = LayerPlace &
  (
    | { readonly kind: 'InputLayer' | 'MaxPooling2D' | 'GlobalAveragePooling2D' | 'Flatten' }
    | { readonly kind: 'Conv2D'; readonly filters: number; readonly activation: 'relu' }
    | { readonly kind: 'Dense'; readonly units: number; readonly activation: 'relu' | 'linear' | 'softmax' }
  );

/** A layer that has weights. */
export type WeightedLayer = Extract<ModelLayer, { kind: 'Conv2D' | 'Dense' }>;

const baseLayers = (ownLayers: readonly string[]): readonly ModelLayer[] =>
  convolutionPlan().flatMap(({ name, filters, poolsAfter }, index): ModelLayer[] => {
    const trainable = ownLayers.includes(name);
    const input = boundaryShape(index);
    const convolution = { kind: 'Conv2D', name, trainable, input, filters, activation: 'relu' } as const;
    if (!poolsAfter) return [convolution];
    const block = name.slice(0, name.indexOf('_'));
    const map = [input[0], input[1], filters];
    return [convolution, { kind: 'MaxPooling2D', name: `${block}_pool`, trainable, input: map }];
  });

const headLayers = ({ pool, layers }: LayeredModel['head']): readonly ModelLayer[] => {
  const place = { trainable: true, input: boundaryShape(convolutionPlan().length) };
  const dense = layers.map(({ name, inputs, units, activation }, index) => ({
    kind: 'Dense' as const,
    name,
    trainable: true,
    input: [inputs],
    units,
    activation: index === layers.length - 1 ? ('softmax' as const) : activation,
  }));
  return pool === 'average'
    ? [{ ...place, kind: 'GlobalAveragePooling2D', name: 'global_average_pooling2d' }, ...dense]
    : [{ ...place, kind: 'Flatten', name: 'flatten' }, ...dense];
};

/** The layers of a version as Keras's `model.layers`: VGG16's base, then the head, whose last layer ends in softmax. */
export const modelLayers = ({ backbone, head }: LayeredModel): readonly ModelLayer[] => [
  { kind: 'InputLayer', name: 'input_layer', trainable: true, input: [INPUT_SIZE, INPUT_SIZE, 3] },
  ...baseLayers(backbone.ownLayers),
  ...headLayers(head),
];

/** Whether a layer has a kernel and a bias. */
export const hasWeights = (layer: ModelLayer): layer is WeightedLayer =>
  layer.kind === 'Conv2D' || layer.kind === 'Dense';

/** Shapes of a layer's kernel, `[3, 3, inputs, filters]` or `[inputs, units]`, and of its bias. */
export const weightShapes = (
  layer: WeightedLayer,
): { readonly kernel: readonly number[]; readonly bias: readonly number[] } => {
  const inputs = layer.input.at(-1) ?? 0;
  return layer.kind === 'Conv2D'
    ? { kernel: [3, 3, inputs, layer.filters], bias: [layer.filters] }
    : { kernel: [inputs, layer.units], bias: [layer.units] };
};

/** The arrays of a model in the order in which files hold them: `<layer>/kernel`, `<layer>/bias`, layer by layer. */
export const modelArrays = (
  model: LayeredModel,
): readonly { readonly name: string; readonly shape: readonly number[] }[] =>
  modelLayers(model)
    .filter(hasWeights)
    .flatMap((layer) => {
      const { kernel, bias } = weightShapes(layer);
      return [
        { name: `${layer.name}/kernel`, shape: kernel },
        { name: `${layer.name}/bias`, shape: bias },
      ];
    });
