import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../../src/ports/index.ts';
import {
  createRedisServer,
  findRedisServer,
  type RedisAddress,
  type RedisServer,
} from '../../../src/queue/index.ts';

/** A log that keeps its lines, for tests that look at them. */
export const makeTestLog = (): Log & { readonly lines: string[] } => {
  const lines: string[] = [];
  const write = (fields: object, message: string): void => {
    lines.push(`${message} ${JSON.stringify(fields)}`);
  };
  return { lines, info: write, warn: write, error: write };
};

export const redisBinary = (): string => findRedisServer(process.env);

export const makeTemporaryFolder = (): { readonly path: string; remove(): void } => {
  const path = mkdtempSync(join(tmpdir(), 'whetstone-test-'));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
};

/** A server of the test's own, gone with its data after `close`. */
export interface TestRedis {
  readonly address: RedisAddress;
  readonly server: RedisServer;
  /** The folder of the server's files. */
  readonly folder: string;
  close(): Promise<void>;
}

export const startTestRedis = async (): Promise<TestRedis> => {
  const folder = makeTemporaryFolder();
  const server = await createRedisServer({ binary: redisBinary(), dataDir: folder.path, log: makeTestLog() });
  return {
    address: server.address,
    server,
    folder: join(folder.path, 'redis'),
    close: async () => {
      await server.close();
      folder.remove();
    },
  };
};
