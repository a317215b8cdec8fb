import { Redis } from 'ioredis';
import type { Log } from '../ports/index.ts';
import type { RedisAddress } from './redis-address.ts';

/**
 * How a connection behaves while the server is away. `failFast`: commands fail at once, for callers that answer a client.
 * `patient`: commands wait until the server is back, for work that goes on without it.
 */
export type ConnectionMode = 'failFast' | 'patient';

const LONGEST_RETRY_MS = 1_000;
const FIRST_CONNECT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 3_000;
/** Below 10 s a blocking read looks like a dead server; without it a silent network is never noticed. */
const SOCKET_TIMEOUT_MS = 15_000;

const COMMON = {
  retryStrategy: (times: number) => Math.min(times * 50, LONGEST_RETRY_MS),
  socketTimeout: SOCKET_TIMEOUT_MS,
};

const OPTIONS = {
  failFast: {
    ...COMMON,
    enableOfflineQueue: false,
    // A command that was under way when the connection broke is not sent again behind its caller's back.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
  },
  patient: { ...COMMON, maxRetriesPerRequest: null },
} as const satisfies Record<ConnectionMode, object>;

const logChanges = (redis: Redis, mode: ConnectionMode, log: Log): void => {
  let isDown = false;
  redis.on('error', (error) => {
    if (!isDown) log.warn({ mode, error: error.message }, 'the connection to Redis is broken; trying again');
    isDown = true;
  });
  redis.on('ready', () => {
    if (isDown) log.info({ mode }, 'the connection to Redis is back');
    isDown = false;
  });
};

/** Opens a connection that comes back by itself, whatever happens to the server. Closed by the caller, see `closeRedis`. */
export const openRedis = (address: RedisAddress, mode: ConnectionMode, log: Log): Redis => {
  const options = OPTIONS[mode];
  const redis =
    address.kind === 'url' ? new Redis(address.url, options) : new Redis({ ...options, path: address.path });
  logChanges(redis, mode, log);
  return redis;
};

/** Resolves when the connection can be used or has failed once, so that the first fail-fast command is not sent too early. */
export const firstConnect = (redis: Redis): Promise<void> =>
  new Promise((resolve) => {
    if (redis.status === 'ready') {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, FIRST_CONNECT_MS);
    const settle = (): void => {
      clearTimeout(timer);
      redis.off('ready', settle);
      redis.off('close', settle);
      resolve();
    };
    redis.once('ready', settle);
    redis.once('close', settle);
  });

/** Ends a connection; commands that still wait for the server fail. Takes up to a second while it is being opened again. */
export const closeRedis = async (redis: Redis): Promise<void> => {
  if (redis.status === 'end') return;
  const ended = new Promise<void>((resolve) => {
    redis.once('end', resolve);
  });
  redis.options.retryStrategy = () => null;
  // Between two tries there is nothing to disconnect, and `disconnect` would leave it so for good: the next try ends it.
  if (redis.status === 'reconnecting')
    redis.once('connect', () => {
      redis.disconnect();
    });
  else redis.disconnect();
  await ended;
};
