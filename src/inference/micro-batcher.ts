import { AppError } from '../domain/index.ts';

/** One picture on its way through a batch. `Key` says what the picture is asked of (a model version). */
export interface BatchItem<Key> {
  readonly key: Key;
  readonly picture: Uint8Array;
}

/** Runs one batch; results in the order of the items. */
export type RunBatch<Key, Result> = (items: readonly BatchItem<Key>[]) => Promise<readonly Result[]>;

/** Bounds of the batcher. */
export interface BatcherSettings {
  readonly maxBatch: number;
  /** How long a batch that is not full waits for more when another one has just ended. An idle batcher never waits. */
  readonly windowMs: number;
  /** Most pictures waiting; those of a running batch do not count. */
  readonly maxWaiting: number;
  /** Milliseconds on any steady clock; deadlines are on the same one. */
  readonly nowMs: () => number;
}

/** A result and how long the picture waited for its batch (milliseconds). */
export interface BatchedResult<Result> {
  readonly result: Result;
  readonly queueMs: number;
}

interface Waiting<Key, Result> extends BatchItem<Key> {
  readonly deadlineMs: number;
  readonly since: number;
  readonly signal: AbortSignal;
  readonly resolve: (result: BatchedResult<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers pictures of many requests into batches: one batch runs at a time, the next one forms meanwhile.
 * Nothing is computed for a picture whose deadline has passed or whose client has gone.
 */
export class MicroBatcher<Key, Result> {
  private readonly settings: BatcherSettings;
  private readonly runBatch: RunBatch<Key, Result>;
  private waiting: Waiting<Key, Result>[] = [];
  private isRunning = false;
  private window: NodeJS.Timeout | null = null;
  private expiry: NodeJS.Timeout | null = null;

  constructor(settings: BatcherSettings, runBatch: RunBatch<Key, Result>) {
    this.settings = settings;
    this.runBatch = runBatch;
  }

  /** Pictures that wait for a batch. */
  get waitingPictures(): number {
    return this.waiting.length;
  }

  /**
   * Puts the pictures of one request in line; all or none are taken.
   * `PREDICT_QUEUE_FULL` when there is no room, `PREDICT_DEADLINE` when the batch did not start in time.
   */
  submit(
    key: Key,
    pictures: readonly Uint8Array[],
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<readonly BatchedResult<Result>[]> {
    const { maxWaiting, nowMs } = this.settings;
    if (this.waiting.length + pictures.length > maxWaiting) return Promise.reject(queueFull(maxWaiting));
    const since = nowMs();
    const results = pictures.map(
      (picture) =>
        new Promise<BatchedResult<Result>>((resolve, reject) => {
          this.waiting.push({ key, picture, deadlineMs, since, signal, resolve, reject });
        }),
    );
    this.onArrival();
    this.watchDeadlines();
    return Promise.all(results);
  }

  /** Refuses everything that waits, with `error`. */
  drain(error: AppError): void {
    this.clearWindow();
    for (const item of this.waiting.splice(0)) item.reject(error);
  }

  /** A batch that does not end must not keep those that wait behind it past their deadline. */
  private watchDeadlines(): void {
    if (this.expiry !== null || this.waiting.length === 0) return;
    const { nowMs } = this.settings;
    const nextMs = Math.min(...this.waiting.map(({ deadlineMs }) => deadlineMs));
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
    const isLate = ({ deadlineMs }: Waiting<Key, Result>): boolean => now > deadlineMs;
    const late = this.waiting.filter(isLate);
    this.waiting = this.waiting.filter((item) => !isLate(item));
    for (const { reject, since } of late) reject(pastDeadline(now - since));
  }

  private onArrival(): void {
    if (this.isRunning) return;
    if (this.window === null || this.waiting.length >= this.settings.maxBatch) void this.runNext();
  }

  private async runNext(): Promise<void> {
    this.clearWindow();
    const batch = this.takeBatch();
    if (batch.length === 0) return;
    this.isRunning = true;
    const startedAt = this.settings.nowMs();
    try {
      const results = await this.runBatch(batch);
      batch.forEach((item, index) => {
        const result = results[index];
        if (result === undefined)
          item.reject(new AppError('INTERNAL', 'expected one result for each picture of a batch'));
        else item.resolve({ result, queueMs: startedAt - item.since });
      });
    } catch (error) {
      for (const item of batch) item.reject(error);
    }
    this.isRunning = false;
    this.afterBatch();
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

  private takeBatch(): Waiting<Key, Result>[] {
    const batch: Waiting<Key, Result>[] = [];
    this.refuseLate(this.settings.nowMs());
    while (batch.length < this.settings.maxBatch) {
      const item = this.waiting.shift();
      if (item === undefined) break;
      if (item.signal.aborted) item.reject(item.signal.reason);
      else batch.push(item);
    }
    return batch;
  }

  private clearWindow(): void {
    if (this.window !== null) clearTimeout(this.window);
    this.window = null;
  }
}

const queueFull = (maxWaiting: number): AppError =>
  new AppError('PREDICT_QUEUE_FULL', `expected at most ${maxWaiting} waiting pictures, received more`, {
    retryAfterSeconds: 1,
  });

const pastDeadline = (waitedMs: number): AppError =>
  new AppError('PREDICT_DEADLINE', `the prediction had not started after ${Math.round(waitedMs)} ms`);
