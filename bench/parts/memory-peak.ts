import { readFileSync, writeFileSync } from 'node:fs';

const MIB_IN_KB = 1024;

const mebibytesOf = (pid: number, name: 'VmRSS' | 'VmHWM'): number =>
  Number(
    new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ??
      Number.NaN,
  ) / MIB_IN_KB;

/** Watches how far the resident memory of a process rises: MiB above what it was when the watch began. */
export const watchPeak = (pid: number): (() => number) => {
  // 5: the peak is counted anew from what is resident now, see proc(5).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = mebibytesOf(pid, 'VmRSS');
  return () => mebibytesOf(pid, 'VmHWM') - before;
};

/** Resident memory of a process, MiB. */
export const residentMebibytes = (pid: number): number => mebibytesOf(pid, 'VmRSS');
