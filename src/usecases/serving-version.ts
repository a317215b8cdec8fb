import { type ModelManifest, type ModelReference, showModelReference } from '../domain/index.ts';
import type { ModelStore, Predictor } from '../ports/index.ts';
import type { Patience } from './patience.ts';

/** What serving a version needs. */
export interface ServingVersionDeps {
  readonly models: Pick<ModelStore, 'find'>;
  readonly predictor: Pick<Predictor, 'load' | 'isLoaded'>;
}

/**
 * The version that answers: the one that is wanted, loaded; or, while that is being loaded, the one that answered for this
 * reference before. Errors as `Predictor.load`, and those of the patience.
 */
export type ServingVersion = (
  reference: ModelReference | null,
  wanted: ModelManifest,
  patience: Patience,
) => Promise<ModelManifest>;

/** A head is loaded well within; whoever waits so long would wait for a large model. */
const SOON_MS = 250;

/** A version that cannot be loaded is not tried for each call while another one answers. */
const RETRY_MS = 5_000;

const MOST_REMEMBERED = 1000;

interface Loading {
  readonly done: Promise<void>;
  readonly sinceMs: number;
}

type Named = Pick<ModelManifest, 'model' | 'version'>;

const versionKey = ({ model, version }: Named): string => `${model}:${version}`;
const referenceKey = (reference: ModelReference | null): string =>
  reference === null ? '' : showModelReference(reference);

/** Those that mean the same version for ever are never answered by another one. */
const isFixed = (reference: ModelReference | null): boolean =>
  reference !== null && (reference.by === 'version' || reference.at !== undefined);

/** The newest entries stay. */
const remember = <T>(memory: Map<string, T>, key: string, value: T): void => {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > MOST_REMEMBERED && oldest !== undefined) memory.delete(oldest);
};

/** True when the version is loaded within `SOON_MS` from the start of its loading. */
const isLoadedSoon = ({ done, sinceMs }: Loading): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.max(0, sinceMs + SOON_MS - performance.now()), false);
    const settle = (isLoaded: boolean) => (): void => {
      clearTimeout(timer);
      resolve(isLoaded);
    };
    done.then(settle(true), settle(false));
  });

/** Loads versions once at a time each, and knows since when, and which ones failed a short while ago. */
const makeLoads = ({ predictor }: ServingVersionDeps) => {
  const underWay = new Map<string, Loading>();
  const failures = new Map<string, number>();
  return {
    hasJustFailed: (version: Named): boolean =>
      performance.now() < (failures.get(versionKey(version)) ?? -RETRY_MS) + RETRY_MS,
    start: (manifest: ModelManifest): Loading => {
      const key = versionKey(manifest);
      const same = underWay.get(key);
      if (same !== undefined) return same;
      const loading = { done: predictor.load(manifest), sinceMs: performance.now() };
      underWay.set(key, loading);
      loading.done.then(
        () => {
          underWay.delete(key);
          failures.delete(key);
        },
        () => {
          underWay.delete(key);
          remember(failures, key, performance.now());
        },
      );
      return loading;
    },
  };
};

/** Makes the choice of the version that answers. */
export const makeServingVersion = (deps: ServingVersionDeps): ServingVersion => {
  const loads = makeLoads(deps);
  const answered = new Map<string, Named>();
  const earlier = async (key: string, wanted: ModelManifest): Promise<ModelManifest | null> => {
    const last = answered.get(key);
    if (last === undefined || versionKey(last) === versionKey(wanted)) return null;
    const manifest = await deps.models.find(last.model, last.version);
    return manifest !== null && deps.predictor.isLoaded(manifest) ? manifest : null;
  };
  /** The earlier one, if the wanted one is not loaded soon. */
  const standIn = async (
    reference: ModelReference | null,
    wanted: ModelManifest,
    patience: Patience,
  ): Promise<ModelManifest | null> => {
    const key = referenceKey(reference);
    if (isFixed(reference) || (await earlier(key, wanted)) === null) return null;
    if (!loads.hasJustFailed(wanted)) {
      if (await patience.whileWaiting(isLoadedSoon(loads.start(wanted)))) return null;
    }
    // It may have been removed or dropped meanwhile.
    return earlier(key, wanted);
  };
  return async (reference, wanted, patience) => {
    if (!deps.predictor.isLoaded(wanted)) {
      const other = await standIn(reference, wanted, patience);
      if (other !== null) return other;
      if (!deps.predictor.isLoaded(wanted)) await patience.whileWaiting(loads.start(wanted).done);
    }
    const { model, version } = wanted;
    if (!isFixed(reference)) remember(answered, referenceKey(reference), { model, version });
    return wanted;
  };
};
