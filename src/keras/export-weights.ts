import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { AppError, type ModelManifest } from '../domain/index.ts';
import { type OpenWeightsFile, openWeightsFile } from '../safetensors/index.ts';
import type { ReadArray } from './write-h5.ts';
import { writtenArrays } from './write-layers.ts';

/** A version to be exported and where its weights lie: absolute paths of its own file and of the frozen base's. */
export interface VersionFiles {
  readonly manifest: ModelManifest;
  readonly weightsLocation: string;
  readonly baseLocation: string;
}

/** All weights of a version, those of the frozen base among them. */
export interface VersionWeights {
  readonly read: ReadArray;
  close(): Promise<void>;
}

const digestOf = async (location: string): Promise<string> => {
  const hash = createHash('sha256');
  const content: AsyncIterable<Uint8Array> = createReadStream(location, { highWaterMark: 1024 ** 2 });
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
};

const openChecked = async (location: string, sha256: string, what: string): Promise<OpenWeightsFile> => {
  const file = await openWeightsFile(location);
  const found = await digestOf(location);
  if (found === sha256) return file;
  await file.close();
  throw new AppError('WEIGHTS_INVALID', `Expected ${what} with the sha256 ${sha256}, found ${found}.`);
};

const openFiles = async ({
  manifest,
  weightsLocation,
  baseLocation,
}: VersionFiles): Promise<{ readonly own: OpenWeightsFile; readonly base: OpenWeightsFile | null }> => {
  const { backbone, weights } = manifest;
  const own = await openChecked(weightsLocation, weights.sha256, 'weights of the version');
  const isWholeOwn = writtenArrays(manifest).every(({ name }) => own.shapes.has(name));
  if (isWholeOwn || backbone.sha256 === null) return { own, base: null };
  try {
    return { own, base: await openChecked(baseLocation, backbone.sha256, 'weights of the backbone') };
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
  for (const { name, shape } of writtenArrays(files.manifest)) {
    const found = fileOf(name)?.shapes.get(name);
    if (found?.join() === shape.join()) continue;
    await close();
    const received = found === undefined ? 'none' : `one of [${found.join()}]`;
    throw new AppError('WEIGHTS_INVALID', `Expected ${name} of shape [${shape.join()}], found ${received}.`);
  }
  return { read: (name, values) => (fileOf(name) ?? own).pieces(name, values), close };
};
