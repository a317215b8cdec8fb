import { AppError } from '../domain/index.ts';

/** Runs one batch; results in the order of the items. */
export type RunBatch<Item, Result> = (items: readonly Item[]) => Promise<readonly Result[]>;

/** Bounds of the batcher. */
export interface BatcherSettings {
  readonly maxBatch: number;
  /** How long a batch that is not full waits for more when another one has just ended. An idle batcher never waits. */
  readonly windowMs: number;
  /** Most items waiting; those of a running batch do not count. A request that finds nothing waiting is taken whatever its size. */
  readonly maxWaiting: number;
  /** Milliseconds on any steady clock; deadlines are on the same one. */
  readonly nowMs: () => number;
}

/** A result and how long the item waited for its batch (milliseconds). */
export interface BatchedResult<Result> {
  readonly result: Result;
  readonly queueMs: number;
}

interface Request {
  readonly deadlineMs: number;
  readonly since: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly request: Request;
  readonly resolve: (result: BatchedResult<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/** How much the newest batch counts in the measured time of an item. */
const NEWEST_PART = 0.25;

/**
 * Gathers items of many requests into batches, in the order in which they came: one batch runs at a time, the next one forms
 * meanwhile. Nothing is computed for an item whose deadline has passed or whose client has gone; it leaves the line at once.
 */
export class MicroBatcher<Item, Result> {
  private readonly settings: BatcherSettings;
  private readonly runBatch: RunBatch<Item, Result>;
  private waiting: Waiting<Item, Result>[] = [];
  private running = 0;
  /** Measured over the last batches; 0 before the first. */
  private msPerItem = 0;
  private window: NodeJS.Timeout | null = null;
  private expiry: NodeJS.Timeout | null = null;

  constructor(settings: BatcherSettings, runBatch: RunBatch<Item, Result>) {
    this.settings = settings;
    this.runBatch = runBatch;
  }

  /** Items that wait for a batch. */
  get waitingItems(): number {
    return this.waiting.length;
  }

  /**
   * Puts the items of one request in line; all or none are taken. Rejects with the signal's reason once it aborts.
   * `PREDICT_QUEUE_FULL` when there is no room, to be tried again when the line as it is now will have been answered;
   * `PREDICT_DEADLINE` when the batch did not start in time.
   */
  async submit(
    items: readonly Item[],
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<readonly BatchedResult<Result>[]> {
    signal.throwIfAborted();
    const { maxWaiting, nowMs } = this.settings;
    if (this.waiting.length > 0 && this.waiting.length + items.length > maxWaiting) throw this.queueFull();
    const request: Request = { deadlineMs, since: nowMs() };
    const leave = (): void => {
      this.refuse(
        (one) => one.request === request,
        () => signal.reason,
      );
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      const results = items.map((item) => this.enqueue(item, request));
      this.onArrival();
      this.watchDeadlines();
      return await Promise.all(results);
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  /** Refuses everything that waits, with `error`. */
  drain(error: AppError): void {
    this.clearWindow();
    this.refuse(
      () => true,
      () => error,
    );
  }

  private enqueue(item: Item, request: Request): Promise<BatchedResult<Result>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, request, resolve, reject });
    });
  }

  private refuse(
    isRefused: (one: Waiting<Item, Result>) => boolean,
    reasonOf: (request: Request) => unknown,
  ): void {
    const refused = this.waiting.filter(isRefused);
    this.waiting = this.waiting.filter((one) => !isRefused(one));
    for (const { reject, request } of refused) reject(reasonOf(request));
  }

  /** A batch that does not end must not keep those that wait behind it past their deadline. */
  private watchDeadlines(): void {
    if (this.expiry !== null || this.waiting.length === 0) return;
    const { nowMs } = this.settings;
    const nextMs = Math.min(...this.waiting.map(({ request }) => request.deadlineMs));
    this.expiry = setTimeout(
      () => {
        this.expiry = null;
        this.refuseLate(nowMs());
        this.watchDeadlines();
      },
      Math.max(1, nextMs - nowMs() + 1),
    ).unref();
  }

  private refuseLate(now: number): void {
    this.refuse(
      ({ request }) => now > request.deadlineMs,
      ({ since }) => pastDeadline(now - since),
    );
  }

  private onArrival(): void {
    if (this.running > 0) return;
    if (this.window === null || this.waiting.length >= this.settings.maxBatch) void this.runNext();
  }

  private async runNext(): Promise<void> {
    this.clearWindow();
    const startedAt = this.settings.nowMs();
    this.refuseLate(startedAt);
    const batch = this.waiting.splice(0, this.settings.maxBatch);
    if (batch.length === 0) return;
    this.running = batch.length;
    try {
      const results = await this.runBatch(batch.map(({ item }) => item));
      this.measure((this.settings.nowMs() - startedAt) / batch.length);
      batch.forEach(({ resolve, reject, request }, index) => {
        const result = results[index];
        if (result === undefined)
          reject(new AppError('INTERNAL', 'expected one result for each picture of a batch'));
        else resolve({ result, queueMs: startedAt - request.since });
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    this.running = 0;
    this.afterBatch();
  }

  private measure(ms: number): void {
    this.msPerItem = this.msPerItem === 0 ? ms : this.msPerItem + NEWEST_PART * (ms - this.msPerItem);
  }

  private afterBatch(): void {
    const { maxBatch, windowMs } = this.settings;
    if (this.waiting.length >= maxBatch || (this.waiting.length > 0 && windowMs === 0)) {
      void this.runNext();
      return;
    }
    if (this.waiting.length === 0) return;
    this.window = setTimeout(() => {
      this.window = null;
      void this.runNext();
    }, windowMs);
  }

  private queueFull(): AppError {
    const ms = (this.running + this.waiting.length) * this.msPerItem;
    return new AppError(
      'PREDICT_QUEUE_FULL',
      `expected at most ${this.settings.maxWaiting} waiting pictures, received more`,
      { retryAfterSeconds: Math.max(1, Math.ceil(ms / 1000)) },
    );
  }

  private clearWindow(): void {
    if (this.window !== null) clearTimeout(this.window);
    this.window = null;
  }
}

const pastDeadline = (waitedMs: number): AppError =>
  new AppError('PREDICT_DEADLINE', `the prediction had not started after ${Math.round(waitedMs)} ms`);
