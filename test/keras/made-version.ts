import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  type HeadArchitecture,
  type ModelManifest,
  makeRandom,
  modelArrays,
} from '../../src/domain/index.ts';
import type { VersionFiles } from '../../src/keras/export-weights.ts';
import { writeWeightsFile } from '../../src/safetensors/index.ts';
import { aManifest } from '../unit/fakes.ts';

/** The base of these versions. */
export const BASE = 'weights/vgg16-notop.f16.safetensors';

const sha256Of = async (location: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(location))
    .digest('hex');

const findBase = async (sha256: string): Promise<string> => {
  if (sha256 === (await sha256Of(BASE))) return BASE;
  throw new AppError('WEIGHTS_MISSING', `no base ${sha256}`);
};

/** Random values that keep what flows through a layer at its size, and logits near 1, where probabilities show every change. */
const madeValues = (name: string, shape: readonly number[]): Float32Array => {
  const random = makeRandom(7).fork(name);
  const size = shape.reduce((product, length) => product * length, 1);
  const inputs = size / (shape.at(-1) ?? 1);
  const limit = name.endsWith('/bias')
    ? 0.1
    : Math.sqrt(3 / inputs) * (name === 'predictions/kernel' ? 0.05 : 1);
  return Float32Array.from({ length: size }, () => (2 * random.float() - 1) * limit);
};

/** A head of dense layers with the widths given, the last one the classes. */
export const aHead = (pool: HeadArchitecture['pool'], ...widths: readonly number[]): HeadArchitecture => ({
  pool,
  layers: widths.map((units, index) => ({
    name: index === widths.length - 1 ? 'predictions' : `fc${index + 1}`,
    inputs: widths[index - 1] ?? (pool === 'average' ? 512 : 25088),
    units,
    activation: index === widths.length - 1 ? 'linear' : 'relu',
  })),
});

/** A version with made-up weights in `folder`; its backbone is the one of ImageNet, but for `ownLayers`. */
export const makeVersion = async (
  folder: string,
  head: HeadArchitecture,
  ownLayers: readonly string[] = [],
): Promise<VersionFiles> => {
  const plain = aManifest();
  const backbone: ModelManifest['backbone'] = {
    ...plain.backbone,
    weights: 'imagenet',
    sha256: await sha256Of(BASE),
    ownLayers,
  };
  const own = [...ownLayers, ...head.layers.map(({ name }) => name)];
  const weightsLocation = join(folder, `own-${head.pool}-${ownLayers.length}.safetensors`);
  const arrays = modelArrays({ head, backbone }).filter(({ name }) => own.includes(name.split('/')[0] ?? ''));
  await writeWeightsFile(
    weightsLocation,
    arrays.map(({ name, shape }) => ({ name, shape, pieces: () => [madeValues(name, shape)] })),
  );
  const weights = {
    file: 'own.safetensors',
    bytes: (await stat(weightsLocation)).size,
    sha256: await sha256Of(weightsLocation),
  };
  const classNames = Array.from({ length: head.layers.at(-1)?.units ?? 0 }, (_, index) => `class ${index}`);
  return { manifest: { ...plain, classNames, backbone, head, weights }, weightsLocation, findBase };
};
