import type { ControlVerb } from './run-store.ts';

/**
 * Why an attempt is interrupted from outside, as the `reason` of its signal: a client cancelled the job; the lock was
 * lost, so that another worker may have the job already; this worker shuts down and hands the job back.
 */
export type AttemptInterruption = 'cancelled' | 'lockLost' | 'shutdown';

/** Carries jobs to workers. Every call fails with `QUEUE_UNAVAILABLE` at once when the queue cannot be reached. */
export interface TrainingQueue {
  /** Durable once it resolves. Adding a job that is there already changes nothing. */
  enqueue(jobId: string): Promise<void>;
  /** Takes a waiting job out; false if it is not waiting (a worker has it, or it is not there). */
  removeWaiting(jobId: string): Promise<boolean>;
  /** True if the queue knows the job: waiting, delayed or held by a worker. */
  holds(jobId: string): Promise<boolean>;
  /** Tells the worker that holds the job. The verb must be in the run store before. */
  notifyControl(jobId: string, verb: ControlVerb): Promise<void>;
  /** Resolves when the queue answers. */
  ping(): Promise<void>;
}
