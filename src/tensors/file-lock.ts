import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A lock file that this process holds until it releases it or ends. */
export interface FileLock {
  readonly release: () => Promise<void>;
}

interface Owner {
  readonly where: string;
  readonly pid: number;
  /** Tells a process from a later one with its number. */
  readonly startTicks: string;
}

/** A holder on another machine or in another container cannot be looked up: its lock counts while its file is touched. */
const TOUCH_MS = 20_000;
const SILENCE_MS = 120_000;

const readLine = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
};

/** proc(5): after the name in brackets, field 3 is the state (Z: ended, not yet collected), field 22 the start time. */
const startTicksOf = (pid: number): string | null => {
  const stat = readLine(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
};

/** Host, boot and process namespace: where a process number means one process. */
const here = (): string => {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Without it the host and the boot must do.
  }
  return `${hostname()} ${readLine('/proc/sys/kernel/random/boot_id')} ${namespace}`;
};

const parseOwner = (content: string): Owner | null => {
  const [where = '', pid = '', startTicks = ''] = content.split('\n');
  return startTicks === '' ? null : { where, pid: Number(pid), startTicks };
};

const readOrNull = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

const isHeld = async (path: string, content: string): Promise<boolean> => {
  const owner = parseOwner(content);
  if (owner?.where === here()) return startTicksOf(owner.pid) === owner.startTicks;
  const touched = await stat(path).catch(() => null);
  return touched !== null && Date.now() - touched.mtimeMs < SILENCE_MS;
};

const linkTo = async (candidate: string, path: string): Promise<boolean> => {
  try {
    await link(candidate, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
};

/**
 * Puts our lock in the place of one whose holder is gone. Only who has the guard may, and looks again first: otherwise the second of
 * two would take away the first one's lock.
 */
const takeOver = async (path: string, candidate: string): Promise<boolean> => {
  const guard = `${path}.takeover`;
  if (!(await linkTo(candidate, guard))) {
    const other = await readOrNull(guard);
    if (other !== null && !(await isHeld(guard, other))) await rm(guard, { force: true });
    return false;
  }
  try {
    const content = await readOrNull(path);
    if (content === null || (await isHeld(path, content))) return false;
    const replacement = `${candidate}.over`;
    await link(candidate, replacement);
    await rename(replacement, path);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
};

/** A lock that is just released or taken over is looked at again, but not for ever. */
const MAX_LOOKS = 3;

const take = async (path: string, candidate: string): Promise<boolean> => {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    if (await linkTo(candidate, path)) return true;
    const content = await readOrNull(path);
    if (content === null) continue;
    if (await isHeld(path, content)) return false;
    if (await takeOver(path, candidate)) return true;
  }
  return false;
};

const touch = (path: string): void => {
  const now = new Date();
  utimes(path, now, now).catch(() => undefined);
};

/**
 * Takes the lock file `path` for this process; null when a running process has it, this one included. A lock of a process that
 * is gone counts for nothing. Rejects with what the file system reports.
 */
export const takeFileLock = async (path: string): Promise<FileLock | null> => {
  const token = randomUUID();
  const mine = [here(), process.pid, startTicksOf(process.pid), token].join('\n');
  const candidate = `${path}.${token}`;
  try {
    await writeFile(candidate, mine, { flag: 'wx' });
    if (!(await take(path, candidate))) return null;
  } finally {
    await rm(candidate, { force: true });
  }
  const timer = setInterval(touch, TOUCH_MS, path).unref();
  return {
    release: async () => {
      clearInterval(timer);
      if ((await readOrNull(path)) === mine) await rm(path, { force: true });
    },
  };
};
