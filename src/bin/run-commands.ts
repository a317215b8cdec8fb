import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Config } from '../config/index.ts';
import { createLogger, type Logger } from '../observability/index.ts';
import type { RedisAddress } from '../queue/index.ts';
import { readConfig } from './read-config.ts';
import { type Running, runUntilSignal } from './run-until-signal.ts';
import { startApi } from './start-api.ts';
import { startServe } from './start-serve.ts';
import { startWorker } from './start-worker.ts';

const MISCONFIGURED = 2;

const sharedRedis = ({ REDIS_URL }: Config): RedisAddress => {
  if (REDIS_URL !== undefined) return { kind: 'url', url: REDIS_URL };
  process.stderr.write(
    'expected REDIS_URL, found none: api and worker meet in a Redis that both can reach (serve starts a private one)\n',
  );
  process.exit(MISCONFIGURED);
};

const run = async (
  name: string,
  start: (config: Config, log: Logger) => Promise<Running & { readonly url?: string }>,
): Promise<void> => {
  const config = readConfig();
  const log = createLogger(name, config.LOG_LEVEL);
  mkdirSync(config.DATA_DIR, { recursive: true });
  const running = await start(config, log);
  runUntilSignal(running, config.SHUTDOWN_GRACE_MS, log);
  log.info({ url: running.url ?? '' }, 'ready');
};

/** `serve`: everything on one machine. */
export const runServe = (args: readonly string[]): Promise<void> => {
  parseArgs({ args: [...args], options: {} });
  return run('serve', startServe);
};

/** `api`: HTTP and predictions; needs `REDIS_URL`. */
export const runApi = (args: readonly string[]): Promise<void> => {
  parseArgs({ args: [...args], options: {} });
  return run('api', (config, log) => startApi(config, sharedRedis(config), log));
};

/** `worker`: runs jobs; needs `REDIS_URL`. */
export const runWorker = (args: readonly string[]): Promise<void> => {
  parseArgs({ args: [...args], options: {} });
  return run('worker', (config, log) => startWorker(config, sharedRedis(config), log));
};
