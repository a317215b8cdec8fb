import type { Redis } from 'ioredis';

/** One follower's view of the notices: whether there may be something new to read. */
export interface Notice {
  /** Forgets what was noticed so far; to be called before reading. */
  clear(): void;
  /** Resolves when something was noticed since `clear`, after `timeoutMs`, or when `signal` aborts. */
  wait(signal: AbortSignal, timeoutMs: number | null): Promise<void>;
  close(): void;
}

class Follower implements Notice {
  readonly jobId: string;
  private isPending = false;
  private wake: (() => void) | null = null;
  private readonly onClose: () => void;

  constructor(jobId: string, onClose: (follower: Follower) => void) {
    this.jobId = jobId;
    this.onClose = () => {
      onClose(this);
    };
  }

  notify(): void {
    this.isPending = true;
    this.wake?.();
  }

  clear(): void {
    this.isPending = false;
  }

  async wait(signal: AbortSignal, timeoutMs: number | null): Promise<void> {
    if (this.isPending || signal.aborted) return;
    await new Promise<void>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (timeoutMs !== null) timer = setTimeout(done, timeoutMs);
      this.wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
    this.wake = null;
  }

  close(): void {
    this.onClose();
  }
}

const PING_INTERVAL_MS = 5_000;

/**
 * Tells all followers of one process, over one subscriber connection, when a job has a new event. A notice carries no
 * content: a follower reads from where it stands, so a lost or repeated notice loses and repeats nothing.
 */
export class EventNotices {
  private readonly redis: Redis;
  private readonly channel: string;
  private readonly followers = new Set<Follower>();
  private readonly pings: NodeJS.Timeout;

  /** Takes over `redis`, which the caller closes. */
  constructor(redis: Redis, channel: string) {
    this.redis = redis;
    this.channel = channel;
    redis.on('message', (_channel: string, jobId: string) => {
      for (const follower of this.followers) if (follower.jobId === jobId) follower.notify();
    });
    redis.on('ready', () => {
      this.subscribe();
    });
    if (redis.status === 'ready') this.subscribe();
    // A subscriber sends nothing by itself; only with a command under way is a silent network noticed.
    this.pings = setInterval(() => {
      if (redis.status === 'ready') redis.ping().catch(() => undefined);
    }, PING_INTERVAL_MS);
    this.pings.unref();
  }

  listen(jobId: string): Notice {
    const follower = new Follower(jobId, (closed) => this.followers.delete(closed));
    this.followers.add(follower);
    return follower;
  }

  close(): void {
    clearInterval(this.pings);
  }

  /** What was published before the subscription stood is found by reading, so everybody reads once it stands. */
  private subscribe(): void {
    this.redis.subscribe(this.channel).then(
      () => {
        for (const follower of this.followers) follower.notify();
      },
      () => undefined,
    );
  }
}
