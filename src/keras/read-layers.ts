import type { H5Array, H5Group } from './h5-file.ts';
import { weightsInvalid } from './weights-invalid.ts';

/** The arrays of one layer that has weights, by what they are; `other` are names of arrays that are neither. */
export interface StoredLayer {
  readonly name: string;
  readonly kernel: H5Array | null;
  readonly bias: H5Array | null;
  readonly other: readonly string[];
}

/** What an `.h5` says it holds: the names of all top layers in order, and the layers with weights in order, those of nested models among them. */
export interface StoredLayers {
  readonly names: readonly string[];
  readonly weighted: readonly StoredLayer[];
}

/** A kernel and a bias: a group with more holds a nested model, or a layer of another kind. */
const LAYER_WEIGHTS = 2;

// Keras 2 and 3: `fc1/kernel:0`, `fc1/kernel`; Keras 1, which wrote the official files: `fc1_W_1:0`.
const KERNEL = /(^|_)(kernel|W)(_\d+)?(:0)?$/;
const BIAS = /(^|_)(bias|b)(_\d+)?(:0)?$/;

const leafOf = (weightName: string): string => weightName.split('/').at(-1) ?? weightName;

const ownerOf = (weightName: string): string | undefined => weightName.split('/').at(-2);

const arrayAt = (group: H5Group, layer: string, weightName: string): H5Array => {
  const array = group.array(weightName);
  if (array === null)
    throw weightsInvalid(
      `Expected the array ${weightName} in the layer ${layer}, as its weight_names say, and there is none.`,
    );
  return array;
};

const layerOf = (group: H5Group, name: string, weightNames: readonly string[]): StoredLayer => {
  const named = (pattern: RegExp): H5Array | null => {
    const found = weightNames.filter((weightName) => pattern.test(leafOf(weightName)));
    const [only] = found;
    return only === undefined || found.length > 1 ? null : arrayAt(group, name, only);
  };
  const other = weightNames.filter((each) => !KERNEL.test(leafOf(each)) && !BIAS.test(leafOf(each)));
  return { name, kernel: named(KERNEL), bias: named(BIAS), other };
};

const layersIn = (group: H5Group, name: string, weightNames: readonly string[]): readonly StoredLayer[] => {
  if (weightNames.length === 0) return [];
  if (weightNames.length <= LAYER_WEIGHTS) return [layerOf(group, name, weightNames)];
  const owners = new Set(weightNames.map((each) => ownerOf(each) ?? name));
  return [...owners].map((owner) =>
    layerOf(
      group,
      owner,
      weightNames.filter((each) => (ownerOf(each) ?? name) === owner),
    ),
  );
};

/** Arrays in the group of a layer that are called after another layer: the file has been put together wrongly. */
const checkOwners = (names: readonly string[], name: string, weightNames: readonly string[]): void => {
  if (weightNames.length > LAYER_WEIGHTS) return;
  const stranger = weightNames.find((each) => {
    const owner = ownerOf(each);
    return owner !== undefined && owner !== name && names.includes(owner);
  });
  if (stranger !== undefined)
    throw weightsInvalid(
      `Expected arrays of ${name} in the layer ${name}, received ${stranger}: layers are swapped.`,
    );
};

/** The layers of a group that Keras wrote weights into, by its attributes `layer_names` and, in each layer, `weight_names`. */
export const readLayers = (group: H5Group): StoredLayers => {
  const names = group.texts('layer_names');
  if (names === null) throw weightsInvalid(withoutLayerNames(group));
  const weighted = names.flatMap((name) => {
    const layer = group.group(name);
    const weightNames = layer?.texts('weight_names') ?? null;
    if (layer === null || weightNames === null)
      throw weightsInvalid(`Expected the layer ${name} with the attribute weight_names, and there is none.`);
    checkOwners(names, name, weightNames);
    return layersIn(layer, name, weightNames);
  });
  return { names, weighted };
};

const withoutLayerNames = (group: H5Group): string =>
  group.group('layers') === null
    ? 'Expected the attribute layer_names of a file of Keras, and there is none.'
    : "Expected the attribute layer_names, received the layout of .weights.h5, which does not keep the layers' names: save the whole model, model.save('name.h5').";
