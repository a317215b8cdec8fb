import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { startTicksOf, workingFolderOf } from './process-facts.ts';

const STEP_MS = 50;

/**
 * The server that an earlier start left running on `folder`, or null. The id in its pid file counts only if that
 * process works in the very folder, as a Redis server does in its data folder: ids are given again.
 */
const findOrphan = (folder: string, pidFile: string): number | null => {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFile, 'utf8').trim());
  } catch {
    return null;
  }
  return Number.isInteger(pid) && pid > 1 && workingFolderOf(pid) === folder ? pid : null;
};

const isGoneWithin = async (pid: number, timeoutMs: number): Promise<boolean> => {
  const startTicks = startTicksOf(pid);
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += STEP_MS) {
    const now = startTicksOf(pid);
    if (now === null || now !== startTicks) return true;
    await pause(STEP_MS);
  }
  return false;
};

const signalTo = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
};

/**
 * Ends a server that an earlier start left on `folder` (a real path), so that two never write one append-only file.
 * Usually it is ending already, because its guard saw its owner go; it gets time for that first.
 */
export const endOrphan = async (
  folder: string,
  pidFile: string,
  onFound: (pid: number) => void,
): Promise<void> => {
  const pid = findOrphan(folder, pidFile);
  if (pid === null || (await isGoneWithin(pid, 2_000))) return;
  onFound(pid);
  signalTo(pid, 'SIGTERM');
  if (await isGoneWithin(pid, 5_000)) return;
  signalTo(pid, 'SIGKILL');
  await isGoneWithin(pid, 5_000);
};
