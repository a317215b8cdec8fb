import {
  AppError,
  type DeviceInfo,
  type DeviceRequest,
  type ModelManifest,
  PICTURE_BYTES,
} from '../domain/index.ts';
import type { ParentVersion, PrecisionSupport } from '../ports/index.ts';
import { createBaseCache } from './base-cache.ts';
import { startEngine } from './engine.ts';
import { type InferenceItem, type InferenceResult, inferItems, toAppError } from './infer-items.ts';
import { createNetworkCache, type NetworkLease } from './network-cache.ts';
import { findPrecisionSupport } from './precision.ts';

/** Answers with published versions on the engine of this process. */
export interface InferenceEngine {
  readonly device: DeviceInfo;
  /**
   * Results in the order of the items. Each version is run as it was trained: on its base, in its precision, with its own
   * convolutions. Items that share base, precision and preprocessing share passes through the base, whatever their version.
   * A version that cannot be loaded costs its own items only. Pictures, and rows of versions with convolutions of their own, wait
   * for their turn; other rows do not. The event loop turns between passes of up to 16 pictures.
   */
  readonly infer: (items: readonly InferenceItem[]) => Promise<readonly InferenceResult[]>;
  /**
   * Loads what a version needs and runs it once, while others answer. Nothing is done for one that is loaded.
   * `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `PRECISION_UNAVAILABLE`.
   */
  readonly load: (version: ParentVersion) => Promise<void>;
  /** The weights (by sha256) that are never evicted, in place of those named before; loaded by `load` as others are. */
  readonly pin: (weights: readonly string[]) => void;
  /** True while a version answers without being loaded first. */
  readonly isLoaded: (manifest: ModelManifest) => boolean;
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

/** Runs work one piece after the other. */
const makeTurn = () => {
  let underway: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const done = underway.then(work);
    underway = done.catch(() => undefined);
    return done;
  };
};

/** True for what costs far less than a picture: the head alone. */
const isLight = ({ manifest, input }: InferenceItem): boolean =>
  input.kind === 'row' && manifest.backbone.ownLayers.length === 0;

/** Holds the networks of the items while `work` runs. They are loaded first where they are not, outside of any turn. */
const withNetworks = async <T>(
  take: (version: ParentVersion) => Promise<NetworkLease>,
  items: readonly InferenceItem[],
  work: (leases: ReadonlyMap<string, NetworkLease | AppError>) => Promise<T>,
): Promise<T> => {
  const versions = new Map(items.map((item) => [item.manifest.weights.sha256, item]));
  const taken = await Promise.all(
    [...versions].map(async ([key, version]) => [key, await take(version).catch(toAppError)] as const),
  );
  try {
    return await work(new Map(taken));
  } finally {
    for (const [, lease] of taken) if (!(lease instanceof AppError)) lease.release();
  }
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
  const inTurn = makeTurn();
  const infer = (items: readonly InferenceItem[]): Promise<readonly InferenceResult[]> =>
    withNetworks(networks.take, items, (leases) => {
      const networkOf = ({ weights }: ModelManifest) => {
        const lease = leases.get(weights.sha256) ?? toAppError(null);
        return lease instanceof AppError ? lease : lease.network;
      };
      const run = () => inferItems({ engine, bases, networkOf }, items);
      return items.every(isLight) ? run() : inTurn(run);
    });
  return {
    device: engine.device,
    infer,
    load: async (version) => {
      const lease = await networks.take(version);
      lease.release();
      if (bases.isHeld(version.manifest)) return;
      await inTurn(async () => {
        const base = await bases.take(version);
        await base.rowsOf([new Uint8Array(PICTURE_BYTES)], version.manifest.preprocessing.mode);
      });
    },
    pin: networks.pin,
    isLoaded: (manifest) => networks.isLoaded(manifest) && bases.isHeld(manifest),
    warmUp: (cacheDir) =>
      inTurn(async () => {
        const support = await findPrecisionSupport(engine, { weightsDir, cacheDir });
        const base = await bases.takeDefault(support.auto);
        await base.rowsOf([new Uint8Array(PICTURE_BYTES)], 'caffe');
        return support;
      }),
    close: () =>
      inTurn(async () => {
        await networks.close();
        await bases.close();
      }),
  };
};
