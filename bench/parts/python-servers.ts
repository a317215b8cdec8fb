import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { eventually } from '../../test/e2e/service.ts';
import { BASE_WEIGHTS } from './keras-question.ts';
import type { PythonEnvironment } from './python-environment.ts';
import { preparePython } from './python-environment.ts';
import { freePort } from './services.ts';

const PACKAGES = [
  'tensorflow-cpu==2.21.0',
  'keras==3.15.1',
  'litserve==0.2.19',
  'fastapi==0.165.0',
  'uvicorn==0.54.0',
  'pillow==13.0.0',
];
const READY_DEADLINE_MS = 180_000;
const POLL_MS = 500;

/** The servers that are compared with, by their module below `python_servers`. */
export type PythonServerName = 'lit' | 'fast';

/** A Python server around the same weights, on a port of its own. */
export interface PythonServer {
  readonly url: string;
  stop(): void;
}

/** The Python of the servers; made on first use, about 1.5 GB. */
export const preparePythonServers = (): PythonEnvironment =>
  preparePython('bench-serving-python', PACKAGES, 'tensorflow, litserve, uvicorn, PIL');

const started = new Set<ChildProcess>();

/** LitServe leaves its workers behind when only its first process ends. */
const killGroup = (child: ChildProcess): void => {
  started.delete(child);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
};

process.once('exit', () => {
  for (const child of started) killGroup(child);
});

/** Starts a server and waits until its model has run; its words go to the terminal. */
export const startPythonServer = async (python: string, name: PythonServerName): Promise<PythonServer> => {
  const port = await freePort();
  const child = spawn(python, ['-m', `python_servers.${name}`, String(port)], {
    env: {
      ...process.env,
      CUDA_VISIBLE_DEVICES: '-1',
      BASE_WEIGHTS,
      PYTHONPATH: [resolve('conformance'), resolve('bench/parts')].join(':'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    detached: true,
  });
  started.add(child);
  const url = `http://127.0.0.1:${port}`;
  // LitServe answers /health once its worker is ready; FastAPI answers anything only then.
  await eventually(`${name} is ready`, READY_DEADLINE_MS, async () => {
    await new Promise((wait) => setTimeout(wait, POLL_MS));
    const reply = await fetch(`${url}/health`).catch(() => null);
    return reply !== null && reply.status !== 503 ? true : null;
  });
  return {
    url,
    stop: () => {
      killGroup(child);
    },
  };
};
