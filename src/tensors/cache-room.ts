import { readdir, rename, rm, stat } from 'node:fs/promises';
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

/** Removes a folder that nobody has locked; false when somebody has. */
const removeUnlocked = async (folder: string, name: string): Promise<boolean> => {
  const lock = await takeFileLock(join(folder, `${name}.lock`));
  if (lock === null) return false;
  try {
    const grave = join(folder, `${REMOVED}${name}`);
    await rm(grave, { recursive: true, force: true });
    await rename(join(folder, name), grave);
    await rm(grave, { recursive: true, force: true });
    return true;
  } finally {
    await lock.release();
  }
};

/**
 * Removes what was used least lately and nobody has locked, until at most `maxBytes` lie in `folder`, where `name` counts as at
 * least `expectedBytes` and stays. False when that much cannot be freed. Rejects with what the file system reports.
 */
export const makeRoom = async (
  folder: string,
  maxBytes: number,
  { name: kept, expectedBytes }: { readonly name: string; readonly expectedBytes: number },
): Promise<boolean> => {
  const names = await readdir(folder);
  for (const name of names.filter((each) => each.startsWith(REMOVED)))
    await rm(join(folder, name), { recursive: true, force: true });
  const stored: Stored[] = [];
  for (const name of names.filter((each) => STORED.test(each))) stored.push(...(await lookAt(folder, name)));
  const ownBytes = stored.find(({ name }) => name === kept)?.bytes ?? 0;
  const own = Math.max(ownBytes, expectedBytes);
  if (own > maxBytes) return false;
  const others = stored
    .filter(({ name }) => name !== kept)
    .sort((one, other) => one.usedMs - other.usedMs || (one.name < other.name ? -1 : 1));
  let bytes = others.reduce((sum, each) => sum + each.bytes, own);
  for (const each of others) {
    if (bytes <= maxBytes) break;
    if (await removeUnlocked(folder, each.name)) bytes -= each.bytes;
  }
  return bytes <= maxBytes;
};
