import { createHash } from 'node:crypto';
import {
  AppError,
  boundaryShape,
  type ConvolutionLayer,
  convolutionPlan,
  type Precision,
  type Preprocess,
} from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import { readWeightsFile, type WeightsFile } from '../safetensors/index.ts';
import { type BaseWeights, findBase, findBaseBySha } from './base-weights.ts';
import { inBatches } from './batches.ts';
import type { Engine } from './engine.ts';
import { BACKBONE_BATCH, createFloatBase, storedConvolution } from './float-base.ts';
import { createGraphBase } from './graph-base.ts';
import { createInt8Base, INT8_BOUNDARIES } from './int8-base.ts';
import { poolRow } from './pool-row.ts';

/** The frozen part of VGG16: pictures in, maps at the freeze boundary out. The same bits for the same picture and `key`. */
export interface FrozenBase {
  /** Of the ImageNet weights, for a manifest's `backbone.sha256`; null when none of them are in it (no frozen convolution, or all its own). */
  readonly sha256: string | null;
  /** All that decides a row beside the picture and its preprocessing: weights, precision, boundary, kind of device. Lower-case hex. */
  readonly key: string;
  /** Number of frozen convolutions, 0 to 13. */
  readonly boundary: number;
  readonly precision: Precision;
  /**
   * Pictures (RGB bytes `[224, 224, 3]`), any number, to one row each, owned by the caller: the map at the boundary, height by
   * width by channels (`boundaryShape`); with boundary 0 the preprocessed pixels. 16 pictures go through at a time; the signal is
   * honoured between them, and with float32 in steps after each convolution. `PRECISION_UNAVAILABLE` for int8 and another mode than caffe.
   */
  readonly rowsOf: (
    pictures: readonly Uint8Array[],
    mode: Preprocess,
    signal?: AbortSignal,
  ) => Promise<Float32Array[]>;
  /** The same with what `poolRow` gives of each map, where maps have 512 channels. */
  readonly pooledRowsOf: FrozenBase['rowsOf'];
  /** Frees the weights. */
  readonly close: () => Promise<void>;
}

/** What the frozen part is made of. */
export interface FrozenBaseOptions {
  /** Absolute folder of the ImageNet weights. */
  readonly weightsDir: string;
  /** Number of frozen convolutions, 0 to 13. */
  readonly frozenConvolutions: number;
  readonly precision: Precision;
  /**
   * The version that a run continues from, or that is served: its base is the one it was trained on, and its own convolutions
   * below the boundary take the place of the base's. null: the ImageNet weights in the folder.
   */
  readonly parent: ParentVersion | null;
  /**
   * How float32 is run, with the same bits: 'steps' (unless given) lets the event loop turn and hears the signal after each
   * convolution; 'graph' is faster and one call for each 16 pictures.
   */
  readonly run?: 'steps' | 'graph';
}

