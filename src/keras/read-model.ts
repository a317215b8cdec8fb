import { stat } from 'node:fs/promises';
import { convolutionPlan, type HeadArchitecture } from '../domain/index.ts';
import { type H5File, openH5 } from './h5-file.ts';
import { headOf, type ReadArchitecture, readArchitecture } from './read-architecture.ts';
import { isImagenetTop, type KerasArray, readArrays } from './read-arrays.ts';
import { readModelConfig } from './read-config.ts';
import { readLayers, type StoredLayer } from './read-layers.ts';
import { weightsInvalid } from './weights-invalid.ts';
import { checkOfficialFile, OFFICIAL_FILES } from './weights-official.ts';

/**
 * A Keras file that has been checked and is open. `base`: the 13 convolutions alone; `baseWithTop`: with fc1, fc2 and the 1000
 * classes of ImageNet; `model`: with a head of one's own. A file of weights alone says nothing of activations: they are VGG16's.
 */
export interface KerasModel {
  readonly kind: 'base' | 'baseWithTop' | 'model';
  /** Whether the file is a whole model (`model.save`) or weights alone (`save_weights`). */
  readonly holds: 'model' | 'weights';
  readonly head: HeadArchitecture | null;
  /** Width of the softmax layer; null without a head. */
  readonly classes: number | null;
  /**
   * `<layer>/kernel` and `<layer>/bias` of the convolutions by Keras's names, then of the head's layers by the names in `head`;
   * read piece by piece from the file, float32; `WEIGHTS_INVALID` at a value that is not finite.
   */
  readonly arrays: readonly KerasArray[];
  readonly close: () => void;
}

/** Widths are what the kernels have; a layer without a kernel is refused when its arrays are read. */
const fullyConnectedHead = (dense: readonly StoredLayer[]): HeadArchitecture =>
  headOf(
    'flatten',
    dense.map(({ kernel }) => kernel?.shape[1] ?? 0),
  );

const singleHead = (last: StoredLayer): HeadArchitecture => {
  const [inputs = 0, units = 0] = last.kernel?.shape ?? [];
  const average = headOf('average', [units]);
  return inputs === average.layers[0]?.inputs ? average : headOf('flatten', [units]);
};

/** What the names of layers alone say: VGG16, and after it nothing, or fc1 and fc2 and a last layer, or only a last layer. */
const architectureByNames = (weighted: readonly StoredLayer[]): ReadArchitecture => {
  const convolutions = convolutionPlan().map(({ name }) => name);
  const isVgg16 = convolutions.every((name, index) => weighted[index]?.name === name);
  // What is no VGG16 is refused by its convolutions, whatever comes after them.
  const after = isVgg16 ? weighted.slice(convolutions.length) : [];
  const dense = after.map(({ name }) => name);
  const last = after.at(-1);
  if (last === undefined) return { convolutions, dense, head: null };
  if (dense.length === 3 && dense[0] === 'fc1' && dense[1] === 'fc2')
    return { convolutions, dense, head: fullyConnectedHead(after) };
  if (dense.length === 1) return { convolutions, dense, head: singleHead(last) };
  throw weightsInvalid(
    `Expected fc1, fc2 and a last layer, or one layer, after VGG16's convolutions in a file of weights alone, received ${dense.join(', ')}: save the whole model, model.save('name.h5').`,
  );
};

const kindOf = (holds: KerasModel['holds'], head: HeadArchitecture | null): KerasModel['kind'] => {
  if (head === null) return 'base';
  return holds === 'weights' && isImagenetTop(head) ? 'baseWithTop' : 'model';
};

const read = ({ root, close }: H5File): KerasModel => {
  const config = root.text('model_config');
  const group = root.group('model_weights') ?? root;
  const { weighted } = readLayers(group);
  const architecture =
    config === null ? architectureByNames(weighted) : readArchitecture(readModelConfig(config));
  const { head } = architecture;
  const holds = config === null ? 'weights' : 'model';
  return {
    kind: kindOf(holds, head),
    holds,
    head,
    classes: head?.layers.at(-1)?.units ?? null,
    arrays: readArrays(architecture, weighted),
    close,
  };
};

/** Of that kind and to the byte as long as the official file: then it is meant to be that, and has to be it. */
const checkIfOfficial = async (location: string, { kind }: KerasModel): Promise<void> => {
  const { size } = await stat(location);
  const official = Object.values(OFFICIAL_FILES).find(
    ({ bytes, hasTop }) => bytes === size && kind === (hasTop ? 'baseWithTop' : 'base'),
  );
  if (official !== undefined) await checkOfficialFile(location, official);
};

/**
 * Opens and checks an `.h5` of a Keras VGG16, a whole model or weights alone, by the names it holds. The caller closes it.
 * `WEIGHTS_MISSING` where it cannot be read; `WEIGHTS_INVALID` where it is no HDF5, is cut off or damaged, holds another
 * architecture, has layers that are missing, swapped, of another shape or not float32, or would be an official file but for its md5.
 */
export const readKerasModel = async (location: string): Promise<KerasModel> => {
  const file = await openH5(location);
  try {
    const model = read(file);
    await checkIfOfficial(location, model);
    return model;
  } catch (error) {
    file.close();
    throw error;
  }
};
