import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRedisServer, findRedisServer, type RedisServer } from '../../src/queue/index.ts';
import { startTestProcess, type TestProcess, waitFor, waitUntilGone } from './support/child.ts';
import { makeTemporaryFolder, makeTestLog, redisBinary } from './support/redis.ts';

const log = makeTestLog();
let folder: ReturnType<typeof makeTemporaryFolder>;
let processes: TestProcess[];
let clients: Redis[];
let servers: RedisServer[];

beforeEach(() => {
  folder = makeTemporaryFolder();
  processes = [];
  clients = [];
  servers = [];
});

afterEach(async () => {
  for (const client of clients) client.disconnect();
  for (const process of processes) await process.end('SIGKILL');
  for (const server of servers) await server.close();
  folder.remove();
});

const start = async (dataDir = folder.path): Promise<RedisServer> => {
  const server = await createRedisServer({ binary: redisBinary(), dataDir, log });
  servers.push(server);
  return server;
};

const startOwner = (): TestProcess => {
  const owner = startTestProcess('redis-owner', { binary: redisBinary(), dataDir: folder.path });
  processes.push(owner);
  return owner;
};

const connect = (path: string): Redis => {
  const client = new Redis({ path, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
};

const pathOf = (server: RedisServer): string => {
  if (server.address.kind !== 'socket') throw new Error('expected a socket');
  return server.address.path;
};

const serverPid = (): number => Number(readFileSync(join(folder.path, 'redis', 'redis.pid'), 'utf8'));

describe('the private Redis server', () => {
  it('keeps jobs through a crash, drops none for want of memory, and listens on no port', async () => {
    const client = connect(pathOf(await start()));
    const setting = async (name: string): Promise<unknown> => (await client.config('GET', name))[1];
    expect(await setting('appendonly')).toBe('yes');
    expect(await setting('appendfsync')).toBe('everysec');
    expect(await setting('save')).toBe('');
    expect(await setting('maxmemory-policy')).toBe('noeviction');
    expect(await setting('port')).toBe('0');
  });

  it('can be reached by its own user alone', async () => {
    const path = pathOf(await start());
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('has its data again after it was closed and started, also when the first owner closes twice', async () => {
    const first = await start();
    await connect(pathOf(first)).set('kept', 'yes');
    await first.close();
    const second = connect(pathOf(await start()));
    await first.close();
    expect(await second.get('kept')).toBe('yes');
  });

  it('is started again when it is killed, with all that it had acknowledged', async () => {
    const client = connect(pathOf(await start()));
    await client.set('kept', 'yes');
    const killed = serverPid();
    process.kill(killed, 'SIGKILL');
    await waitFor('another server', () => (serverPid() === killed ? undefined : true));
    expect(await client.get('kept')).toBe('yes');
  });

  it('ends when its owner is killed, and the next owner starts on the same data', async () => {
    const owner = startOwner();
    const { path } = await owner.line({ event: 'ready' });
    await connect(String(path)).set('kept', 'yes');
    const pid = serverPid();
    await owner.end('SIGKILL');
    const next = await start();
    await waitUntilGone(pid);
    expect(await connect(pathOf(next)).get('kept')).toBe('yes');
  });

  it('leaves nothing behind but its data when its owner ends in order', async () => {
    const owner = startOwner();
    await owner.line({ event: 'ready' });
    const pid = serverPid();
    await owner.end('SIGTERM');
    await waitUntilGone(pid);
    expect(readdirSync(join(folder.path, 'redis'))).toEqual(['appendonlydir']);
  });

  it('refuses a folder that another process uses and names that process', async () => {
    const owner = startOwner();
    await owner.line({ event: 'ready' });
    await expect(start()).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.stringContaining(`process ${owner.child.pid ?? 0} has it`) as string,
    });
    const second = startOwner();
    expect(await second.line({ event: 'refused' })).toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });

  it('lets one of many that start at once have the folder, also over the lock of a dead process', async () => {
    mkdirSync(join(folder.path, 'redis'));
    writeFileSync(join(folder.path, 'redis', 'redis.lock'), '1 0 left-over');
    const owners = [startOwner(), startOwner(), startOwner(), startOwner()];
    const said = await Promise.all(
      owners.map((owner) =>
        waitFor('an answer', () => owner.lines().find(({ event }) => event !== undefined)),
      ),
    );
    expect(said.map(({ event }) => event).sort()).toEqual(['ready', 'refused', 'refused', 'refused']);
  });

  it('ends a server that an earlier start left running, and none that merely has its old id', async () => {
    const owner = startOwner();
    await owner.line({ event: 'ready' });
    const orphan = serverPid();
    // The guard shell first, so that nobody is left to end the server.
    const guards = readFileSync(`/proc/${orphan}/stat`, 'utf8').split(' ')[4] ?? '';
    for (const pid of childrenOfGroup(guards, orphan)) process.kill(pid, 'SIGKILL');
    await owner.end('SIGKILL');
    await connect(pathOf(await start())).ping();
    await waitUntilGone(orphan);
    await servers.pop()?.close();
    writeFileSync(join(folder.path, 'redis', 'redis.pid'), String(process.pid));
    await connect(pathOf(await start())).ping();
  });

  it('finds a short place for its socket when the data folder has a long path', async () => {
    const long = join(folder.path, 'a-folder-with-a-long-name'.repeat(5));
    mkdirSync(long);
    const server = await start(long);
    const path = pathOf(server);
    expect(Buffer.byteLength(path)).toBeLessThan(108);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(await connect(path).ping()).toBe('PONG');
    await server.close();
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('says what the server said when it does not start', async () => {
    mkdirSync(join(folder.path, 'redis', 'appendonlydir'), { recursive: true });
    writeFileSync(join(folder.path, 'redis', 'appendonlydir', 'appendonly.aof.manifest'), 'not a manifest\n');
    await expect(start()).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.stringMatching(/exit code 1.*manifest/i) as string,
    });
  });
});

const childrenOfGroup = (group: string, except: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== except)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[4] === group;
      } catch {
        return false;
      }
    })
    .map(Number);

