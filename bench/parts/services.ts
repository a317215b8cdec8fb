import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { findRedisServer } from '../../src/queue/index.ts';
import { eventually, startService, temporaryFolder } from '../../test/e2e/service.ts';

/** A service that was started for one bench, with its own folder and its own Redis. */
export interface BenchService {
  readonly url: string;
  readonly apiPid: number;
  /** The same as `apiPid` where one process is both. */
  readonly workerPid: number;
  close(): Promise<void>;
}

/** What is added to the environment of the process that holds the API. */
export type ApiEnvironment = Readonly<Record<string, string>>;

/** The tests' services see no GPU; those of the benches see the one that the engine beside them takes. */
const devices = { CUDA_VISIBLE_DEVICES: process.env['CUDA_VISIBLE_DEVICES'] ?? '0' };

/** A port of the loopback that nobody listens on. */
export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('expected a port'));
        else resolve(address.port);
      });
    });
  });

const startRedis = async (folder: string): Promise<{ url: string; stop(): Promise<void> }> => {
  const port = String(await freePort());
  const args = ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  const child = spawn(findRedisServer(process.env), args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  process.once('exit', () => child.kill('SIGKILL'));
  await eventually('Redis takes connections', 15_000, () =>
    Promise.resolve(/ready to accept connections/i.test(output) ? true : null),
  );
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
};

/** `serve`: API, worker and Redis started by one command. */
export const startWhole = async (environment: ApiEnvironment = {}): Promise<BenchService> => {
  const folder = temporaryFolder();
  const service = await startService(folder.path, { ...devices, ...environment });
  return {
    url: service.url,
    apiPid: service.pid,
    workerPid: service.pid,
    close: async () => {
      await service.stop();
      folder.remove();
    },
  };
};

/** `api` and `worker` as two processes that meet in a Redis, as on several machines. */
export const startApart = async (environment: ApiEnvironment = {}): Promise<BenchService> => {
  const [folder, redisFolder] = [temporaryFolder(), temporaryFolder()];
  const redis = await startRedis(redisFolder.path);
  const shared = { ...devices, REDIS_URL: redis.url };
  const api = await startService(folder.path, { ...shared, ...environment }, 'api');
  const worker = await startService(folder.path, shared, 'worker');
  return {
    url: api.url,
    apiPid: api.pid,
    workerPid: worker.pid,
    close: async () => {
      await Promise.all([api.stop(), worker.stop()]);
      await redis.stop();
      folder.remove();
      redisFolder.remove();
    },
  };
};
