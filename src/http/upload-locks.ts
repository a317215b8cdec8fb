import type { Locker } from '@tus/server';
import { AppError } from '../domain/index.ts';

interface Holder {
  /** Asks the request that holds the lock to end. */
  readonly ask: () => unknown;
  readonly freed: Promise<void>;
  readonly free: () => void;
}

const makeHolder = (ask: () => unknown): Holder => {
  let free: () => void = () => undefined;
  const freed = new Promise<void>((resolve) => {
    free = resolve;
  });
  return { ask, freed, free };
};

/** False if the time passes, or the request that waits is given up, before the lock is free. */
const isFreedWithin = ({ freed }: Holder, waitMs: number, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const settle = (isFreed: boolean): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(isFreed);
    };
    const giveUp = (): void => {
      settle(false);
    };
    const timer = setTimeout(giveUp, waitMs);
    signal.addEventListener('abort', giveUp);
    void freed.then(() => {
      settle(true);
    });
  });

/**
 * One request at a time works on an upload. The next one asks the one before to end, so that a client that lost its
 * connection need not wait until that is noticed; `UPLOAD_CONFLICT` when it has not ended in `waitMs`.
 */
export const makeUploadLocks = (waitMs: number): Locker => {
  const holders = new Map<string, Holder>();
  return {
    newLock: (id) => {
      let own: Holder | null = null;
      return {
        lock: async (signal, ask) => {
          own = makeHolder(ask);
          for (let holder = holders.get(id); holder !== undefined; holder = holders.get(id)) {
            holder.ask();
            if (await isFreedWithin(holder, waitMs, signal)) continue;
            const detail = 'expected an upload that no other request works on, received one that is busy';
            throw new AppError('UPLOAD_CONFLICT', detail);
          }
          holders.set(id, own);
        },
        unlock: () => {
          if (own !== null && holders.get(id) === own) holders.delete(id);
          own?.free();
          return Promise.resolve();
        },
      };
    },
  };
};
