import { convolutionPlan, frozenConvolutionsOf, kernelShape, type ModelManifest } from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import { sizeOf } from '../safetensors/index.ts';
import type { Engine } from './engine.ts';
import { headBytes } from './head-architecture.ts';
import { loadNetwork } from './load-network.ts';
import type { Network } from './network.ts';

/** A network that stays loaded until it is released, once. */
export interface NetworkLease {
  readonly network: Network;
  readonly release: () => void;
}

/** Networks of model versions on the engine, the ones used last. */
export interface NetworkCache {
  /**
   * What lies above the freeze boundary of a version, loaded on first use; several at once share one load, and versions with the same
   * weights share one network. `WEIGHTS_MISSING`, `WEIGHTS_INVALID` when the file is not the one of the manifest.
   */
  readonly take: (version: ParentVersion) => Promise<NetworkLease>;
  /** The weights (by sha256) that are never evicted, in place of those named before. Loads nothing. */
  readonly pin: (weights: readonly string[]) => void;
  readonly isLoaded: (manifest: ModelManifest) => boolean;
  /** Waits for loads under way and frees all networks. */
  readonly close: () => Promise<void>;
}

/** Bytes of a version's own weights. */
export const networkBytes = (manifest: ModelManifest): number =>
  convolutionPlan()
    .slice(frozenConvolutionsOf(manifest))
    .reduce((bytes, layer) => bytes + (sizeOf(kernelShape(layer)) + layer.filters) * 4, 0) +
  headBytes(manifest.head);

interface LoadState {
  /** Null until it is loaded. */
  loaded: Network | null;
  /** 0 until there is room for it. */
  bytes: number;
  /** Those who wait for it count as well. */
  users: number;
}

interface Entry extends LoadState {
  readonly network: Promise<Network>;
}

/** The networks within their bound, in order of use, the oldest first. */
class Room {
  readonly entries = new Map<string, Entry>();
  pinned: ReadonlySet<string> = new Set();
  private readonly maxBytes: number;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  hasRoomFor(bytes: number): boolean {
    return [...this.entries.values()].reduce((sum, entry) => sum + entry.bytes, bytes) <= this.maxBytes;
  }

  /** Evicts what was used longest ago, is not in use, pinned or `kept`, until there is room or nothing more to evict. */
  makeRoomFor(bytes: number, kept: string | undefined): void {
    for (const [key, entry] of this.entries) {
      if (this.hasRoomFor(bytes)) return;
      if (entry.users > 0 || this.pinned.has(key) || key === kept) continue;
      this.entries.delete(key);
      entry.loaded?.close();
    }
  }

  /** Back within the bound; what was used last stays. */
  trim(): void {
    this.makeRoomFor(0, [...this.entries.keys()].at(-1));
  }
}

/** Makes what loads networks into the room, a few at once where they fit together. */
const makeLoading = (engine: Engine, room: Room) => {
  const loads = new Set<Promise<unknown>>();
  return async (state: LoadState, version: ParentVersion): Promise<Network> => {
    const bytes = networkBytes(version.manifest);
    room.makeRoomFor(bytes, undefined);
    while (loads.size > 0 && !room.hasRoomFor(bytes)) {
      await Promise.race(loads);
      room.makeRoomFor(bytes, undefined);
    }
    // Nothing is awaited since the last look, so no other load has taken the room.
    state.bytes = bytes;
    const network = loadNetwork(engine, version);
    const ended = network.then(
      () => undefined,
      () => undefined,
    );
    loads.add(ended);
    await ended;
    loads.delete(ended);
    state.loaded = await network;
    return network;
  };
};

/**
 * Makes a cache of at most `maxBytes` of weights, by the sha256 of their file. The networks used longest ago make room, except those
 * in use and the pinned ones; a load that does not fit then waits for other loads. What does not fit even so is loaded all the same,
 * and is evicted when another one has been used.
 */
export const createNetworkCache = (engine: Engine, maxBytes: number): NetworkCache => {
  const room = new Room(maxBytes);
  const { entries } = room;
  const load = makeLoading(engine, room);
  const open = (key: string, version: ParentVersion): Entry => {
    const state: LoadState = { loaded: null, bytes: 0, users: 0 };
    const network = load(state, version);
    network.catch(() => entries.delete(key));
    return Object.assign(state, { network });
  };
  return {
    take: async (version) => {
      const key = version.manifest.weights.sha256;
      const entry = entries.get(key) ?? open(key, version);
      entries.delete(key);
      entries.set(key, entry);
      entry.users += 1;
      const network = await entry.network;
      return {
        network,
        release: () => {
          entry.users -= 1;
          room.trim();
        },
      };
    },
    pin: (weights) => {
      room.pinned = new Set(weights);
      room.trim();
    },
    isLoaded: ({ weights }) => (entries.get(weights.sha256)?.loaded ?? null) !== null,
    close: async () => {
      await Promise.allSettled([...entries.values()].map(({ network }) => network));
      for (const { loaded } of entries.values()) loaded?.close();
      entries.clear();
    },
  };
};
