import { realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../domain/index.ts';
import type { Log } from '../ports/index.ts';
import { errorText } from './error-text.ts';
import { type FolderLock, takeFolderLock } from './folder-lock.ts';
import { pingSocket } from './ping-socket.ts';
import type { RedisAddress } from './redis-address.ts';
import { endOrphan } from './redis-orphan.ts';
import { type RedisProcess, startRedisProcess } from './redis-process.ts';
import { makePrivateFolder, placeSocket } from './socket-folder.ts';

/** How the private server is run. */
export interface RedisServerOptions {
  /** Absolute path of the binary, see `findRedisServer`. */
  readonly binary: string;
  /** The service's data folder; the server's files go to `redis/` below it. */
  readonly dataDir: string;
  readonly log: Log;
  /** How long the server may take to end in order before it is killed. */
  readonly graceMs?: number;
}

/** A Redis server of our own, on a Unix socket that only this user can reach. */
export interface RedisServer {
  readonly address: RedisAddress;
  /** Ends the server; what it acknowledged is on disk. To be called last, after all that uses it. */
  close(): Promise<void>;
}

const POLL_MS = 20;
const START_TIMEOUT_MS = 15_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const HEALTHY_MS = 10_000;
const KEPT_LINES = 5;

interface Place {
  readonly folder: string;
  readonly socketPath: string;
  readonly pidFile: string;
}

class PrivateRedisServer implements RedisServer {
  readonly address: RedisAddress;
  private readonly options: RedisServerOptions;
  private readonly place: Place;
  private readonly lock: FolderLock;
  private readonly closing = new AbortController();
  private current: RedisProcess | null = null;
  private lastLines: string[] = [];
  private life: Promise<void> = Promise.resolve();
  private closed: Promise<void> | null = null;

  constructor(options: RedisServerOptions, place: Place, lock: FolderLock) {
    this.options = options;
    this.place = place;
    this.lock = lock;
    this.address = { kind: 'socket', path: place.socketPath };
  }

  /** Resolves when the server answers; rejects when it does not come up. From then on it is kept running. */
  async start(): Promise<void> {
    try {
      const first = await this.startOnce();
      this.life = this.keepRunning(first);
    } catch (error) {
      await this.current?.stop(this.options.graceMs ?? LONGEST_PAUSE_MS);
      this.lock.release();
      throw error;
    }
  }

  close(): Promise<void> {
    this.closed ??= this.end();
    return this.closed;
  }

  private async end(): Promise<void> {
    this.closing.abort();
    await this.current?.stop(this.options.graceMs ?? LONGEST_PAUSE_MS);
    await this.life;
    // Nothing to do unless the server's guard was killed before the server.
    await endOrphan(this.place.folder, this.place.pidFile, () => undefined);
    const socketFolder = dirname(this.place.socketPath);
    if (socketFolder !== this.place.folder) rmSync(socketFolder, { recursive: true, force: true });
    this.lock.release();
  }

  private isClosing(): boolean {
    return this.closing.signal.aborted;
  }

  private async startOnce(): Promise<RedisProcess> {
    const { folder, socketPath, pidFile } = this.place;
    const { binary, log } = this.options;
    await endOrphan(folder, pidFile, (pid) => {
      log.warn({ pid }, 'ending a Redis server that an earlier start left running');
    });
    const answer = await pingSocket(socketPath, 1_000);
    if (answer !== 'silent' || !this.lock.isHeld()) {
      throw new AppError(
        'QUEUE_UNAVAILABLE',
        `expected to be the only user of ${folder}, but another service uses it`,
      );
    }
    this.closing.signal.throwIfAborted();
    this.lastLines = [];
    const onLine = (line: string): void => {
      this.lastLines = [...this.lastLines, line].slice(-KEPT_LINES);
    };
    const started = startRedisProcess({ binary, folder, socketPath, pidFile, onLine });
    this.current = started;
    await this.waitForAnswer(started);
    return started;
  }

  private async waitForAnswer(started: RedisProcess): Promise<void> {
    let deadline = performance.now() + START_TIMEOUT_MS;
    while (started.isRunning() && performance.now() < deadline) {
      const answer = await pingSocket(this.place.socketPath, 1_000);
      if (answer === 'pong') return;
      // A long file takes its time; a server that says so is alive.
      if (answer === 'loading') deadline = performance.now() + START_TIMEOUT_MS;
      await pause(POLL_MS);
    }
    const how = started.isRunning() ? `no answer within ${START_TIMEOUT_MS} ms` : await started.ended;
    throw new AppError(
      'QUEUE_UNAVAILABLE',
      `expected ${this.options.binary} to start on ${this.place.folder}, received: ${[how, ...this.lastLines].join(' | ')}`,
    );
  }

  private async keepRunning(first: RedisProcess): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    let running: RedisProcess | null = first;
    while (!this.isClosing()) {
      const since = performance.now();
      const how = running === null ? 'it did not start' : await running.ended;
      if (this.isClosing()) return;
      if (performance.now() - since > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      this.options.log.error({ how, lines: this.lastLines }, 'the Redis server ended; it is started again');
      await pause(pauseMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      running = await this.restart();
    }
  }

  private async restart(): Promise<RedisProcess | null> {
    if (this.isClosing()) return null;
    try {
      return await this.startOnce();
    } catch (error) {
      await this.current?.stop(0);
      this.options.log.error({ error: errorText(error) }, 'the Redis server could not be started');
      return null;
    }
  }
}

/**
 * Starts a private Redis or Valkey server below `dataDir` (append-only file, no eviction, Unix socket) and resolves when
 * it answers. It is started again when it dies, and it ends when this process does, even by kill -9.
 * `QUEUE_UNAVAILABLE` when it does not start, or when another process uses the folder (the message names it).
 */
export const createRedisServer = async (options: RedisServerOptions): Promise<RedisServer> => {
  const wanted = join(options.dataDir, 'redis');
  makePrivateFolder(wanted);
  const folder = realpathSync(wanted);
  const place = { folder, socketPath: placeSocket(folder), pidFile: join(folder, 'redis.pid') };
  const server = new PrivateRedisServer(options, place, takeFolderLock(join(folder, 'redis.lock')));
  await server.start();
  return server;
};
