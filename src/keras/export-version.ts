import { stat } from 'node:fs/promises';
import {
  AppError,
  type ExportFormat,
  type ModelManifest,
  modelArrays,
  modelLayers,
} from '../domain/index.ts';
import { writeWeightsFile } from '../safetensors/index.ts';
import { openVersionWeights, type VersionFiles } from './export-weights.ts';
import { writeTfjsBundle } from './tfjs-bundle.ts';
import { preprocessingFacts } from './tfjs-texts.ts';
import { type ReadArray, writeKerasModel } from './write-h5.ts';

const PIECE_VALUES = 1024 ** 2;

/** All weights in one file that stands alone, with what is needed to use them beside it. */
const writeSafetensors = async (
  location: string,
  manifest: ModelManifest,
  read: ReadArray,
): Promise<void> => {
  const { model, version, classNames, head } = manifest;
  const arrays = modelArrays(manifest).map(({ name, shape }) => ({
    name,
    shape,
    pieces: () => read(name, PIECE_VALUES),
  }));
  await writeWeightsFile(location, arrays, {
    model,
    version: String(version),
    classNames: JSON.stringify(classNames),
    preprocessing: JSON.stringify(preprocessingFacts(manifest)),
    head: JSON.stringify(head),
  });
};

const WRITERS = {
  keras: (location: string, manifest: ModelManifest, read: ReadArray) =>
    writeKerasModel(location, modelLayers(manifest), read),
  tfjs: writeTfjsBundle,
  safetensors: writeSafetensors,
} as const satisfies Record<ExportFormat, object>;

/**
 * Writes a version as a file of another form at `location` and gives its size in bytes. The weights are checked against the
 * manifest and go through memory a few MiB at a time. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `STORAGE_UNAVAILABLE`.
 */
export const exportVersion = async (
  files: VersionFiles,
  format: ExportFormat,
  location: string,
): Promise<number> => {
  const weights = await openVersionWeights(files);
  try {
    await WRITERS[format](location, files.manifest, weights.read);
    return (await stat(location)).size;
  } catch (error) {
    if (error instanceof AppError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('STORAGE_UNAVAILABLE', `The ${format} file cannot be written: ${reason}.`, {
      cause: error,
    });
  } finally {
    await weights.close();
  }
};
