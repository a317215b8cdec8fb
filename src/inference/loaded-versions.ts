import type { AppError, ModelManifest } from '../domain/index.ts';
import { type HeldChange, versionKey } from './predictor-protocol.ts';

/** Which versions the predictor process holds, as it has said itself. */
export interface LoadedVersions {
  readonly isLoaded: (manifest: ModelManifest) => boolean;
  /** Asks the process for a version that it does not hold; who asks meanwhile gets the same outcome. */
  readonly load: (manifest: ModelManifest) => Promise<void>;
  /** Takes note of a reply to a request about `asked`. */
  readonly note: (change: HeldChange, asked: readonly ModelManifest[]) => void;
  /** To be called when a new process is ready: it holds nothing, and what the one before it held is loaded again. */
  readonly restore: () => Promise<void>;
}

/** What the process said when it was asked for a version: what it holds now, and why that version is not among it. */
export interface LoadReply {
  readonly held: HeldChange;
  readonly error: AppError | null;
}

/** What `makeLoadedVersions` needs. */
export interface LoadedVersionsDeps {
  readonly isReady: () => boolean;
  /** Has the process load a version, and gives its reply. */
  readonly askToLoad: (manifest: ModelManifest) => Promise<LoadReply>;
  /** Hears, once a load, why a version was not loaded. */
  readonly onFault: (key: string, error: unknown) => void;
}

/** Makes the record of a process that holds nothing yet. */
export const makeLoadedVersions = ({ isReady, askToLoad, onFault }: LoadedVersionsDeps): LoadedVersions => {
  const held = new Map<string, ModelManifest>();
  const lost = new Map<string, ModelManifest>();
  const loads = new Map<string, Promise<void>>();
  let generation = 0;
  const isLoaded = (manifest: ModelManifest): boolean => isReady() && held.has(versionKey(manifest));
  const note: LoadedVersions['note'] = ({ loaded, dropped }, asked) => {
    for (const key of dropped) held.delete(key);
    for (const manifest of asked) {
      if (loaded.includes(versionKey(manifest))) held.set(versionKey(manifest), manifest);
    }
  };
  const askFor = async (manifest: ModelManifest): Promise<void> => {
    const reply = await askToLoad(manifest);
    note(reply.held, [manifest]);
    if (reply.error === null) return;
    onFault(versionKey(manifest), reply.error);
    throw reply.error;
  };
  const load = (manifest: ModelManifest): Promise<void> => {
    if (isLoaded(manifest)) return Promise.resolve();
    const key = versionKey(manifest);
    const underWay = loads.get(key);
    if (underWay !== undefined) return underWay;
    const done = askFor(manifest).finally(() => loads.delete(key));
    loads.set(key, done);
    return done;
  };
  return {
    isLoaded,
    load,
    note,
    restore: async () => {
      generation += 1;
      const own = generation;
      for (const [key, manifest] of held) lost.set(key, manifest);
      held.clear();
      for (const [key, manifest] of [...lost]) {
        if (own !== generation || !isReady()) return;
        // Gone before it is tried: a version that ends the process with it must not end the next one too.
        lost.delete(key);
        await load(manifest).catch(() => undefined);
      }
    },
  };
};
