import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type * as OnnxRuntime from 'onnxruntime-node';
import { AppError, boundaryShape, INPUT_SIZE, PICTURE_BYTES } from '../domain/index.ts';
import { CAFFE_MEANS, checkPicture } from './float-base.ts';
import { poolPlanes } from './pool-row.ts';
import { checkShipped } from './shipped-files.ts';

/** The quantised base, by the number of convolutions that it holds, below the folder of weights. */
const INT8_FILES: ReadonlyMap<number, string> = new Map([
  [13, 'vgg16-notop.int8/to-block5_pool.onnx'],
  [10, 'vgg16-notop.int8/to-block4_pool.onnx'],
]);

/** How many frozen convolutions the quantised base exists for. */
export const INT8_BOUNDARIES: readonly number[] = [...INT8_FILES.keys()];

/** The first convolutions of VGG16 in 8-bit integers, on ONNX Runtime. */
export interface Int8Base {
  /** Of the quantised file. */
  readonly sha256: string;
  /**
   * Pictures (RGB bytes `[224, 224, 3]`), prepared as `caffe`, to one row each: the map at the boundary, height by width by
   * channels, owned by the caller. The work is one synchronous call: the event loop does not turn meanwhile.
   */
  readonly rowsOf: (pictures: readonly Uint8Array[]) => Promise<Float32Array[]>;
  /** The same with the mean of each channel for a map, as `poolRow` gives it, and without putting maps in order first. */
  readonly pooledRowsOf: (pictures: readonly Uint8Array[]) => Promise<Float32Array[]>;
  /** Frees the weights. */
  readonly close: () => Promise<void>;
}

const require = createRequire(import.meta.url);

const unavailable = (reason: string, cause?: unknown): AppError =>
  new AppError('PRECISION_UNAVAILABLE', `int8 is not available here: ${reason}. Ask for float32.`, { cause });

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message.split('\n')[0] : undefined) ?? String(error);

const loadOnnxRuntime = (): typeof OnnxRuntime => {
  try {
    return require('onnxruntime-node') as typeof OnnxRuntime;
  } catch (cause) {
    throw unavailable(`onnxruntime-node does not load (${messageOf(cause)})`, cause);
  }
};

/** The version of ONNX Runtime. `PRECISION_UNAVAILABLE` when it does not load. */
export const onnxRuntimeVersion = (): string => loadOnnxRuntime().env.versions.node ?? 'unknown';

const readFileOf = async (
  weightsDir: string,
  frozenConvolutions: number,
): Promise<{ bytes: Buffer; name: string; sha256: string }> => {
  const name = INT8_FILES.get(frozenConvolutions);
  if (name === undefined) throw new Error(`no quantised base of ${frozenConvolutions} convolutions`);
  let bytes: Buffer;
  try {
    bytes = await readFile(join(weightsDir, name));
  } catch (cause) {
    throw unavailable(`expected ${name} in the folder of weights, and it cannot be read`, cause);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await checkShipped(weightsDir, name, sha256);
  return { bytes, name, sha256 };
};

/** Writes pictures as float32 `[pictures, 3, 224, 224]`: blue, green, red, minus the means. */
const writePlanes = (pictures: readonly Uint8Array[], planes: Float32Array): void => {
  const pixels = INPUT_SIZE * INPUT_SIZE;
  const [blue, green, red] = CAFFE_MEANS;
  pictures.forEach((picture, index) => {
    checkPicture(picture);
    let at = index * PICTURE_BYTES;
    for (let byte = 0; byte < PICTURE_BYTES; byte += 3) {
      planes[at] = (picture[byte + 2] ?? 0) - blue;
      planes[at + pixels] = (picture[byte + 1] ?? 0) - green;
      planes[at + 2 * pixels] = (picture[byte] ?? 0) - red;
      at += 1;
    }
  });
};

/** Lends arrays one after the other, the last one again where it is large enough. */
const makeLender = () => {
  let spare: Float32Array | null = null;
  return {
    take: (length: number): Float32Array => {
      const taken = spare;
      spare = null;
      return taken !== null && taken.length >= length ? taken : new Float32Array(length);
    },
    giveBack: (array: Float32Array): void => {
      spare = array;
    },
  };
};

/** One picture's planes `[channels, height, width]` to a row `[height, width, channels]`. */
const toRow = (planes: Float32Array, channels: number): Float32Array => {
  const pixels = planes.length / channels;
  const row = new Float32Array(planes.length);
  for (let channel = 0; channel < channels; channel += 1) {
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      row[pixel * channels + channel] = planes[channel * pixels + pixel] ?? 0;
    }
  }
  return row;
};

const SESSION_OPTIONS = {
  executionProviders: ['cpu'],
  intraOpNumThreads: availableParallelism(),
  interOpNumThreads: 1,
  // Threads that wait must not take the cores from TensorFlow's, which work in the same process.
  extra: { session: { intra_op: { allow_spinning: '0' } } },
} as const satisfies OnnxRuntime.InferenceSession.SessionOptions;

const createSession = async (
  { InferenceSession }: typeof OnnxRuntime,
  bytes: Buffer,
  name: string,
): Promise<OnnxRuntime.InferenceSession> => {
  try {
    return await InferenceSession.create(bytes, SESSION_OPTIONS);
  } catch (cause) {
    throw new AppError('WEIGHTS_INVALID', `The file ${name} cannot be used: ${messageOf(cause)}`, { cause });
  }
};

/**
 * Loads the quantised base from `weightsDir`. `PRECISION_UNAVAILABLE` when it does not exist for that boundary, its file is not
 * there, or ONNX Runtime does not load; `WEIGHTS_INVALID` when the file is not sound.
 */
export const createInt8Base = async (weightsDir: string, frozenConvolutions: number): Promise<Int8Base> => {
  const onnx = loadOnnxRuntime();
  const { bytes, name, sha256 } = await readFileOf(weightsDir, frozenConvolutions);
  const session = await createSession(onnx, bytes, name);
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const [height, width, channels] = boundaryShape(frozenConvolutions);
  const rowSize = height * width * channels;
  // Calls may overlap: each has an array of its own.
  const lender = makeLender();
  const run = async (pictures: readonly Uint8Array[]): Promise<Float32Array> => {
    const shape = [pictures.length, 3, INPUT_SIZE, INPUT_SIZE];
    const size = pictures.length * PICTURE_BYTES;
    const lent = lender.take(size);
    try {
      writePlanes(pictures, lent);
      const results = await session.run({
        [input]: new onnx.Tensor('float32', lent.subarray(0, size), shape),
      });
      const data = results[output]?.data;
      if (data instanceof Float32Array && data.length === pictures.length * rowSize) return data;
    } finally {
      lender.giveBack(lent);
    }
    throw new AppError('WEIGHTS_INVALID', `The file ${name} does not give maps of ${rowSize} values.`);
  };
  const mapEach =
    (toResult: (planes: Float32Array) => Float32Array) =>
    async (pictures: readonly Uint8Array[]): Promise<Float32Array[]> => {
      const planes = await run(pictures);
      return pictures.map((_, index) => toResult(planes.subarray(index * rowSize, (index + 1) * rowSize)));
    };
  return {
    sha256,
    rowsOf: mapEach((planes) => toRow(planes, channels)),
    pooledRowsOf: mapEach(poolPlanes),
    close: () => session.release(),
  };
};
