import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, convolutionPlan } from '../domain/index.ts';
import { readArrayNames, readSomeArrays, readWeightsFile, type WeightsFile } from '../safetensors/index.ts';
import { checkShipped } from './shipped-files.ts';

/** VGG16's ImageNet weights, as they lie in the folder of weights. */
export interface BaseWeights {
  /** Absolute path of the file. */
  readonly location: string;
  /**
   * Says which convolutions these are, as a manifest's `backbone.sha256`: of the file at half precision; of the values of the 13
   * convolutions at full precision, so that a file with the top and one without it hold the same base.
   */
  readonly sha256: string;
  readonly precision: 'float32' | 'float16';
  /** Whether the file also holds `fc1`, `fc2` and `predictions`. */
  readonly hasTop: boolean;
  /** `<name>/kernel` and `<name>/bias` of the 13 convolutions. */
  readonly convolutions: Pick<WeightsFile, 'arrays'>;
}

/** File at full precision, below the folder of weights; `npm run weights` makes it. */
const FULL_PRECISION_FILE = 'vgg16.f32.safetensors';

/** File at half precision, below the folder of weights; it comes with the program. */
export const HALF_PRECISION_FILE = 'vgg16-notop.f16.safetensors';

const isThere = (location: string): Promise<boolean> =>
  access(location).then(
    () => true,
    () => false,
  );

const readFullPrecision = async (location: string): Promise<BaseWeights> => {
  const names = convolutionPlan().flatMap(({ name }) => [`${name}/kernel`, `${name}/bias`]);
  const convolutions = await readSomeArrays(location, (name) => names.includes(name));
  const hash = createHash('sha256');
  for (const name of names) hash.update(convolutions.arrays.get(name)?.bytes ?? new Uint8Array());
  const hasTop = (await readArrayNames(location)).includes('fc1/kernel');
  return { location, sha256: hash.digest('hex'), precision: 'float32', hasTop, convolutions };
};

const readHalfPrecision = async (weightsDir: string): Promise<BaseWeights> => {
  const location = join(weightsDir, HALF_PRECISION_FILE);
  const file = await readWeightsFile(location);
  await checkShipped(weightsDir, HALF_PRECISION_FILE, file.sha256);
  return { location, sha256: file.sha256, precision: 'float16', hasTop: false, convolutions: file };
};

/** The files that are there, the best one first; each is read when it is asked for. */
async function* readBases(weightsDir: string): AsyncGenerator<BaseWeights> {
  const full = join(weightsDir, FULL_PRECISION_FILE);
  if (await isThere(full)) yield readFullPrecision(full);
  if (await isThere(join(weightsDir, HALF_PRECISION_FILE))) yield readHalfPrecision(weightsDir);
}

/** The base in the folder of weights, at full precision where that file is there. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const findBase = async (weightsDir: string): Promise<BaseWeights> => {
  for await (const base of readBases(weightsDir)) return base;
  throw new AppError(
    'WEIGHTS_MISSING',
    `Expected ${HALF_PRECISION_FILE} or ${FULL_PRECISION_FILE} in the folder of weights, and neither is there.`,
  );
};

/** The base that a model version was trained on, by its manifest's `backbone.sha256`. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const findBaseBySha = async (weightsDir: string, sha256: string): Promise<BaseWeights> => {
  const found: string[] = [];
  for await (const base of readBases(weightsDir)) {
    if (base.sha256 === sha256) return base;
    found.push(base.sha256);
  }
  const received = found.length === 0 ? 'no weights' : `only ${found.join(' and ')}`;
  throw new AppError(
    'WEIGHTS_MISSING',
    `Expected base weights with the sha256 ${sha256} in the folder of weights, found ${received}. The file ${HALF_PRECISION_FILE} comes with the program; "npm run weights" fetches ${FULL_PRECISION_FILE}.`,
  );
};
