import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

/** The absolute path of a child's entry file. They import from `dist/`, which the test command builds first. */
export const childEntry = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/children/${name}.mjs`, import.meta.url));

/** What a fixture child writes: one JSON object a line. */
export type ChildLine = Readonly<Record<string, unknown>>;

/** A process of this program under test. */
export interface TestProcess {
  readonly child: ChildProcess;
  /** Resolves with the first line, also an earlier one, that has these fields. */
  line(fields: ChildLine): Promise<ChildLine>;
  lines(): readonly ChildLine[];
  /** Sends the signal and resolves when the process is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

const DEADLINE_MS = 30_000;

const matches = (line: ChildLine, fields: ChildLine): boolean =>
  Object.entries(fields).every(([name, value]) => line[name] === value);

export const startTestProcess = (name: string, options: object): TestProcess => {
  const child = spawn(process.execPath, [childEntry(name), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'] ?? '' },
  });
  const seen: ChildLine[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(JSON.parse(line) as ChildLine);
  });
  return {
    child,
    lines: () => seen,
    line: (fields) =>
      waitFor(`a line with ${JSON.stringify(fields)}`, () => seen.find((line) => matches(line, fields))),
    end: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
};

/** Waits until `look` finds something; fails with `what` after the deadline. */
export const waitFor = <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> =>
  vi.waitFor(
    async () => {
      const found = await look();
      if (found === undefined) throw new Error(`expected ${what}`);
      return found;
    },
    { timeout: DEADLINE_MS, interval: 10 },
  );

/** True while a process runs; one that ended and was not collected yet does not. */
export const isAlive = (pid: number): boolean => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
};

export const waitUntilGone = (pid: number): Promise<true> =>
  waitFor(`process ${pid} to be gone`, () => (isAlive(pid) ? undefined : true));
