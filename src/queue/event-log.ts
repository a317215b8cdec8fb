import type { Redis } from 'ioredis';
import { AppError, isFinal, type JobEvent, type JobEventBody, type JobProgress } from '../domain/index.ts';
import type { EventLog, Log } from '../ports/index.ts';
import { EventNotices } from './event-notices.ts';
import { makeQueueNames, type QueueNames } from './queue-names.ts';
import { orQueueUnavailable } from './queue-unavailable.ts';
import type { RedisAddress } from './redis-address.ts';
import { type ConnectionMode, closeRedis, firstConnect, openRedis } from './redis-connection.ts';

/** How the event log reaches its server. */
export interface EventLogOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  readonly log: Log;
  /** `failFast` where clients wait for the answer, `patient` in a worker, whose attempt outlives a short outage. */
  readonly mode: ConnectionMode;
}

/** The event log with the connections that it owns. */
export interface RedisEventLog extends EventLog {
  close(): Promise<void>;
}

const DAY_SECONDS = 24 * 60 * 60;
/** Events of an ended job are kept for late readers; the run store has its record for good. */
const KEPT_AFTER_END_SECONDS = 7 * DAY_SECONDS;
/** A job without any event for so long was abandoned. */
const KEPT_SECONDS = 30 * DAY_SECONDS;
const PROGRESS_SECONDS = DAY_SECONDS;
/** The stream is trimmed to about this many of the newest events. */
const MAX_EVENTS = 10_000;
/** Events that a follower holds at a time. */
const FOLLOW_BATCH = 100;
const OUTAGE_RETRY_MS = 1_000;
/** As Redis gives them: milliseconds since 1970, a dash, a counter. */
const EVENT_ID = /^\d{1,16}-\d{1,10}$/;

const startAfter = (after: string | null): string => {
  if (after === null) return '-';
  if (EVENT_ID.test(after)) return `(${after}`;
  throw new AppError(
    'REQUEST_INVALID',
    `expected an event id such as "1700000000000-0", received "${after}"`,
    {
      errors: [{ pointer: '/after', detail: 'expected the id of an event' }],
    },
  );
};

const toEvent = (id: string, fields: readonly string[]): JobEvent => {
  const [, at = '', , type = '', , data = 'null'] = fields;
  // Written by `append` below, so the data has the form that belongs to its type.
  return { id, at, type, data: JSON.parse(data) as unknown } as JobEvent;
};

const secondsToKeep = (body: JobEventBody): number =>
  body.type === 'state' && isFinal(body.data.state) ? KEPT_AFTER_END_SECONDS : KEPT_SECONDS;

class StreamEventLog implements RedisEventLog {
  private readonly redis: Redis;
  private readonly subscriber: Redis;
  private readonly notices: EventNotices;
  private readonly names: QueueNames;

  constructor(names: QueueNames, redis: Redis, subscriber: Redis) {
    this.names = names;
    this.redis = redis;
    this.subscriber = subscriber;
    this.notices = new EventNotices(subscriber, names.notices);
  }

  append(jobId: string, at: string, body: JobEventBody): Promise<string> {
    return orQueueUnavailable(async () => {
      const key = this.names.events(jobId);
      const data = JSON.stringify(body.data);
      const steps = this.redis
        .multi()
        .xadd(key, 'MAXLEN', '~', MAX_EVENTS, '*', 'at', at, 'type', body.type, 'data', data)
        .expire(key, secondsToKeep(body))
        .publish(this.names.notices, jobId);
      if (body.type === 'progress') steps.set(this.names.progress(jobId), data, 'EX', PROGRESS_SECONDS);
      const results = await steps.exec();
      const failed = results?.find(([error]) => error !== null);
      if (failed?.[0] instanceof Error) throw failed[0];
      const id: unknown = results?.[0]?.[1];
      if (typeof id !== 'string') throw new Error('expected the id of the new event');
      return id;
    });
  }

  read(jobId: string, after: string | null, limit: number): Promise<readonly JobEvent[]> {
    return orQueueUnavailable(async () => {
      const start = startAfter(after);
      const entries = await this.redis.xrange(this.names.events(jobId), start, '+', 'COUNT', limit);
      return entries.map(([id, fields]) => toEvent(id, fields));
    });
  }

  async *follow(jobId: string, after: string | null, signal: AbortSignal): AsyncIterable<JobEvent> {
    const notice = this.notices.listen(jobId);
    const isOver = (): boolean => signal.aborted;
    try {
      let cursor = after;
      let events: readonly JobEvent[] | null = await this.read(jobId, cursor, FOLLOW_BATCH);
      while (!isOver()) {
        for (const event of events ?? []) {
          yield event;
          cursor = event.id;
        }
        if (events === null || events.length < FOLLOW_BATCH) {
          await notice.wait(signal, events === null ? OUTAGE_RETRY_MS : null);
        }
        notice.clear();
        events = isOver() ? null : await this.readUnlessDown(jobId, cursor);
      }
    } finally {
      notice.close();
    }
  }

  async latestProgress(jobId: string): Promise<JobProgress | null> {
    try {
      const stored = await this.redis.get(this.names.progress(jobId));
      // Written by `append`, from a progress.
      return stored === null ? null : (JSON.parse(stored) as JobProgress);
    } catch {
      return null;
    }
  }

  async close(): Promise<void> {
    this.notices.close();
    await Promise.all([closeRedis(this.redis), closeRedis(this.subscriber)]);
  }

  /** A follower that has begun stays through an outage and goes on where it stood. */
  private async readUnlessDown(jobId: string, cursor: string | null): Promise<readonly JobEvent[] | null> {
    try {
      return await this.read(jobId, cursor, FOLLOW_BATCH);
    } catch {
      return null;
    }
  }
}

/**
 * Opens the event log on Redis streams: one stream a job, trimmed to about 10000 events, gone 7 days after the job's
 * final state. Resolves whether or not the server answers. All followers of a process share one more connection.
 */
export const createEventLog = async (options: EventLogOptions): Promise<RedisEventLog> => {
  const redis = openRedis(options.address, options.mode, options.log);
  const subscriber = openRedis(options.address, 'patient', options.log);
  await firstConnect(redis);
  return new StreamEventLog(makeQueueNames(options.prefix), redis, subscriber);
};
