import { stat } from 'node:fs/promises';
import { AppError, convolutionPlan } from '../domain/index.ts';
import type { FileToImport, ImportedModel } from '../ports/index.ts';
import { writeWeightsFile } from '../safetensors/index.ts';
import { fileDigest } from './file-digest.ts';
import { type KerasModel, readKerasModel } from './read-model.ts';

const headOf = ({ head }: KerasModel, classes: number): NonNullable<KerasModel['head']> => {
  if (head === null) {
    const detail =
      'Expected a model that ends in a layer of classes, received the convolutions of VGG16 alone.';
    throw new AppError('WEIGHTS_INVALID', detail);
  }
  const found = head.layers.at(-1)?.units ?? 0;
  if (found === classes) return head;
  const detail = `expected ${found} class names, one for each output of the file, received ${classes}`;
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/classNames', detail }] });
};

/**
 * Reads a Keras `.h5` and writes its weights as those of a version whose convolutions are all its own. `WEIGHTS_INVALID` says
 * what is wrong with the file, `REQUEST_INVALID` that it has another number of classes; `STORAGE_UNAVAILABLE`.
 */
export const importModel = async ({
  location,
  classes,
  weightsLocation,
}: FileToImport): Promise<ImportedModel> => {
  const model = await readKerasModel(location);
  try {
    const head = headOf(model, classes);
    await writeWeightsFile(weightsLocation, model.arrays);
    const ownLayers = convolutionPlan().map(({ name }) => name);
    return {
      head,
      backbone: { name: 'vgg16', weights: 'none', sha256: null, precision: 'float32', ownLayers },
      file: { bytes: (await stat(location)).size, sha256: await fileDigest(location) },
    };
  } finally {
    model.close();
  }
};
