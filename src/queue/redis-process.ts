import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Duplex } from 'node:stream';

/** One run of the server binary. */
export interface RedisProcess {
  /** Resolves once, when the server and its guard are gone, with a sentence that says how it ended. */
  readonly ended: Promise<string>;
  isRunning(): boolean;
  /** Asks the server to write what it has and end; kills it when it does not within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** How a server is started. Paths are absolute. */
export interface RedisProcessOptions {
  readonly binary: string;
  readonly folder: string;
  readonly socketPath: string;
  readonly pidFile: string;
  readonly onLine: (line: string) => void;
}

// The shell starts the server and holds descriptor 3, whose other end is in this process. When that end is closed, by
// `stop` or because this process is gone (kill -9 too), `read` returns and the server gets its signal to end in order.
const GUARD = `
"$@" & server=$!
{ read -r _; kill -TERM "$server"; } <&3 2>/dev/null &
guard=$!
exec 3<&-
wait "$server"; code=$?
kill "$guard" 2>/dev/null
exit "$code"`;

const LIFELINE_FD = 3;

const argumentsOf = (options: RedisProcessOptions): string[] => [
  ...['--port', '0', '--unixsocket', options.socketPath, '--unixsocketperm', '700'],
  ...['--dir', options.folder, '--pidfile', options.pidFile, '--daemonize', 'no'],
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '', '--maxmemory-policy', 'noeviction'],
];

/** Starts the server in a session of its own, so that Ctrl-C in a terminal does not reach it: it ends last. */
export const startRedisProcess = (options: RedisProcessOptions): RedisProcess => {
  const child = spawn('/bin/sh', ['-c', GUARD, 'redis-guard', options.binary, ...argumentsOf(options)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let isRunning = true;
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', options.onLine);
  }
  const lifeline = child.stdio[LIFELINE_FD];
  const letGo = (): void => {
    if (lifeline instanceof Duplex) lifeline.destroy();
  };
  if (lifeline instanceof Duplex) lifeline.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      isRunning = false;
      letGo();
      resolve(how);
    };
    child.once('error', (error) => {
      end(`could not be started: ${error.message}`);
    });
    // Not `close`: a server that outlived its shell would keep the output open.
    child.once('exit', (code, signal) => {
      end(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  });
  const killAll = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // The group is gone already.
    }
  };
  return {
    ended,
    isRunning: () => isRunning,
    stop: async (graceMs) => {
      letGo();
      const timer = setTimeout(killAll, graceMs);
      await ended;
      clearTimeout(timer);
    },
  };
};
