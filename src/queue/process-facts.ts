import { readFileSync, readlinkSync } from 'node:fs';

/** The fields of `/proc/<pid>/stat` after the command's name, which may itself hold blanks and brackets. */
const statOf = (pid: number): string[] | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
};

/** When a process started, in clock ticks since the machine did; null if it is gone. Tells a process from a later one with its id. */
export const startTicksOf = (pid: number): string | null => {
  const fields = statOf(pid);
  // proc(5): field 3 is the state (Z: ended, not yet collected), field 22 the start time.
  if (fields === null || fields[0] === 'Z') return null;
  return fields[19] ?? null;
};

/** The folder that a process works in; null if it is gone or another user's. */
export const workingFolderOf = (pid: number): string | null => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null;
  }
};
