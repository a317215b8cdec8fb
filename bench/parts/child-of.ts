import { readdirSync, readFileSync } from 'node:fs';

/** A file of a process below `/proc`; empty where the process is gone. */
export const readProc = (pid: number | string, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

/** The child of a process that runs the named program of ours. */
export const childOf = (parent: number, program: string): number => {
  const found = readdirSync('/proc').find(
    (pid) =>
      /^\d+$/.test(pid) &&
      new RegExp(`^PPid:\\s+${parent}$`, 'm').test(readProc(pid, 'status')) &&
      readProc(pid, 'cmdline').includes(program),
  );
  if (found === undefined) throw new Error(`expected a process ${program} below process ${parent}`);
  return Number(found);
};
