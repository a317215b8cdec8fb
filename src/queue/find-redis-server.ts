import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AppError } from '../domain/index.ts';

/** The variables that decide which server binary is used; the caller reads the environment. */
export interface RedisServerSearch {
  readonly REDIS_SERVER_BIN?: string | undefined;
  readonly PATH?: string | undefined;
  readonly XDG_CACHE_HOME?: string | undefined;
}

const NAMES = ['redis-server', 'valkey-server'];
/** BullMQ asks for at least Redis 6.2. */
const OLDEST = { major: 6, minor: 2 };

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const isNewEnough = (binary: string): boolean => {
  const { stdout } = spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  const [, major, minor] = /^(?:Redis|Valkey) server v=(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) > OLDEST.major || (Number(major) === OLDEST.major && Number(minor) >= OLDEST.minor);
};

const entriesOf = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** What set-up fetched, newest version first: `<cache>/whetstone/valkey/<version>/valkey-server`. */
const fetchedServers = (search: RedisServerSearch): string[] => {
  const cacheHome = search.XDG_CACHE_HOME ?? '';
  const folder = join(cacheHome === '' ? join(homedir(), '.cache') : cacheHome, 'whetstone', 'valkey');
  return entriesOf(folder)
    .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .map((version) => join(folder, version, 'valkey-server'));
};

/**
 * The absolute path of the Redis or Valkey server to start: `REDIS_SERVER_BIN`, else `redis-server` or `valkey-server`
 * on `PATH`, else the one that set-up fetched. `QUEUE_UNAVAILABLE` when none of them runs.
 */
export const findRedisServer = (search: RedisServerSearch): string => {
  const chosen = search.REDIS_SERVER_BIN ?? '';
  if (chosen !== '') {
    if (isNewEnough(chosen)) return chosen;
    throw new AppError(
      'QUEUE_UNAVAILABLE',
      `expected REDIS_SERVER_BIN to name a Redis or Valkey server of version ${OLDEST.major}.${OLDEST.minor} or later that runs here, received "${chosen}"`,
    );
  }
  const folders = (search.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const found = [...onPath, ...fetchedServers(search)].find(
    (path) => isExecutable(path) && isNewEnough(path),
  );
  if (found !== undefined) return found;
  throw new AppError(
    'QUEUE_UNAVAILABLE',
    'expected redis-server or valkey-server (6.2 or later) on PATH or fetched by set-up, found none: run the set-up, install redis-server, or set REDIS_URL',
  );
};
