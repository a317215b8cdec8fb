import {
  AppError,
  convolutionPlan,
  frozenConvolutionsOf,
  kernelShape,
  type ModelManifest,
} from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import { readWeightsFile, sizeOf } from '../safetensors/index.ts';
import type { Engine } from './engine.ts';
import { headBytes, storedWeights } from './head-architecture.ts';
import { createNetwork, type Network } from './network.ts';

/** Networks of model versions on the engine, the ones used last. */
export interface NetworkCache {
  /**
   * What lies above the freeze boundary of a version, loaded on first use; it stays the cache's and is good until the next call.
   * `WEIGHTS_MISSING`, `WEIGHTS_INVALID` when the file is not the one of the manifest.
   */
  readonly take: (version: ParentVersion) => Promise<Network>;
  readonly close: () => void;
}

/** Bytes of a version's own weights. */
export const networkBytes = (manifest: ModelManifest): number =>
  convolutionPlan()
    .slice(frozenConvolutionsOf(manifest))
    .reduce((bytes, layer) => bytes + (sizeOf(kernelShape(layer)) + layer.filters) * 4, 0) +
  headBytes(manifest.head);

const loadNetwork = async (
  engine: Engine,
  { manifest, weightsLocation }: ParentVersion,
): Promise<Network> => {
  const { head, weights } = manifest;
  const file = await readWeightsFile(weightsLocation);
  if (file.sha256 !== weights.sha256) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `Expected weights with the sha256 ${weights.sha256}, found ${file.sha256}.`,
    );
  }
  const plan = { frozenConvolutions: frozenConvolutionsOf(manifest), head, frozenDense: [] };
  return createNetwork(engine, plan, storedWeights(file));
};

interface Held {
  readonly network: Network;
  readonly bytes: number;
}

/** Makes a cache that holds at most `maxBytes` of weights, and always the network that was asked for last. */
export const createNetworkCache = (engine: Engine, maxBytes: number): NetworkCache => {
  // In order of use, the oldest first; by content, so that versions with the same weights share them.
  const held = new Map<string, Held>();
  const bytesHeld = (): number => [...held.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  const makeRoom = (bytes: number): void => {
    for (const [sha256, { network }] of held) {
      if (bytesHeld() + bytes <= maxBytes) return;
      held.delete(sha256);
      network.close();
    }
  };
  return {
    take: async (version) => {
      const { sha256 } = version.manifest.weights;
      const found = held.get(sha256);
      if (found !== undefined) {
        held.delete(sha256);
        held.set(sha256, found);
        return found.network;
      }
      const bytes = networkBytes(version.manifest);
      makeRoom(bytes);
      const network = await loadNetwork(engine, version);
      held.set(sha256, { network, bytes });
      return network;
    },
    close: () => {
      for (const { network } of held.values()) network.close();
      held.clear();
    },
  };
};
