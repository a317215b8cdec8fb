import type { ModelManifest } from '../domain/index.ts';
import { versionKey } from './predictor-protocol.ts';

/** Versions that a predictor always holds. */
export interface PinnedVersions {
  /** Which versions these are now: aliases move. */
  readonly find: () => Promise<readonly ModelManifest[]>;
  /** How often that is asked, in milliseconds. */
  readonly everyMs: number;
}

/** What `watchPinned` needs. */
export interface WatchPinnedDeps {
  readonly isReady: () => boolean;
  /** Makes the process hold these in place of those before. */
  readonly apply: (manifests: readonly ModelManifest[]) => Promise<void>;
  readonly onFault: (what: string, error: unknown) => void;
}

/** Applies the pinned versions whenever they change. `renew`: a new process holds none of them. */
export const watchPinned = (
  { find, everyMs }: PinnedVersions,
  { isReady, apply, onFault }: WatchPinnedDeps,
): { readonly renew: () => Promise<void>; readonly close: () => void } => {
  let applied: string | null = null;
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking || !isReady()) return;
    isLooking = true;
    try {
      const manifests = await find();
      const keys = manifests.map(versionKey).join(' ');
      if (keys === applied) return;
      applied = keys;
      await apply(manifests);
    } catch (error) {
      applied = null;
      onFault('what is pinned', error);
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return {
    renew: () => {
      applied = null;
      return look();
    },
    close: () => {
      clearInterval(timer);
    },
  };
};
