import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Duplex, type Readable } from 'node:stream';
import { type Frame, readFrames, writeFrame } from './frames.ts';

/** How a child process is started. */
export interface ChildOptions {
  /** Absolute path of the JavaScript file. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** The child's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Added to the scheduling priority (0..19) before the process starts, so that all its threads have it. */
  readonly niceness?: number;
  /** Hears each line that the child writes to its output or error stream. */
  readonly onLine: (line: string, stream: OutputStream) => void;
}

/** Which of a child's streams a line came from. */
export type OutputStream = 'stdout' | 'stderr';

/** How a process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running child with a channel of frames to it. `exited` resolves once, after the last frame has been delivered. */
export interface Child<Incoming> {
  readonly pid: number | null;
  send(header: object, payload?: readonly Uint8Array[]): void;
  onFrame(listener: (frame: Frame<Incoming>) => void): void;
  readonly exited: Promise<ChildExit>;
  /** Ends the process at once; it cannot refuse. */
  kill(): void;
}

const CHANNEL_FD = 3;

const forwardLines = (stream: Readable | null, onLine: (line: string) => void): void => {
  if (stream === null) return;
  // A child that dies while it writes is reported by `exited`.
  stream.on('error', () => undefined);
  createInterface({ input: stream }).on('line', onLine);
};

const channelOf = (stdio: readonly unknown[]): Duplex => {
  const channel = stdio[CHANNEL_FD];
  if (!(channel instanceof Duplex)) throw new Error('expected a duplex channel at descriptor 3 of the child');
  return channel;
};

/** Starts a child process of this program and opens the channel to it (descriptor 3, see `connectToParent`). */
export const spawnChild = <Incoming>(options: ChildOptions): Child<Incoming> => {
  const node = [process.execPath, options.entry, ...(options.args ?? [])];
  const command = options.niceness === undefined ? node : ['nice', '-n', String(options.niceness), ...node];
  const [file = process.execPath, ...args] = command;
  const child = spawn(file, args, {
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    forwardLines(child[stream], (line) => {
      options.onLine(line, stream);
    });
  }
  const channel = channelOf(child.stdio);
  // A child that dies while being written to is reported by `exited`, not by the pipe.
  channel.on('error', () => undefined);
  const listeners: ((frame: Frame<Incoming>) => void)[] = [];
  readFrames<Incoming>(channel, (frame) => {
    for (const listener of listeners) listener(frame);
  });
  const exited = new Promise<ChildExit>((resolve) => {
    child.once('error', (error) => {
      options.onLine(`could not be started: ${error.message}`, 'stderr');
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid ?? null,
    send: (header, payload) => {
      if (channel.writable) writeFrame(channel, header, payload);
    },
    onFrame: (listener) => {
      listeners.push(listener);
    },
    exited,
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
