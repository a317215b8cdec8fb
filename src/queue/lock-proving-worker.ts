import { Worker } from 'bullmq';
import type { QueuedJobData, QueuedJobName } from './queue-names.ts';

/** What became of the renewal of some locks: `sentAt` (of `performance.now`) is a time at which they were surely not newer. */
export interface LockRenewal {
  readonly sentAt: number;
  readonly renewed: readonly string[];
  readonly lost: readonly string[];
}

/**
 * BullMQ's worker, which tells when each renewal was sent. Its own event tells only when the answer came, and after a
 * silent network that can be long after the lock has run out.
 */
export class LockProvingWorker extends Worker<QueuedJobData, void, QueuedJobName> {
  /** Set by the owner. */
  onRenewal: (renewal: LockRenewal) => void = () => undefined;

  override async extendJobLocks(jobIds: string[], tokens: string[], durationMs: number): Promise<string[]> {
    const sentAt = performance.now();
    const lost = await super.extendJobLocks(jobIds, tokens, durationMs);
    this.onRenewal({ sentAt, renewed: jobIds.filter((jobId) => !lost.includes(jobId)), lost });
    return lost;
  }
}
