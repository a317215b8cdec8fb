import { copyFile, link, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArraySource, startWeightsFile } from './safetensors.ts';

/** Keeps the weights of one epoch in a folder: those that were saved last. */
export interface CheckpointWriter {
  /**
   * Reads the weights out and hands them to the system; they reach the disk while training goes on. One that was overtaken
   * before it got there never gets its name; the one before it goes when the newer one is there. `STORAGE_UNAVAILABLE`.
   */
  save(epoch: number, sources: readonly ArraySource[]): Promise<void>;
  /** Takes over the weights of an epoch that an earlier attempt saved. */
  adopt(epoch: number, location: string): Promise<void>;
  /** Waits until what was saved last is on the disk, and gives its absolute path; null if nothing was. `STORAGE_UNAVAILABLE`. */
  settled(): Promise<string | null>;
}

/** Gives a file a second name, or a copy where the file system knows no second names. */
export const linkOrCopy = async (from: string, to: string): Promise<void> => {
  await rm(to, { force: true });
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
  }
};

interface Saved {
  readonly location: string;
  readonly isThere: Promise<void>;
}

/** Makes the writer for the folder of an attempt (absolute). */
export const createCheckpointWriter = (folder: string): CheckpointWriter => {
  let newest: Saved | null = null;
  /** What lies in the folder under its name. */
  let onDisk: string | null = null;
  const locationOf = (epoch: number): string => join(folder, `epoch-${epoch}.safetensors`);

  const begin = (location: string, arrive: (isNewest: () => boolean) => Promise<void>): void => {
    const before = newest;
    const arrival = async (): Promise<void> => {
      await before?.isThere.catch(() => undefined);
      await arrive(() => newest?.location === location);
    };
    const isThere = arrival();
    // A failure comes out where somebody waits for the newest.
    isThere.catch(() => undefined);
    newest = { location, isThere };
  };

  return {
    save: async (epoch, sources) => {
      const location = locationOf(epoch);
      const file = await startWeightsFile(location, sources);
      begin(location, async (isNewest) => {
        if (!isNewest()) return file.discard();
        await file.finish();
        if (onDisk !== null && onDisk !== location) await rm(onDisk, { force: true });
        onDisk = location;
      });
    },
    adopt: async (epoch, from) => {
      const location = locationOf(epoch);
      await linkOrCopy(from, location);
      onDisk = location;
      newest = { location, isThere: Promise.resolve() };
    },
    settled: async () => {
      await newest?.isThere;
      return newest?.location ?? null;
    },
  };
};
