import { randomUUID } from 'node:crypto';
import { connect, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createEventLog,
  createTrainingQueue,
  type RedisEventLog,
  type RedisTrainingQueue,
} from '../../src/queue/index.ts';
import { describeEventLog, logEvent, messagesOf, progressAt } from '../conformance/event-log.ts';
import { describeTrainingQueue } from '../conformance/training-queue.ts';
import { waitFor } from './support/child.ts';
import { makeTestLog, startTestRedis, type TestRedis } from './support/redis.ts';

const log = makeTestLog();
const AT = '2026-01-01T00:00:00.000Z';
let redis: TestRedis;
let client: Redis;
const opened: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  redis = await startTestRedis();
  if (redis.address.kind !== 'socket') throw new Error('expected a socket');
  client = new Redis({ path: redis.address.path });
  client.on('error', () => undefined);
});

afterEach(async () => {
  for (const part of opened.splice(0)) await part.close();
});

afterAll(async () => {
  client.disconnect();
  await redis.close();
});

const openQueue = async (prefix: string): Promise<RedisTrainingQueue> => {
  const queue = await createTrainingQueue({ address: redis.address, prefix, log });
  opened.push(queue);
  return queue;
};

const openLog = async (prefix: string, mode: 'failFast' | 'patient' = 'failFast'): Promise<RedisEventLog> => {
  const events = await createEventLog({ address: redis.address, prefix, log, mode });
  opened.push(events);
  return events;
};

const newPrefix = (): string => `test-${randomUUID()}`;

describeTrainingQueue('Redis', async () => {
  const prefix = newPrefix();
  return { queue: await openQueue(prefix), waiting: () => client.lrange(`${prefix}:training:wait`, 0, -1) };
});

describeEventLog('Redis', () => openLog(newPrefix()));

describe('a Redis that is named by its URL', () => {
  it('carries jobs and events like the private one', async () => {
    const { path } = redis.address.kind === 'socket' ? redis.address : { path: '' };
    const proxy = createServer((socket) => {
      socket
        .pipe(connect(path))
        .on('error', () => undefined)
        .pipe(socket)
        .on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const bound = proxy.address();
    if (bound === null || typeof bound === 'string') throw new Error('expected a port');
    const named = {
      address: { kind: 'url', url: `redis://127.0.0.1:${bound.port}` } as const,
      prefix: newPrefix(),
      log,
    };
    const queue = await createTrainingQueue(named);
    const events = await createEventLog({ ...named, mode: 'failFast' });
    opened.push(queue, events, {
      close: () =>
        new Promise((resolve) =>
          proxy.close(() => {
            resolve();
          }),
        ),
    });
    await queue.enqueue('job_a');
    expect(await queue.holds('job_a')).toBe(true);
    await events.append('job_a', AT, logEvent('hello'));
    expect(messagesOf(await events.read('job_a', null, 10))).toEqual(['hello']);
  });
});

describe('the event log on Redis', () => {
  it('shows the events of one process to followers in another, over one connection for all of them', async () => {
    const prefix = newPrefix();
    const [worker, api] = [await openLog(prefix, 'patient'), await openLog(prefix)];
    const followers = Array.from({ length: 20 }, () =>
      api.follow('job_a', null, new AbortController().signal)[Symbol.asyncIterator](),
    );
    const first = followers.map((follower) => follower.next());
    await worker.append('job_a', AT, logEvent('hello'));
    for (const next of await Promise.all(first)) expect(messagesOf([next.value])).toEqual(['hello']);
    expect(await client.pubsub('NUMSUB', `${prefix}:notices`)).toEqual([`${prefix}:notices`, 2]);
    for (const follower of followers) await follower.return?.();
  });

  it('keeps the newest ten thousand events or so of a job', async () => {
    const prefix = newPrefix();
    const events = await openLog(prefix);
    for (let batch = 0; batch < 11; batch += 1) {
      await Promise.all(Array.from({ length: 1000 }, () => events.append('job_a', AT, logEvent('x'))));
    }
    const kept = await client.xlen(`${prefix}:events:job_a`);
    expect(kept).toBeGreaterThanOrEqual(10_000);
    expect(kept).toBeLessThan(10_200);
  });

  it('lets the events of an ended job go after a week, and its progress after a day', async () => {
    const prefix = newPrefix();
    const events = await openLog(prefix);
    const day = 24 * 60 * 60;
    await events.append('job_a', AT, { type: 'progress', data: progressAt(5) });
    expect(await client.ttl(`${prefix}:progress:job_a`)).toBeGreaterThan(day - 60);
    expect(await client.ttl(`${prefix}:events:job_a`)).toBeGreaterThan(8 * day);
    await events.append('job_a', AT, { type: 'state', data: { state: 'succeeded' } });
    const left = await client.ttl(`${prefix}:events:job_a`);
    expect(left).toBeGreaterThan(7 * day - 60);
    expect(left).toBeLessThanOrEqual(7 * day);
  });
});

describe('the settings of the server', () => {
  it('are warned of when they can lose jobs', async () => {
    const lines = async (): Promise<string> => {
      const heard = makeTestLog();
      const queue = await createTrainingQueue({ address: redis.address, prefix: newPrefix(), log: heard });
      await queue.close();
      return heard.lines.join('\n');
    };
    expect(await lines()).not.toMatch(/expected/);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await client.config('SET', 'appendonly', 'no');
    const warned = await waitFor('two warnings', async () => {
      const text = await lines();
      return /appendonly yes, received no/.test(text) ? text : undefined;
    });
    expect(warned).toMatch(/maxmemory-policy noeviction, received allkeys-lru/);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    await client.config('SET', 'appendonly', 'yes');
  });
});
