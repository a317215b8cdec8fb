import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A service of the test's own: real processes, its own folder, its own private Redis unless one is given. */
export interface RunningService {
  readonly url: string;
  readonly pid: number;
  readonly dataDir: string;
  /** Everything the service has logged so far. */
  log(): string;
  /** Sends the signal and resolves with the exit code once the process has ended. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  /** Sends the signal to the process and all its children, as a terminal does; only where `isGroup` was asked for. */
  stopGroup(signal: NodeJS.Signals): Promise<number | null>;
}

const START_DEADLINE_MS = 60_000;
const READY_DEADLINE_MS = 120_000;
const children = new Set<ChildProcess>();

process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** A folder that the test removes at its end. */
export const temporaryFolder = (): { path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'whetstone-e2e-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
};

/** The whole environment of a process of the test: its own data folder, a free port, no GPU. */
export const environmentOf = (
  dataDir: string,
  more: Readonly<Record<string, string>>,
): Record<string, string> => {
  const inherited = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'REDIS_SERVER_BIN', 'TF_HOME', 'LD_LIBRARY_PATH'];
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  // These tests are about a machine without a GPU, wherever they run.
  return {
    ...environment,
    CUDA_VISIBLE_DEVICES: '-1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'info',
    ...more,
  };
};

/**
 * Starts `command` (serve, api or worker) of the built program and waits for the line that says it is ready. With `isGroup`
 * its processes form a group of their own.
 */
export const startService = async (
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
  command = 'serve',
  isGroup = false,
): Promise<RunningService> => {
  const child = spawn(process.execPath, ['dist/bin/cli.js', command], {
    env: environmentOf(dataDir, more),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: isGroup,
  });
  children.add(child);
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`${command} was not ready in ${START_DEADLINE_MS} ms:\n${lines.join('\n')}`));
    }, START_DEADLINE_MS);
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const ready = /"url":"([^"]*)".*"msg":"ready"/.exec(line);
      if (ready?.[1] === undefined) return;
      clearTimeout(timer);
      resolve(ready[1]);
    });
    void exited.then((code) => {
      clearTimeout(timer);
      reject(new Error(`${command} ended with ${String(code)} before it was ready:\n${lines.join('\n')}`));
    });
  });
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    log: () => lines.join('\n'),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
    stopGroup: (signal) => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
      return exited;
    },
  };
};

/** Ids of all live processes that were started for this data folder (their environment names it). */
export const processesOf = (dataDir: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && mentions(pid, dataDir));

const mentions = (pid: number, text: string): boolean => {
  try {
    const isZombie = /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    if (isZombie) return false;
    return ['environ', 'cmdline'].some((file) =>
      readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(text),
    );
  } catch {
    return false;
  }
};

/** Ids of the live processes of this data folder whose command line names `program`. */
export const processesRunning = (dataDir: string, program: string): number[] =>
  processesOf(dataDir).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(program);
    } catch {
      return false;
    }
  });

/** Asks again until `check` gives something, at most until the deadline. */
export const eventually = async <T>(
  what: string,
  deadlineMs: number,
  check: () => Promise<T | null>,
): Promise<T> => {
  const until = performance.now() + deadlineMs;
  for (;;) {
    const value = await check();
    if (value !== null) return value;
    if (performance.now() > until) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

/** Waits until predictions are possible, so that the start of the predictor is in no figure. */
export const waitUntilReady = async (url: string): Promise<void> => {
  await eventually(`${url} is ready`, READY_DEADLINE_MS, async () =>
    (await fetch(`${url}/health/ready`)).status === 200 ? true : null,
  );
};
