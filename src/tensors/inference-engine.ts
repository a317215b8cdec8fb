import {
  AppError,
  type DeviceInfo,
  type DeviceRequest,
  type ModelManifest,
  PICTURE_BYTES,
  type Preprocess,
} from '../domain/index.ts';
import { type Backbone, createBackbone } from './backbone.ts';
import { countUp, inBatches } from './batches.ts';
import { type Engine, startEngine, type Tensor } from './engine.ts';
import { BACKBONE_BATCH } from './float-base.ts';
import { createHeadCache, type HeadCache } from './head-cache.ts';

/** One picture for one model version. */
export interface InferenceItem {
  readonly manifest: ModelManifest;
  /** Absolute path of the version's weights. */
  readonly weightsLocation: string;
  /** RGB bytes `[224, 224, 3]`. */
  readonly picture: Uint8Array;
}

/** Logits `[classes]`, owned by the caller, or why there are none: `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export type InferenceResult = Float32Array | AppError;

/** Answers with published versions on the engine of this process. */
export interface InferenceEngine {
  readonly device: DeviceInfo;
  /**
   * Results in the order of the items. Items with the same preprocessing share passes through the base, whatever their version.
   * A version that cannot be loaded costs its own items only. Calls wait for each other; the event loop turns meanwhile.
   */
  readonly infer: (items: readonly InferenceItem[]) => Promise<readonly InferenceResult[]>;
  /** Runs the base once, so that the first answer does not pay for what TensorFlow prepares. */
  readonly warmUp: () => Promise<void>;
  /** Waits for the calls under way and frees all tensors. */
  readonly close: () => Promise<void>;
}

/** Where the backbone's weights lie (an absolute folder), on which device to run, and how much memory heads may take. */
export interface InferenceOptions {
  readonly weightsDir: string;
  readonly device: DeviceRequest;
  /** 1 GiB unless given: two heads of VGG16's fc1 and fc2, or thousands of single layers. */
  readonly maxHeadBytes?: number;
}

const DEFAULT_MAX_HEAD_BYTES = 1024 ** 3;

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

/** Logits of some rows of a feature map, one array a row. */
const runHead = async (
  { tf }: Engine,
  backbone: Backbone,
  heads: HeadCache,
  map: Tensor,
  rows: readonly number[],
  { manifest, weightsLocation }: InferenceItem,
): Promise<readonly Float32Array[]> => {
  if (manifest.backbone.sha256 !== backbone.sha256) {
    const detail = `${manifest.model}:${manifest.version} was trained on a backbone with the sha256 ${manifest.backbone.sha256}, and this service has ${backbone.sha256}.`;
    throw new AppError('WEIGHTS_INVALID', detail);
  }
  const head = await heads.take(manifest, weightsLocation);
  const logits = tf.tidy(() => {
    const chosen = rows.length === map.shape[0] ? map : tf.gather(map, tf.tensor1d([...rows], 'int32'));
    return head.logits(backbone.pool(chosen, manifest.head.pool)).dataSync<'float32'>();
  });
  const classes = logits.length / rows.length;
  return rows.map((_, row) => logits.slice(row * classes, (row + 1) * classes));
};

const toAppError = (error: unknown): AppError =>
  error instanceof AppError
    ? error
    : new AppError('INTERNAL', 'The engine failed on this picture.', { cause: error });

/** One pass of up to 16 pictures through the base, and from there through the head of each version among them. */
const runPass = async (
  engine: Engine,
  backbone: Backbone,
  heads: HeadCache,
  items: readonly InferenceItem[],
  mode: Preprocess,
): Promise<readonly InferenceResult[]> => {
  const results: InferenceResult[] = items.map(() => new AppError('INTERNAL', 'No answer was computed.'));
  const map = await backbone.featureMap(
    items.map(({ picture }) => picture),
    mode,
  );
  try {
    for (const rows of groupBy(
      countUp(items.length),
      (row) => items[row]?.manifest.weights.sha256,
    ).values()) {
      const item = items[rows[0] ?? 0];
      if (item === undefined) continue;
      const computed = await runHead(engine, backbone, heads, map, rows, item).catch(toAppError);
      for (const [position, row] of rows.entries()) {
        results[row] =
          computed instanceof AppError ? computed : (computed[position] ?? results[row] ?? toAppError(null));
      }
    }
  } finally {
    map.dispose();
  }
  return results;
};

/** Loads the base and gives an inference engine. `DEVICE_UNAVAILABLE`, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const createInferenceEngine = async ({
  weightsDir,
  device,
  maxHeadBytes = DEFAULT_MAX_HEAD_BYTES,
}: InferenceOptions): Promise<InferenceEngine> => {
  const engine = startEngine({ device });
  const backbone = await createBackbone(engine, weightsDir);
  const heads = createHeadCache(engine, maxHeadBytes);
  let underway: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = underway.then(work);
    underway = done.catch(() => undefined);
    return done;
  };
  const inferAll = async (items: readonly InferenceItem[]): Promise<readonly InferenceResult[]> => {
    const results = new Map<number, InferenceResult>();
    for (const [mode, indices] of groupBy(
      countUp(items.length),
      (index) => items[index]?.manifest.preprocessing.mode,
    )) {
      for (const batch of inBatches(indices, BACKBONE_BATCH)) {
        const members = batch.flatMap((index) => items[index] ?? []);
        const computed = await runPass(engine, backbone, heads, members, mode);
        for (const [position, result] of computed.entries()) results.set(batch[position] ?? -1, result);
      }
    }
    return items.map((_, index) => results.get(index) ?? toAppError(null));
  };
  return {
    device: engine.device,
    infer: (items) => inTurn(() => inferAll(items)),
    warmUp: () =>
      inTurn(async () => {
        (await backbone.featureMap([new Uint8Array(PICTURE_BYTES)], 'caffe')).dispose();
      }),
    close: () =>
      inTurn(() => {
        heads.close();
        backbone.close();
        return Promise.resolve();
      }),
  };
};