describe('the choice of the server binary', () => {
  const place = (parts: string[], content: string): string => {
    const path = join(folder.path, ...parts);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o755);
    return path;
  };
  const claiming = (version: string): string => `#!/bin/sh\necho "Redis server v=${version} sha=0"\n`;

  it('takes the one that is named, and no other when that one does not run', () => {
    expect(findRedisServer({ REDIS_SERVER_BIN: redisBinary(), PATH: '' })).toBe(redisBinary());
    expect(() => findRedisServer({ ...process.env, REDIS_SERVER_BIN: '/no/such/server' })).toThrow(
      /REDIS_SERVER_BIN.*"\/no\/such\/server"/,
    );
  });

  it('takes one on the path before the one that set-up fetched', () => {
    const fetched = place(['cache', 'whetstone', 'valkey', '9.1.0', 'valkey-server'], claiming('9.1.0'));
    place(['cache', 'whetstone', 'valkey', '8.0.0', 'valkey-server'], claiming('8.0.0'));
    const onPath = place(['bin', 'valkey-server'], claiming('7.2.5'));
    const cache = { XDG_CACHE_HOME: join(folder.path, 'cache') };
    expect(findRedisServer({ ...cache, PATH: join(folder.path, 'bin') })).toBe(onPath);
    expect(findRedisServer({ ...cache, PATH: '/no/such/folder' })).toBe(fetched);
  });

  it('passes over servers that are too old for the queue', () => {
    copyFileSync(
      place(['bin', 'redis-server'], claiming('5.0.14')),
      join(folder.path, 'bin', 'valkey-server'),
    );
    expect(() => findRedisServer({ PATH: join(folder.path, 'bin'), XDG_CACHE_HOME: folder.path })).toThrow(
      /expected redis-server or valkey-server/,
    );
  });
});
