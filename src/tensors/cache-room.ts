import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { takeFileLock } from './file-lock.ts';

/** One folder of the cache: its bytes, and when it was last used. */
interface Stored {
  readonly name: string;
  readonly bytes: number;
  readonly usedMs: number;
}

const STORED = /^[0-9a-f]{32}$/;
/** A folder on its way out. A process that is killed while it removes one leaves it for the next. */
const REMOVED = 'removed-';

const bytesIn = async (folder: string): Promise<number> => {
  let bytes = 0;
  for (const name of await readdir(folder)) bytes += (await stat(join(folder, name))).size;
  return bytes;
};

/** What another process removes meanwhile does not count. */
const lookAt = async (folder: string, name: string): Promise<readonly Stored[]> => {
  try {
    const { mtimeMs } = await stat(join(folder, name));
    return [{ name, bytes: await bytesIn(join(folder, name)), usedMs: mtimeMs }];
  } catch {
    return [];
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** Removes a folder that nobody has locked; false when somebody has. One that another process removed first is removed. */
const removeUnlocked = async (folder: string, name: string): Promise<boolean> => {
  const lock = await takeFileLock(join(folder, `${name}.lock`));
  if (lock === null) return false;
  try {
    const grave = join(folder, `${REMOVED}${name}`);
    await rm(grave, { recursive: true, force: true });
    await rename(join(folder, name), grave);
    await rm(grave, { recursive: true, force: true });
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  } finally {
    await lock.release();
  }
};

/** Bytes that may still be written to the disk of a folder before less than `reserveBytes` are free for others. */
export const diskRoom = async (folder: string, reserveBytes: number): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize - reserveBytes;
};

/** How much the cache may hold: `maxBytes`, and no more than leaves `reserveBytes` of the disk free. */
export interface CacheBounds {
  readonly maxBytes: number;
  readonly reserveBytes: number;
}

const sumOf = (stored: readonly Stored[]): number => stored.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * Removes what was used least lately and nobody has locked, as far as `name` needs it to hold `expectedBytes`; `name` stays. Gives
 * the bytes that `name` may hold. Nothing is removed when that much cannot be had. Rejects with what the file system reports.
 */
export const makeRoom = async (
  folder: string,
  { maxBytes, reserveBytes }: CacheBounds,
  { name: kept, expectedBytes }: { readonly name: string; readonly expectedBytes: number },
): Promise<number> => {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(REMOVED)))
    await rm(join(folder, name), { recursive: true, force: true });
  const stored: Stored[] = [];
  for (const name of names.filter((each) => STORED.test(each))) stored.push(...(await lookAt(folder, name)));
  const limit = Math.min(maxBytes, sumOf(stored) + (await diskRoom(folder, reserveBytes)));
  const others = stored
    .filter(({ name }) => name !== kept)
    .sort((one, other) => one.usedMs - other.usedMs || (one.name < other.name ? -1 : 1));
  const ownBytes = sumOf(stored) - sumOf(others);
  const needed = Math.max(expectedBytes, ownBytes);
  let room = limit - sumOf(others);
  // What is there already needs no more of the disk.
  if (needed > limit) return Math.max(room, Math.min(ownBytes, maxBytes));
  for (const each of others) {
    if (room >= needed) break;
    if (await removeUnlocked(folder, each.name)) room += each.bytes;
  }
  return room;
};