const hashOf = (facts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('hex');

/** Names of the convolutions below the boundary that are the version's own. */
const ownBelow = (frozenConvolutions: number, parent: ParentVersion | null): readonly string[] => {
  const own = parent?.manifest.backbone.ownLayers ?? [];
  return convolutionPlan()
    .slice(0, frozenConvolutions)
    .map(({ name }) => name)
    .filter((name) => own.includes(name));
};

/** Why the frozen part cannot be int8, as a sentence; null when it can. Without `preprocess` that is left to `rowsOf`. */
export const findInt8Obstacle = ({
  frozenConvolutions,
  parent,
  preprocess = 'caffe',
}: Pick<FrozenBaseOptions, 'frozenConvolutions' | 'parent'> & {
  readonly preprocess?: Preprocess;
}): string | null => {
  const refuse = (expected: string, received: string): string =>
    `int8 is not available for this recipe: expected ${expected}, received ${received}. Ask for float32.`;
  if (!INT8_BOUNDARIES.includes(frozenConvolutions)) {
    const expected = `${INT8_BOUNDARIES.join(' or ')} frozen convolutions (to the end of block5 or block4)`;
    return refuse(expected, String(frozenConvolutions));
  }
  if (preprocess !== 'caffe')
    return refuse('the preprocessing caffe, which it is calibrated for', preprocess);
  const own = ownBelow(frozenConvolutions, parent);
  if (own.length > 0)
    return refuse('the ImageNet weights in the frozen part', `other ones in ${own.join(', ')}`);
  if (parent !== null && parent.manifest.backbone.weights !== 'imagenet')
    return refuse('the ImageNet weights', 'a version without them');
  return null;
};

const refuseObstacle = (obstacle: string | null): void => {
  if (obstacle !== null) throw new AppError('PRECISION_UNAVAILABLE', obstacle);
};

const findWeights = (weightsDir: string, parent: ParentVersion | null): Promise<BaseWeights> => {
  const sha256 = parent?.manifest.backbone.sha256 ?? null;
  return sha256 === null ? findBase(weightsDir) : findBaseBySha(weightsDir, sha256);
};

const readOwn = async ({ manifest, weightsLocation }: ParentVersion): Promise<WeightsFile> => {
  const file = await readWeightsFile(weightsLocation);
  if (file.sha256 === manifest.weights.sha256) return file;
  throw new AppError(
    'WEIGHTS_INVALID',
    `Expected weights with the sha256 ${manifest.weights.sha256}, found ${file.sha256}.`,
  );
};

const createFloat32 = async (
  engine: Engine,
  { weightsDir, frozenConvolutions, parent, run = 'steps' }: FrozenBaseOptions,
): Promise<FrozenBase> => {
  const own = ownBelow(frozenConvolutions, parent);
  const base = own.length === frozenConvolutions ? null : await findWeights(weightsDir, parent);
  const ownFile = parent === null || own.length === 0 ? null : await readOwn(parent);
  const valuesOf = (layer: ConvolutionLayer) => {
    const file = own.includes(layer.name) ? ownFile : base?.convolutions;
    if (file === null || file === undefined) throw new Error(`no weights for ${layer.name}`);
    return storedConvolution(file)(layer);
  };
  const { mapsOf, close } =
    run === 'graph'
      ? await createGraphBase(engine, frozenConvolutions, valuesOf)
      : createFloatBase(engine, frozenConvolutions, valuesOf);
  const [height, width, channels] = boundaryShape(frozenConvolutions);
  const rowSize = height * width * channels;
  const identity = [base?.sha256 ?? null, ownFile?.sha256 ?? null, own];
  const rowsOf: FrozenBase['rowsOf'] = async (pictures, mode, signal) => {
    const maps = await mapsOf(pictures, mode, signal);
    const values = maps.dataSync<'float32'>();
    maps.dispose();
    return pictures.map((_, index) => values.subarray(index * rowSize, (index + 1) * rowSize));
  };
  return {
    sha256: base?.sha256 ?? null,
    key: hashOf(['float32', engine.device.kind, frozenConvolutions, ...identity]),
    boundary: frozenConvolutions,
    precision: 'float32',
    rowsOf: inBatchesOf(rowsOf),
    pooledRowsOf: inBatchesOf(async (...batch) => (await rowsOf(...batch)).map(poolRow)),
    close: () => {
      close();
      return Promise.resolve();
    },
  };
};

const createInt8 = async ({
  weightsDir,
  frozenConvolutions,
  parent,
}: FrozenBaseOptions): Promise<FrozenBase> => {
  const sha256 = parent?.manifest.backbone.sha256 ?? (await findBase(weightsDir)).sha256;
  const {
    sha256: quantised,
    rowsOf,
    pooledRowsOf,
    close,
  } = await createInt8Base(weightsDir, frozenConvolutions);
  const checked = (run: typeof rowsOf): FrozenBase['rowsOf'] =>
    inBatchesOf((pictures, preprocess) => {
      refuseObstacle(findInt8Obstacle({ frozenConvolutions, parent, preprocess }));
      return run(pictures);
    });
  return {
    sha256,
    key: hashOf(['int8', frozenConvolutions, quantised]),
    boundary: frozenConvolutions,
    precision: 'int8',
    rowsOf: checked(rowsOf),
    pooledRowsOf: checked(pooledRowsOf),
    close,
  };
};

const inBatchesOf =
  (runBatch: FrozenBase['rowsOf']): FrozenBase['rowsOf'] =>
  async (pictures, mode, signal) => {
    const rows: Float32Array[] = [];
    for (const indices of inBatches([...pictures.keys()], BACKBONE_BATCH)) {
      signal?.throwIfAborted();
      const batch = indices.flatMap((index) => pictures[index] ?? []);
      rows.push(...(await runBatch(batch, mode, signal)));
    }
    return rows;
  };

/**
 * Loads the frozen part of VGG16. `WEIGHTS_MISSING` and `WEIGHTS_INVALID` of the base and of the parent's own weights;
 * `PRECISION_UNAVAILABLE` for int8 where the frozen part is not the ImageNet base up to block5 or block4, or ONNX Runtime does not load;
 * `STORAGE_UNAVAILABLE` for a graph where no temporary file can be written.
 */
export const createFrozenBase = async (engine: Engine, options: FrozenBaseOptions): Promise<FrozenBase> => {
  if (options.precision === 'float32') return createFloat32(engine, options);
  refuseObstacle(findInt8Obstacle(options));
  return createInt8(options);
};
