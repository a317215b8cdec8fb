import {
  AppError,
  type DeviceInfo,
  type DeviceRequest,
  hasPooledRows,
  type ModelManifest,
  PICTURE_BYTES,
} from '../domain/index.ts';
import type { PrecisionSupport } from '../ports/index.ts';
import { type BaseCache, baseKeyOf, createBaseCache } from './base-cache.ts';
import { countUp, inBatches } from './batches.ts';
import { type Engine, startEngine } from './engine.ts';
import { BACKBONE_BATCH } from './float-base.ts';
import { createNetworkCache, type NetworkCache } from './network-cache.ts';
import { poolRow } from './pool-row.ts';
import { findPrecisionSupport } from './precision.ts';

/** One picture for one model version. */
export interface InferenceItem {
  readonly manifest: ModelManifest;
  /** Absolute path of the version's weights. */
  readonly weightsLocation: string;
  /** RGB bytes `[224, 224, 3]`. */
  readonly picture: Uint8Array;
}

/** Logits `[classes]`, owned by the caller, or why there are none: `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `PRECISION_UNAVAILABLE`. */
export type InferenceResult = Float32Array | AppError;

/** Answers with published versions on the engine of this process. */
export interface InferenceEngine {
  readonly device: DeviceInfo;
  /**
   * Results in the order of the items. Each version is run as it was trained: on its base, in its precision, with its own
   * convolutions. Items that share base, precision and preprocessing share passes through the base, whatever their version.
   * A version that cannot be loaded costs its own items only. Calls wait for each other; the event loop turns meanwhile.
   */
  readonly infer: (items: readonly InferenceItem[]) => Promise<readonly InferenceResult[]>;
  /**
   * Finds out in which precisions this machine works, and runs the base once in the one that a job would get, so that the first
   * answer does not pay for what is loaded and prepared. What was measured is kept in `cacheDir` (absolute).
   * `WEIGHTS_MISSING` and `WEIGHTS_INVALID` of the base.
   */
  readonly warmUp: (cacheDir: string) => Promise<PrecisionSupport>;
  /** Waits for the calls under way and frees all tensors. */
  readonly close: () => Promise<void>;
}

/** Where the ImageNet weights lie (an absolute folder), on which device to run, and how much memory the versions' own weights may take. */
export interface InferenceOptions {
  readonly weightsDir: string;
  readonly device: DeviceRequest;
  /** 1 GiB unless given: two heads of VGG16's fc1 and fc2, or thousands of single layers. */
  readonly maxNetworkBytes?: number;
}

const DEFAULT_MAX_NETWORK_BYTES = 1024 ** 3;

/** `indices` by what `keyOf` says of each, in order of first appearance. */
const groupBy = <K>(
  indices: readonly number[],
  keyOf: (index: number) => K | undefined,
): ReadonlyMap<K, number[]> => {
  const groups = new Map<K, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups;
};

/** Maps at the boundary to what the version's network takes: pooled where the whole base is frozen and the head averages. */
const toRows = (maps: readonly Float32Array[], manifest: ModelManifest): Float32Array => {
  const rows = hasPooledRows(manifest) ? maps.map(poolRow) : maps;
  const width = rows[0]?.length ?? 0;
  const together = new Float32Array(rows.length * width);
  rows.forEach((row, index) => {
    together.set(row, index * width);
  });
  return together;
};

/** Logits of maps at the boundary, one array a map. */
const runNetwork = async (
  { tf }: Engine,
  networks: NetworkCache,
  maps: readonly Float32Array[],
  { manifest, weightsLocation }: InferenceItem,
): Promise<readonly Float32Array[]> => {
  const network = await networks.take({ manifest, weightsLocation });
  const rows = toRows(maps, manifest);
  const logits = tf.tidy(() =>
    network.logits(tf.tensor2d(rows, [maps.length, rows.length / maps.length])).dataSync<'float32'>(),
  );
  const classes = logits.length / maps.length;
  return maps.map((_, row) => logits.slice(row * classes, (row + 1) * classes));
};

const toAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('INTERNAL', 'The engine failed on this picture.', { cause: error });

/** One pass of up to 16 pictures through the base that they share, and from there through the network of each version among them. */
const runPass = async (
  engine: Engine,
  bases: BaseCache,
  networks: NetworkCache,
  items: readonly InferenceItem[],
): Promise<readonly InferenceResult[]> => {
  const [first] = items;
  if (first === undefined) return [];
  const results: InferenceResult[] = items.map(() => new AppError('INTERNAL', 'No answer was computed.'));
  const base = await bases.take(first);
  const maps = await base.rowsOf(
    items.map(({ picture }) => picture),
    first.manifest.preprocessing.mode,
  );
  for (const indices of groupBy(
    countUp(items.length),
    (index) => items[index]?.manifest.weights.sha256,
  ).values()) {
    const item = items[indices[0] ?? 0] ?? first;
    const chosen = indices.flatMap((index) => maps[index] ?? []);
    const computed = await runNetwork(engine, networks, chosen, item).catch(toAppError);
    for (const [position, index] of indices.entries()) {
      results[index] =
        computed instanceof AppError ? computed : (computed[position] ?? results[index] ?? toAppError(null));
    }
  }
  return results;
};

const passKeyOf = ({ manifest }: InferenceItem): string =>
  `${baseKeyOf(manifest)} ${manifest.preprocessing.mode}`;

const inferAll = async (
  engine: Engine,
  bases: BaseCache,
  networks: NetworkCache,
  items: readonly InferenceItem[],
): Promise<readonly InferenceResult[]> => {
  const results = new Map<number, InferenceResult>();
  const groups = groupBy(countUp(items.length), (index) => {
    const item = items[index];
    return item === undefined ? undefined : passKeyOf(item);
  });
  for (const indices of groups.values()) {
    for (const batch of inBatches(indices, BACKBONE_BATCH)) {
      const members = batch.flatMap((index) => items[index] ?? []);
      const computed = await runPass(engine, bases, networks, members).catch(toAppError);
      for (const [position, index] of batch.entries()) {
        results.set(
          index,
          computed instanceof AppError ? computed : (computed[position] ?? toAppError(null)),
        );
      }
    }
  }
  return items.map((_, index) => results.get(index) ?? toAppError(null));
};

/** Starts the engine; bases and networks are loaded when they are needed. `DEVICE_UNAVAILABLE`. */
export const createInferenceEngine = ({
  weightsDir,
  device,
  maxNetworkBytes = DEFAULT_MAX_NETWORK_BYTES,
}: InferenceOptions): InferenceEngine => {
  const engine = startEngine({ device });
  const bases = createBaseCache(engine, weightsDir);
  const networks = createNetworkCache(engine, maxNetworkBytes);
  let underway: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = underway.then(work);
    underway = done.catch(() => undefined);
    return done;
  };
  return {
    device: engine.device,
    infer: (items) => inTurn(() => inferAll(engine, bases, networks, items)),
    warmUp: (cacheDir) =>
      inTurn(async () => {
        const support = await findPrecisionSupport(engine, { weightsDir, cacheDir });
        const base = await bases.takeDefault(support.auto);
        await base.rowsOf([new Uint8Array(PICTURE_BYTES)], 'caffe');
        return support;
      }),
    close: () =>
      inTurn(async () => {
        networks.close();
        await bases.close();
      }),
  };
};
