import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type Frame, readFrames, writeFrame } from './frames.ts';

/** The child's end of the channel. */
export interface ParentChannel<Incoming> {
  send(header: object, payload?: readonly Uint8Array[]): void;
  onFrame(listener: (frame: Frame<Incoming>) => void): void;
  /** Resolves when everything sent so far has been handed to the system. */
  flush(): Promise<void>;
}

const CHANNEL_FD = 3;
const WATCHDOG_INTERVAL_MS = 500;

// A thread of its own, because the main thread may sit in a native call for seconds. A process whose parent is gone
// is given to another one, so a changed parent id means that nobody waits for this work any more.
const WATCHDOG = `
  const parent = Number(process.env.WHETSTONE_PARENT_PID);
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, ${WATCHDOG_INTERVAL_MS});
`;

const startWatchdog = (): void => {
  new Worker(WATCHDOG, { eval: true, env: { WHETSTONE_PARENT_PID: String(process.ppid) } }).unref();
};

/**
 * Opens the channel to the parent that started this process with `spawnChild`. From then on the process ends by itself
 * when the parent is gone, and leaves Ctrl-C and SIGTERM to the parent.
 */
export const connectToParent = <Incoming>(): ParentChannel<Incoming> => {
  startWatchdog();
  // Ctrl-C reaches the whole process group, and a service manager signals all processes of a service; the parent decides
  // when its children end.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  const channel = new Socket({ fd: CHANNEL_FD, readable: true, writable: true });
  channel.on('error', () => process.exit(1));
  channel.on('end', () => process.exit(0));
  return {
    send: (header, payload) => {
      writeFrame(channel, header, payload);
    },
    onFrame: (listener) => {
      readFrames<Incoming>(channel, listener);
    },
    flush: () =>
      new Promise((resolve) => {
        channel.write('', () => {
          resolve();
        });
      }),
  };
};
