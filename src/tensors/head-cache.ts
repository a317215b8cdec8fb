import { AppError, type ModelManifest } from '../domain/index.ts';
import type { Engine } from './engine.ts';
import { headBytes, storedWeights } from './head-architecture.ts';
import { createNetwork, type Network } from './network.ts';
import { readWeightsFile } from './safetensors.ts';

/** Heads of model versions on the engine, the ones used last. */
export interface HeadCache {
  /**
   * The head of a version, loaded on first use; it stays the cache's and is good until the next call.
   * `WEIGHTS_MISSING`, `WEIGHTS_INVALID` when the file is not the one of the manifest.
   */
  readonly take: (manifest: ModelManifest, location: string) => Promise<Network>;
  readonly close: () => void;
}

const loadHead = async (
  engine: Engine,
  { head, weights }: ModelManifest,
  location: string,
): Promise<Network> => {
  const file = await readWeightsFile(location);
  if (file.sha256 !== weights.sha256) {
    throw new AppError(
      'WEIGHTS_INVALID',
      `Expected weights with the sha256 ${weights.sha256}, found ${file.sha256}.`,
    );
  }
  return createNetwork(engine, { frozenConvolutions: 13, head, frozenDense: [] }, storedWeights(file));
};

/** Makes a cache that holds at most `maxBytes` of weights, and always the one that was asked for last. */
export const createHeadCache = (engine: Engine, maxBytes: number): HeadCache => {
  // In order of use, the oldest first; by content, so that versions with the same weights share them.
  const heads = new Map<string, Network>();
  const bytesHeld = (): number =>
    [...heads.values()].reduce((bytes, { plan }) => bytes + headBytes(plan.head), 0);
  const makeRoom = (bytes: number): void => {
    for (const [sha256, head] of heads) {
      if (bytesHeld() + bytes <= maxBytes) return;
      heads.delete(sha256);
      head.close();
    }
  };
  return {
    take: async (manifest, location) => {
      const { sha256 } = manifest.weights;
      const held = heads.get(sha256);
      if (held !== undefined) {
        heads.delete(sha256);
        heads.set(sha256, held);
        return held;
      }
      makeRoom(headBytes(manifest.head));
      const head = await loadHead(engine, manifest, location);
      heads.set(sha256, head);
      return head;
    },
    close: () => {
      for (const head of heads.values()) head.close();
      heads.clear();
    },
  };
};
