import { Queue, QueueEventsProducer } from 'bullmq';
import type { Redis } from 'ioredis';
import type { ControlVerb, Log, TrainingQueue } from '../ports/index.ts';
import { CONTROL_EVENT, makeQueueNames, type QueuedJobData, type QueuedJobName } from './queue-names.ts';
import { orQueueUnavailable } from './queue-unavailable.ts';
import type { RedisAddress } from './redis-address.ts';
import { closeRedis, firstConnect, openRedis } from './redis-connection.ts';
import { checkRedisSettings } from './redis-settings.ts';

/** How jobs are put into the queue. */
export interface TrainingQueueOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  readonly log: Log;
  /** How often a job that fails in a way that may pass is tried in all. */
  readonly attempts?: number;
  /** Pause before the second attempt; it doubles with each further one. */
  readonly retryPauseMs?: number;
}

/** The queue's producing side, with the connection that it owns. */
export interface RedisTrainingQueue extends TrainingQueue {
  close(): Promise<void>;
}

const ATTEMPTS = 3;
const RETRY_PAUSE_MS = 5_000;

/** States in which a job can still be taken out. */
const WAITING: ReadonlySet<string> = new Set(['waiting', 'delayed', 'prioritized']);
const HELD: ReadonlySet<string> = new Set([...WAITING, 'active']);

class BullTrainingQueue implements RedisTrainingQueue {
  private readonly redis: Redis;
  private readonly queue: Queue<QueuedJobData, void, QueuedJobName>;
  private readonly control: QueueEventsProducer;

  constructor(options: TrainingQueueOptions, redis: Redis) {
    this.redis = redis;
    const names = makeQueueNames(options.prefix);
    // Neither waits for the server: the connection's own failure is what a caller must see.
    const base = {
      connection: redis,
      prefix: names.prefix,
      skipWaitingForReady: true,
      skipVersionCheck: true,
    };
    this.queue = new Queue(names.queue, {
      ...base,
      defaultJobOptions: {
        attempts: options.attempts ?? ATTEMPTS,
        backoff: { type: 'exponential', delay: options.retryPauseMs ?? RETRY_PAUSE_MS },
        // The run store is the history; the queue holds what is alive.
        removeOnComplete: true,
        removeOnFail: true,
      },
    });
    this.control = new QueueEventsProducer(names.queue, base);
    // The connection reports its own state.
    this.queue.on('error', () => undefined);
    this.control.on('error', () => undefined);
  }

  async enqueue(jobId: string): Promise<void> {
    await orQueueUnavailable(() => this.queue.add('train', { jobId }, { jobId }));
  }

  removeWaiting(jobId: string): Promise<boolean> {
    return orQueueUnavailable(async () => {
      if (!WAITING.has(await this.queue.getJobState(jobId))) return false;
      // A worker that took the job in between has locked it, and a locked job is not removed.
      return (await this.queue.remove(jobId)) === 1;
    });
  }

  holds(jobId: string): Promise<boolean> {
    return orQueueUnavailable(async () => HELD.has(await this.queue.getJobState(jobId)));
  }

  async notifyControl(jobId: string, verb: ControlVerb): Promise<void> {
    await orQueueUnavailable(() => this.control.publishEvent({ eventName: CONTROL_EVENT, jobId, verb }));
  }

  async ping(): Promise<void> {
    await orQueueUnavailable(() => this.redis.ping());
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.control.close();
    await closeRedis(this.redis);
  }
}

const warnOfSettings = async (redis: Redis, log: Log): Promise<void> => {
  for (const warning of await checkRedisSettings(redis)) log.warn({}, warning);
};

/**
 * Opens the queue's producing side; resolves whether or not the server answers. Every call answers or fails with
 * `QUEUE_UNAVAILABLE` at once (within 3 s on a network that swallows packets). Warns when the server can lose jobs.
 */
export const createTrainingQueue = async (options: TrainingQueueOptions): Promise<RedisTrainingQueue> => {
  const redis = openRedis(options.address, 'failFast', options.log);
  await firstConnect(redis);
  redis.once('ready', () => {
    void warnOfSettings(redis, options.log);
  });
  if (redis.status === 'ready') await warnOfSettings(redis, options.log);
  return new BullTrainingQueue(options, redis);
};
