import { readFileSync, writeFileSync } from 'node:fs';

const KIB = 1024;

const statusOf = (pid: number, field: 'VmRSS' | 'VmHWM'): number => {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  if (found?.[1] === undefined) throw new Error(`/proc/${pid}/status has no ${field}`);
  return Number(found[1]) * KIB;
};

/** Starts to watch the resident memory of a process; what comes back tells by how many bytes it rose at most since. */
export const watchMemory = (pid: number): (() => number) => {
  // 5 lowers the high-water mark to what is resident now.
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = statusOf(pid, 'VmRSS');
  return () => statusOf(pid, 'VmHWM') - before;
};
