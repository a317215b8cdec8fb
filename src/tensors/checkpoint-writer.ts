import { copyFile, link, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';
import { type ArraySource, startWeightsFile } from '../safetensors/index.ts';

/**
 * Keeps the weights of one epoch in a folder: those that were saved last. They outlast the process at once, and a power cut from
 * `sync` on: what is lost with the power is trained again from a state, which has its own durable name for them.
 */
export interface CheckpointWriter {
  /** Writes the weights over those before them, or beside them where a state needs these. `STORAGE_UNAVAILABLE`, and then there are none. */
  save(epoch: number, sources: readonly ArraySource[]): Promise<void>;
  /** Takes over the weights of an epoch that an earlier attempt saved. */
  adopt(epoch: number, location: string): Promise<void>;
  /** Absolute path of what was saved last; null if nothing was. */
  location(): string | null;
  /** Waits until what was saved last is on the disk. `STORAGE_UNAVAILABLE`. */
  sync(): Promise<void>;
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

/** Waits until a file or a folder that is there is on the disk. */
export const syncFile = async (location: string): Promise<void> => {
  const handle = await open(location, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause) || cause instanceof AppError) throw cause;
    const detail = `The weights of an epoch cannot be kept (${String(cause.code)}).`;
    throw new AppError('STORAGE_UNAVAILABLE', detail, { cause });
  }
};

/** Makes the writer for the folder of an attempt (absolute). */
export const createCheckpointWriter = (folder: string): CheckpointWriter => {
  let newest: string | null = null;
  const locationOf = (epoch: number): string => join(folder, `epoch-${epoch}.safetensors`);

  /** A state may hold the same file under another name: that one must not be written over. */
  const isOurs = async (location: string): Promise<boolean> => (await stat(location)).nlink === 1;

  return {
    save: (epoch, sources) =>
      onDisk(async () => {
        const location = locationOf(epoch);
        const before = newest;
        const spare = before !== null && (await isOurs(before)) ? before : null;
        newest = null;
        const file = await startWeightsFile(location, sources, { spare });
        await file.finishSoon();
        newest = location;
        if (before !== null && before !== location) await rm(before, { force: true });
      }),
    adopt: (epoch, from) =>
      onDisk(async () => {
        newest = locationOf(epoch);
        await linkOrCopy(from, newest);
      }),
    location: () => newest,
    sync: () =>
      onDisk(async () => {
        if (newest === null) return;
        await syncFile(newest);
        await syncFile(folder);
      }),
  };
};
