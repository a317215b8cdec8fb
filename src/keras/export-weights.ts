import { AppError, type ModelManifest, modelArrays } from '../domain/index.ts';
import { type OpenWeightsFile, openWeightsFile } from '../safetensors/index.ts';
import { fileDigest } from './file-digest.ts';
import type { ReadArray } from './write-h5.ts';

/** A version to be exported and where its own weights lie, as an absolute path. */
export interface VersionFiles {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
  /** The path of the base weights that a manifest's `backbone.sha256` names, checked. `WEIGHTS_MISSING`. */
  readonly findBase: (sha256: string) => Promise<string>;
}

/** All weights of a version, those of the frozen base among them. */
export interface VersionWeights {
  readonly read: ReadArray;
  close(): Promise<void>;
}

const openOwn = async ({ manifest, weightsLocation }: VersionFiles): Promise<OpenWeightsFile> => {
  const { sha256 } = manifest.weights;
  const file = await openWeightsFile(weightsLocation);
  const found = await fileDigest(weightsLocation);
  if (found === sha256) return file;
  await file.close();
  throw new AppError(
    'WEIGHTS_INVALID',
    `Expected weights of the version with the sha256 ${sha256}, found ${found}.`,
  );
};

const openFiles = async (
  files: VersionFiles,
): Promise<{ readonly own: OpenWeightsFile; readonly base: OpenWeightsFile | null }> => {
  const { sha256 } = files.manifest.backbone;
  const own = await openOwn(files);
  if (sha256 === null) return { own, base: null };
  try {
    return { own, base: await openWeightsFile(await files.findBase(sha256)) };
  } catch (error) {
    await own.close();
    throw error;
  }
};

/**
 * Opens the weights of a version, checked against its manifest: digests, and each array's shape. Half precision is widened.
 * `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. Whoever opens them closes them.
 */
export const openVersionWeights = async (files: VersionFiles): Promise<VersionWeights> => {
  const { own, base } = await openFiles(files);
  const close = async (): Promise<void> => {
    await own.close();
    await base?.close();
  };
  const fileOf = (name: string): OpenWeightsFile | null => (own.shapes.has(name) ? own : base);
  for (const { name, shape } of modelArrays(files.manifest)) {
    const found = fileOf(name)?.shapes.get(name);
    if (found?.join() === shape.join()) continue;
    await close();
    const received = found === undefined ? 'none' : `one of [${found.join()}]`;
    throw new AppError('WEIGHTS_INVALID', `Expected ${name} of shape [${shape.join()}], found ${received}.`);
  }
  return { read: (name, values) => (fileOf(name) ?? own).pieces(name, values), close };
};
