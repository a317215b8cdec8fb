import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { AppError } from '../../../src/domain/index.ts';
import {
  createTrainingQueue,
  createTrainingWorker,
  type RedisTrainingQueue,
  type TrainingQueueOptions,
  type TrainingWorker,
  type TrainingWorkerOptions,
} from '../../../src/queue/index.ts';
import { startTestProcess, type TestProcess, waitFor } from './child.ts';
import { makeTemporaryFolder, makeTestLog, startTestRedis, type TestRedis } from './redis.ts';

/** Short enough for a test, in the proportions of the real ones. */
const QUICK = { lockDurationMs: 2_000, stalledIntervalMs: 500, maxStalledCount: 5 };

/** One attempt as the test sees it; it lasts until `end` is called or its signal aborts. */
export interface SeenAttempt {
  readonly jobId: string;
  readonly signal: AbortSignal;
  end(outcome: 'finished' | 'retry' | AppError): void;
}

/** A worker in this process whose attempts the test ends. */
export interface SeenWorker {
  readonly worker: TrainingWorker;
  readonly attempts: readonly SeenAttempt[];
  readonly givenUp: readonly (readonly [string, AppError])[];
  attempt(index: number): Promise<SeenAttempt>;
}

/** A queue with a Redis, workers and a prefix of its own; `close` ends all of it. */
export interface QueueBench {
  readonly redis: TestRedis;
  readonly client: Redis;
  readonly prefix: string;
  readonly folder: string;
  openQueue(more?: Partial<TrainingQueueOptions>): Promise<RedisTrainingQueue>;
  openWorker(more?: Partial<TrainingWorkerOptions>): Promise<SeenWorker>;
  startWorkerProcess(behaviour: string, more?: object): Promise<TestProcess>;
  serverPid(): number;
  waitUntilWaiting(jobId: string): Promise<unknown>;
  close(): Promise<void>;
}

const seeAttempts = () => {
  const attempts: SeenAttempt[] = [];
  const runAttempt = (jobId: string, signal: AbortSignal): Promise<'finished' | 'retry'> =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        resolve(signal.reason === 'cancelled' ? 'finished' : 'retry');
      });
      const end = (outcome: 'finished' | 'retry' | AppError): void => {
        if (typeof outcome === 'string') resolve(outcome);
        else reject(outcome);
      };
      attempts.push({ jobId, signal, end });
    });
  return { attempts, runAttempt };
};

export const openQueueBench = async (): Promise<QueueBench> => {
  const redis = await startTestRedis();
  if (redis.address.kind !== 'socket') throw new Error('expected a socket');
  const client = new Redis({ path: redis.address.path, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  const prefix = `test-${randomUUID()}`;
  const folder = makeTemporaryFolder();
  const base = { address: redis.address, prefix, log: makeTestLog() };
  const opened: { close(): Promise<void> }[] = [];
  const processes: TestProcess[] = [];
  return {
    redis,
    client,
    prefix,
    folder: folder.path,
    openQueue: async (more = {}) => {
      const queue = await createTrainingQueue({ ...base, retryPauseMs: 10, ...more });
      opened.push(queue);
      return queue;
    },
    openWorker: async (more = {}) => {
      const { attempts, runAttempt } = seeAttempts();
      const givenUp: [string, AppError][] = [];
      const giveUp = (jobId: string, error: AppError): Promise<void> => {
        givenUp.push([jobId, error]);
        return Promise.resolve();
      };
      const worker = createTrainingWorker({
        ...base,
        concurrency: 1,
        settings: QUICK,
        runAttempt,
        giveUp,
        ...more,
      });
      opened.push(worker);
      await worker.ready;
      const attempt = (index: number) => waitFor(`attempt ${index}`, () => attempts[index]);
      return { worker, attempts, givenUp, attempt };
    },
    startWorkerProcess: async (behaviour, more = {}) => {
      const options = {
        address: redis.address,
        prefix,
        settings: QUICK,
        behaviour,
        folder: folder.path,
        ...more,
      };
      const started = startTestProcess('worker', options);
      processes.push(started);
      await started.line({ event: 'ready' });
      return started;
    },
    serverPid: () => Number(readFileSync(join(redis.folder, 'redis.pid'), 'utf8')),
    waitUntilWaiting: (jobId) =>
      waitFor('a waiting job', async () => {
        const waiting = await client.lrange(`${prefix}:training:wait`, 0, -1);
        return waiting.includes(jobId) ? true : undefined;
      }),
    close: async () => {
      for (const started of processes) await started.end('SIGKILL');
      await Promise.all(opened.map((part) => part.close()));
      client.disconnect();
      await redis.close();
      folder.remove();
    },
  };
};
