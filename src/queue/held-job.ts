import type { AttemptInterruption } from '../ports/index.ts';

/** The part of a lock after which a holder that has not renewed it stops, so that it is surely gone when the lock is. */
const TRUSTED_PART = 0.9;

/**
 * A job that this worker holds: the signal of its attempt, and the proof that the lock is still ours. The attempt is
 * interrupted when the lock is lost or when no renewal has been proven for 0.9 of the lock.
 */
export class HeldJob {
  private readonly controller = new AbortController();
  private readonly trustMs: number;
  private interruptedBy: AttemptInterruption | null = null;
  private timer: NodeJS.Timeout;

  /** `lockAgeMs`: how long ago the lock was asked for; the answer may have been under way for a while. */
  constructor(lockDurationMs: number, lockAgeMs: number) {
    this.trustMs = lockDurationMs * TRUSTED_PART;
    this.timer = this.startTimer(this.trustMs - lockAgeMs);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The first reason counts. */
  get interruption(): AttemptInterruption | null {
    return this.interruptedBy;
  }

  interrupt(reason: AttemptInterruption): void {
    if (this.interruptedBy !== null) return;
    this.interruptedBy = reason;
    this.controller.abort(reason);
  }

  /** The server has confirmed a renewal that was asked for at `sentAt` (of `performance.now`). */
  proveLock(sentAt: number): void {
    clearTimeout(this.timer);
    this.timer = this.startTimer(sentAt + this.trustMs - performance.now());
  }

  release(): void {
    clearTimeout(this.timer);
  }

  private startTimer(delayMs: number): NodeJS.Timeout {
    return setTimeout(
      () => {
        this.interrupt('lockLost');
      },
      Math.max(0, delayMs),
    );
  }
}
