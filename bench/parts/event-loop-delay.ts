import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually } from '../../test/e2e/service.ts';
import type { ApiEnvironment } from './services.ts';

/** What the probe in the API process has seen since it was asked the last time. */
export interface LoopDelays {
  readonly samples: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** The environment that loads the probe into a service, which writes to `folder`. */
export const probeEnvironment = (folder: string): ApiEnvironment => ({
  NODE_OPTIONS: `--import=${pathToFileURL(resolve('bench/parts/event-loop-probe.mjs')).href}`,
  EVENT_LOOP_DELAY_FILE: join(folder, 'event-loop-delay.json'),
});

/** Asks the probe in process `pid`; it starts anew. */
export const takeLoopDelays = async (pid: number, folder: string): Promise<LoopDelays> => {
  const file = join(folder, 'event-loop-delay.json');
  rmSync(file, { force: true });
  process.kill(pid, 'SIGUSR2');
  return eventually('the probe answers', 30_000, () => {
    try {
      return Promise.resolve(JSON.parse(readFileSync(file, 'utf8')) as LoopDelays);
    } catch {
      return Promise.resolve(null);
    }
  });
};
