import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import type { Redis } from 'ioredis';
import { AppError } from '../domain/index.ts';
import type { Log } from '../ports/index.ts';
import { type ControlMessages, createControlMessages } from './control-messages.ts';
import { errorText } from './error-text.ts';
import { HeldJob } from './held-job.ts';
import { LockProvingWorker } from './lock-proving-worker.ts';
import { makeQueueNames, type QueuedJobData, type QueuedJobName, type QueueNames } from './queue-names.ts';
import type { RedisAddress } from './redis-address.ts';
import { closeRedis, openRedis } from './redis-connection.ts';
import { settlesWithin } from './settles-within.ts';

/** The times by which workers share jobs; all workers of a service must use the same. */
export interface WorkerSettings {
  /** A lock that is not renewed for so long is free. */
  readonly lockDurationMs: number;
  /** How often a worker looks for jobs whose lock is free. */
  readonly stalledIntervalMs: number;
  /** How often a job may lose its worker before it is given up. */
  readonly maxStalledCount: number;
}

/** How a worker is run. */
export interface TrainingWorkerOptions {
  readonly address: RedisAddress;
  readonly prefix: string;
  /** Jobs that are run at a time. */
  readonly concurrency: number;
  readonly log: Log;
  /**
   * Runs one attempt. `finished`: the job has a final state in the run store. A rejection, or `retry`, lets the queue try
   * again while it has attempts left. `signal` aborts with an `AttemptInterruption` as its reason.
   */
  readonly runAttempt: (jobId: string, signal: AbortSignal) => Promise<'finished' | 'retry'>;
  /** Writes the final state of a job that the queue gives up: its attempts are used up, or its workers died too often. */
  readonly giveUp: (jobId: string, error: AppError) => Promise<void>;
  readonly settings?: Partial<WorkerSettings>;
  /** Longest time that `close` waits for interrupted attempts to end in order. */
  readonly closeTimeoutMs?: number;
}

/** A worker that takes jobs from the queue until it is closed. */
export interface TrainingWorker {
  /** Resolves when the worker takes jobs; waits for the server. Rejects if it is closed before. */
  readonly ready: Promise<void>;
  /** Takes no more jobs, interrupts what runs (`shutdown`) and hands it back without using up an attempt. */
  close(): Promise<void>;
}

const SETTINGS: WorkerSettings = { lockDurationMs: 60_000, stalledIntervalMs: 15_000, maxStalledCount: 5 };
/** Locks are renewed ten times per lock, so that an outage of nearly 0.9 of it interrupts nothing. */
const RENEWALS_PER_LOCK = 10;
/** Longer than a trainer has to write its state, and with the others below the grace time of the process. */
const CLOSE_TIMEOUT_MS = 7_000;
const INTERRUPTED_TIMEOUT_MS = 500;
const DISCONNECT_TIMEOUT_MS = 500;
const HAND_BACK_TIMEOUT_MS = 3_000;

type QueuedJob = Job<QueuedJobData, void, QueuedJobName>;

const toAppError = (error: Error): AppError => {
  if (error instanceof AppError) return error;
  // Only BullMQ throws this one, for a job that was found without its worker too often.
  if (error instanceof UnrecoverableError) {
    return new AppError(
      'TRAINER_CRASHED',
      'expected a worker to finish the job, but every worker that took it ended',
    );
  }
  return new AppError('INTERNAL', error.message, { cause: error });
};

class BullTrainingWorker implements TrainingWorker {
  readonly ready: Promise<void>;
  private readonly options: TrainingWorkerOptions;
  private readonly names: QueueNames;
  private readonly settings: WorkerSettings;
  private readonly redis: Redis;
  private readonly worker: LockProvingWorker;
  private readonly held = new Map<string, HeldJob>();
  private readonly pending = new Set<Promise<unknown>>();
  private control: ControlMessages | null = null;
  private isClosing = false;

  constructor(options: TrainingWorkerOptions) {
    this.options = options;
    this.names = makeQueueNames(options.prefix);
    this.settings = { ...SETTINGS, ...options.settings };
    this.redis = openRedis(options.address, 'patient', options.log);
    this.worker = this.makeWorker();
    this.ready = this.start();
    this.ready.catch(() => undefined);
  }

  async close(): Promise<void> {
    this.isClosing = true;
    for (const job of this.held.values()) job.interrupt('shutdown');
    // BullMQ waits for the server in its own close, for ever if need be.
    const timeoutMs = this.options.closeTimeoutMs ?? CLOSE_TIMEOUT_MS;
    const isConnected = this.redis.status === 'ready';
    const isOrderly = isConnected && (await settlesWithin(this.worker.close(), timeoutMs));
    // What was interrupted ends in order also without a server.
    await settlesWithin(Promise.allSettled(this.pending), isConnected ? INTERRUPTED_TIMEOUT_MS : timeoutMs);
    if (!isOrderly) {
      const why = 'the worker was closed while Redis was away; its jobs are taken over when their locks end';
      this.options.log.warn({}, why);
    }
    await settlesWithin(Promise.all([this.worker.close(true), this.control?.close()]), DISCONNECT_TIMEOUT_MS);
    await closeRedis(this.redis);
  }

