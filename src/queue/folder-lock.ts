import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { AppError } from '../domain/index.ts';
import { startTicksOf } from './process-facts.ts';

/** A lock file that this process holds. */
export interface FolderLock {
  isHeld(): boolean;
  release(): void;
}

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** The holder's process id, or null when the process that wrote the lock is gone. */
const holderOf = (content: string): number | null => {
  const [pid = '', startTicks = ''] = content.split(' ');
  return startTicksOf(Number(pid)) === startTicks ? Number(pid) : null;
};

const linkTo = (candidate: string, path: string): boolean => {
  try {
    linkSync(candidate, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

/** Takes a dead process's lock away. Whoever else took it first and put a new one there gets that one back. */
const removeStale = (path: string, stale: string): void => {
  const grave = `${path}.${randomUUID()}`;
  try {
    renameSync(path, grave);
  } catch {
    return;
  }
  if (read(grave) !== stale) linkTo(grave, path);
  rmSync(grave, { force: true });
};

const takeOrHolder = (path: string, candidate: string): number | null => {
  for (;;) {
    if (linkTo(candidate, path)) return null;
    const content = read(path);
    if (content === null) continue;
    const holder = holderOf(content);
    if (holder !== null) return holder;
    removeStale(path, content);
  }
};

/**
 * Takes the lock file `path` for this process: `pid startTicks token`. One of a process that is gone counts for nothing.
 * `QUEUE_UNAVAILABLE`, naming the process, when a running one has it.
 */
export const takeFolderLock = (path: string): FolderLock => {
  const token = randomUUID();
  const mine = `${process.pid} ${startTicksOf(process.pid) ?? ''} ${token}`;
  const candidate = `${path}.${token}`;
  writeFileSync(candidate, mine, { flag: 'wx', mode: 0o600 });
  try {
    const holder = takeOrHolder(path, candidate);
    if (holder !== null) {
      throw new AppError(
        'QUEUE_UNAVAILABLE',
        `expected to be the only user of ${path}, but process ${holder} has it: end that process, or use another DATA_DIR or a REDIS_URL`,
      );
    }
  } finally {
    rmSync(candidate, { force: true });
  }
  return {
    isHeld: () => read(path) === mine,
    release: () => {
      if (read(path) === mine) rmSync(path, { force: true });
    },
  };
};
