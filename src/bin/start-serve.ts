import type { Config } from '../config/index.ts';
import type { Logger } from '../observability/index.ts';
import { createRedisServer, findRedisServer, type RedisAddress } from '../queue/index.ts';
import type { Running } from './run-until-signal.ts';
import { type RunningApi, startApi } from './start-api.ts';
import { startWorker } from './start-worker.ts';

const NOTHING: Running = { close: () => Promise.resolve() };

/** Where the Redis of `REDIS_URL` is, or a private one that is started now. */
const openRedis = async (
  config: Config,
  log: Logger,
): Promise<{ address: RedisAddress; server: Running }> => {
  if (config.REDIS_URL !== undefined)
    return { address: { kind: 'url', url: config.REDIS_URL }, server: NOTHING };
  const binary = findRedisServer({
    REDIS_SERVER_BIN: config.REDIS_SERVER_BIN,
    PATH: process.env['PATH'],
    XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'],
  });
  const server = await createRedisServer({ binary, dataDir: config.DATA_DIR, log });
  return { address: server.address, server };
};

/** Starts everything on one machine: Redis where none is named, the API, one worker. Redis is closed last. */
export const startServe = async (config: Config, log: Logger): Promise<RunningApi> => {
  const { address, server } = await openRedis(config, log);
  const parts: Running[] = [server];
  try {
    const worker = await startWorker(config, address, log);
    parts.unshift(worker);
    const api = await startApi(config, address, log);
    return {
      url: api.url,
      close: async () => {
        await Promise.all([api.close(), worker.close()]);
        await server.close();
      },
    };
  } catch (error) {
    for (const part of parts) await part.close();
    throw error;
  }
};
