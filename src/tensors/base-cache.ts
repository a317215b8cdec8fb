import {
  convolutionPlan,
  frozenConvolutionsOf,
  type ModelManifest,
  type Precision,
} from '../domain/index.ts';
import type { ParentVersion } from '../ports/index.ts';
import type { Engine } from './engine.ts';
import { createFrozenBase, type FrozenBase } from './frozen-base.ts';

/** The frozen parts that versions were trained on, the ones used last. */
export interface BaseCache {
  /** The frozen part of a version, loaded on first use; it stays the cache's and is good until the next call. Errors as `createFrozenBase`. */
  readonly take: (version: ParentVersion) => Promise<FrozenBase>;
  /** True while `take` loads nothing. */
  readonly isHeld: (manifest: ModelManifest) => boolean;
  /** The whole ImageNet base in the folder, as a job that begins now would use it. Errors as `createFrozenBase`. */
  readonly takeDefault: (precision: Precision) => Promise<FrozenBase>;
  readonly close: () => Promise<void>;
}

/** A base takes 15 MB (int8) to 60 MB (float32), and the room that ONNX Runtime keeps between its runs. */
const MAX_BASES = 4;

const keyOf = (precision: Precision, frozenConvolutions: number, sha256: string | null): string =>
  // The quantised base is one file, whichever float base it stands in for; without a frozen convolution there are no weights.
  [precision, frozenConvolutions, precision === 'int8' || frozenConvolutions === 0 ? '' : sha256].join(' ');

/** Says which frozen part a version has: two versions with the same answer share one. */
export const baseKeyOf = (manifest: ModelManifest): string =>
  keyOf(manifest.backbone.precision, frozenConvolutionsOf(manifest), manifest.backbone.sha256);

/** Makes a cache of frozen parts from the folder of weights. */
export const createBaseCache = (engine: Engine, weightsDir: string): BaseCache => {
  // In order of use, the oldest first.
  const bases = new Map<string, FrozenBase>();
  const makeRoom = async (): Promise<void> => {
    for (const [key, base] of bases) {
      if (bases.size < MAX_BASES) return;
      bases.delete(key);
      await base.close();
    }
  };
  return {
    take: async (version) => {
      const { manifest } = version;
      const key = baseKeyOf(manifest);
      const held = bases.get(key);
      if (held !== undefined) {
        bases.delete(key);
        bases.set(key, held);
        return held;
      }
      await makeRoom();
      const base = await createFrozenBase(engine, {
        weightsDir,
        frozenConvolutions: frozenConvolutionsOf(manifest),
        precision: manifest.backbone.precision,
        parent: version,
        run: 'graph',
      });
      bases.set(key, base);
      return base;
    },
    isHeld: (manifest) => bases.has(baseKeyOf(manifest)),
    takeDefault: async (precision) => {
      const frozenConvolutions = convolutionPlan().length;
      const base = await createFrozenBase(engine, {
        weightsDir,
        frozenConvolutions,
        precision,
        parent: null,
        run: 'graph',
      });
      const key = keyOf(precision, frozenConvolutions, base.sha256);
      await bases.get(key)?.close();
      bases.set(key, base);
      return base;
    },
    close: async () => {
      for (const base of bases.values()) await base.close();
      bases.clear();
    },
  };
};
