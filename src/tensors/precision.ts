import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError, makeRandom, PICTURE_BYTES, type Precision, type Preprocess } from '../domain/index.ts';
import type { ParentVersion, PrecisionSupport } from '../ports/index.ts';
import type { Engine } from './engine.ts';
import { createFrozenBase, type FrozenBase, findInt8Obstacle } from './frozen-base.ts';
import { onnxRuntimeVersion } from './int8-base.ts';

/** What decides a precision beside what is asked for. */
export interface PrecisionConditions {
  /** Absolute folder of the ImageNet weights. */
  readonly weightsDir: string;
  /** Folder (absolute) of what is kept between jobs; what was measured on this machine is a file in it. */
  readonly cacheDir: string;
  readonly frozenConvolutions: number;
  readonly preprocess: Preprocess;
  /** The version that a run continues from. */
  readonly parent: ParentVersion | null;
}

const MEASUREMENTS_FILE = 'precision.json';

/** int8 gives other features than Keras: it has to be worth it. */
const CLEARLY_FASTER = 1.2;

/** Pictures of one timed pass, and how many passes each precision has; the best one counts. */
const [PICTURES, PASSES] = [2, 2];

interface Measured {
  readonly float32Seconds: number;
  readonly int8Seconds: number;
}

const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' &&
  value !== null &&
  'float32Seconds' in value &&
  'int8Seconds' in value &&
  typeof value.float32Seconds === 'number' &&
  typeof value.int8Seconds === 'number';

const noisePictures = (): readonly Uint8Array[] => {
  const random = makeRandom(1);
  return Array.from({ length: PICTURES }, () =>
    Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256)),
  );
};

const secondsOf = async (base: FrozenBase, pictures: readonly Uint8Array[]): Promise<number> => {
  const startedAt = performance.now();
  await base.rowsOf(pictures, 'caffe');
  return (performance.now() - startedAt) / 1000 / pictures.length;
};

/** Seconds a picture through the whole base in each precision. The passes alternate, so that both meet the same load. */
const measure = async (engine: Engine, weightsDir: string): Promise<Measured> => {
  const open = (precision: Precision) =>
    createFrozenBase(engine, { weightsDir, frozenConvolutions: 13, precision, parent: null });
  const float32 = await open('float32');
  try {
    const int8 = await open('int8');
    try {
      const pictures = noisePictures();
      for (const base of [float32, int8]) await secondsOf(base, pictures);
      const best = { float32Seconds: Number.POSITIVE_INFINITY, int8Seconds: Number.POSITIVE_INFINITY };
      for (let pass = 0; pass < PASSES; pass += 1) {
        best.float32Seconds = Math.min(best.float32Seconds, await secondsOf(float32, pictures));
        best.int8Seconds = Math.min(best.int8Seconds, await secondsOf(int8, pictures));
      }
      return best;
    } finally {
      await int8.close();
    }
  } finally {
    await float32.close();
  }
};

/** Whatever decides the speed: the processor and both engines. */
const machineOf = ({ device }: Engine): string =>
  [
    cpus()[0]?.model.trim() ?? 'CPU',
    `${availableParallelism()} cores`,
    device.engine,
    `ONNX Runtime ${onnxRuntimeVersion()}`,
  ].join(', ');

const readMeasurements = async (file: string): Promise<Readonly<Record<string, unknown>>> => {
  try {
    const stored: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof stored === 'object' && stored !== null ? { ...stored } : {};
  } catch {
    // Not there yet, or not readable: it is measured again, and written anew.
    return {};
  }
};

const keep = async (file: string, machine: string, measured: Measured): Promise<void> => {
  const content = JSON.stringify({ ...(await readMeasurements(file)), [machine]: measured }, null, 2);
  const temporary = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(temporary, `${content}\n`);
    await rename(temporary, file);
  } catch {
    // Without the file the next process measures again, which costs it a second or two.
  }
};

const measureOnce = async (engine: Engine, weightsDir: string, file: string): Promise<Measured> => {
  const machine = machineOf(engine);
  const stored = (await readMeasurements(file))[machine];
  if (isMeasured(stored)) return stored;
  const measured = await measure(engine, weightsDir);
  await keep(file, machine, measured);
  return measured;
};

const fastest = async (engine: Engine, weightsDir: string, file: string): Promise<Precision> => {
  if (engine.device.kind === 'gpu') return 'float32';
  const { float32Seconds, int8Seconds } = await measureOnce(engine, weightsDir, file);
  return float32Seconds > CLEARLY_FASTER * int8Seconds ? 'int8' : 'float32';
};

const asObstacle = (error: unknown): string => {
  if (error instanceof AppError && error.code === 'PRECISION_UNAVAILABLE') return error.message;
  throw error;
};

/**
 * What this machine can do. Measures once a machine; the file keeps the result. Errors as `createFrozenBase`, but without int8
 * `auto` is float32.
 */
export const findPrecisionSupport = async (
  engine: Engine,
  { weightsDir, cacheDir }: Pick<PrecisionConditions, 'weightsDir' | 'cacheDir'>,
): Promise<PrecisionSupport> => {
  try {
    onnxRuntimeVersion();
    return { auto: await fastest(engine, weightsDir, join(cacheDir, MEASUREMENTS_FILE)), int8: 'available' };
  } catch (error) {
    return { auto: 'float32', int8: asObstacle(error) };
  }
};

/**
 * The precision of the frozen part of a run. float32 and int8 are as asked; `auto` is float32 where the recipe cannot be int8
 * or a GPU works, and what is measured to be faster elsewhere. `PRECISION_UNAVAILABLE` for int8 where the recipe cannot be
 * int8; errors as `createFrozenBase` when it is measured.
 */
export const settlePrecision = async (
  engine: Engine,
  asked: 'auto' | Precision,
  conditions: PrecisionConditions,
): Promise<Precision> => {
  if (asked === 'float32') return 'float32';
  const obstacle = findInt8Obstacle(conditions);
  if (asked === 'auto') {
    return obstacle === null ? (await findPrecisionSupport(engine, conditions)).auto : 'float32';
  }
  if (obstacle !== null) throw new AppError('PRECISION_UNAVAILABLE', obstacle);
  return 'int8';
};