  private makeWorker(): LockProvingWorker {
    const { lockDurationMs, stalledIntervalMs, maxStalledCount } = this.settings;
    const run = (job: QueuedJob, token?: string): Promise<void> => this.track(this.process(job, token ?? ''));
    const worker = new LockProvingWorker(this.names.queue, run, {
      connection: this.redis,
      prefix: this.names.prefix,
      autorun: false,
      concurrency: this.options.concurrency,
      lockDuration: lockDurationMs,
      lockRenewTime: lockDurationMs / RENEWALS_PER_LOCK,
      stalledInterval: stalledIntervalMs,
      maxStalledCount,
    });
    worker.onRenewal = ({ sentAt, renewed, lost }) => {
      for (const jobId of renewed) this.held.get(jobId)?.proveLock(sentAt);
      for (const jobId of lost) this.held.get(jobId)?.interrupt('lockLost');
    };
    worker.on('error', (error) => {
      if (!this.isClosing) this.options.log.warn({ error: error.message }, 'the queue worker met an error');
    });
    worker.on('failed', (job, error) => {
      // Without an end time the job is tried again.
      if (job?.finishedOn !== undefined) void this.track(this.giveUp(job.data.jobId, toAppError(error)));
    });
    return worker;
  }

  private async start(): Promise<void> {
    const control = await createControlMessages(this.redis, this.names, ({ jobId, verb }) => {
      if (verb === 'cancel') this.held.get(jobId)?.interrupt('cancelled');
    });
    this.control = control;
    await this.worker.waitUntilReady();
    if (this.isClosing) throw new AppError('QUEUE_UNAVAILABLE', 'the worker was closed before it was ready');
    this.worker.run().catch((error: unknown) => {
      this.options.log.error({ error: errorText(error) }, 'the queue worker stopped');
    });
  }

  private async process(job: QueuedJob, token: string): Promise<void> {
    const { jobId } = job.data;
    // A fetch that was under way when the worker was closed may still bring a job.
    if (this.isClosing) return this.handBack(job, token, 'shutdown');
    const lockAgeMs = Math.max(0, Date.now() - (job.processedOn ?? Date.now()));
    const held = new HeldJob(this.settings.lockDurationMs, lockAgeMs);
    this.held.set(jobId, held);
    try {
      if ((await this.runAttempt(jobId, held)) === 'finished') return;
    } finally {
      held.release();
      this.held.delete(jobId);
    }
    if (held.interruption !== 'shutdown' && held.interruption !== 'lockLost') {
      throw new AppError('INTERNAL', 'expected the attempt to end the job, but it asked for another one');
    }
    return this.handBack(job, token, held.interruption);
  }

  /** What an interrupted attempt throws is the interruption, and no fault of the job. */
  private async runAttempt(jobId: string, held: HeldJob): Promise<'finished' | 'retry'> {
    try {
      return await this.options.runAttempt(jobId, held.signal);
    } catch (error) {
      if (held.interruption === null) throw error;
      return 'retry';
    }
  }

  /** Uses up no attempt. If the lock is another's by now, or the server is away, the job is found without its worker later. */
  private async handBack(job: QueuedJob, token: string, why: string): Promise<never> {
    const { log } = this.options;
    const { jobId } = job.data;
    const timeoutMs = this.redis.status === 'ready' ? HAND_BACK_TIMEOUT_MS : 0;
    try {
      const isBack = await settlesWithin(job.moveToDelayed(Date.now(), token), timeoutMs);
      log.info({ jobId, why, isBack }, 'handed a job back to the queue');
    } catch (error) {
      log.warn({ jobId, why, error: errorText(error) }, 'a job could not be handed back');
    }
    // BullMQ's way of hearing that the job is not this worker's any more.
    throw new DelayedError();
  }

  private async giveUp(jobId: string, error: AppError): Promise<void> {
    try {
      await this.options.giveUp(jobId, error);
    } catch (fault) {
      this.options.log.error(
        { jobId, error: errorText(fault) },
        'the end of a job that was given up could not be recorded',
      );
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    this.pending.add(work);
    const forget = (): void => {
      this.pending.delete(work);
    };
    work.then(forget, forget);
    return work;
  }
}

/**
 * Starts a worker on the training queue. It runs each job under a lock that is renewed while the attempt goes on, hears
 * control messages within milliseconds, and takes over the jobs of workers that died.
 */
export const createTrainingWorker = (options: TrainingWorkerOptions): TrainingWorker =>
  new BullTrainingWorker(options);
