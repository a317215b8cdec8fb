import { AppError } from '../domain/index.ts';
import type { Clock } from '../ports/index.ts';

/** How long a call is worth working for: until its client is gone, or its deadline has passed. */
export interface Patience {
  /** Milliseconds since 1970. */
  readonly deadlineMs: number;
  /** Of the client alone. */
  readonly client: AbortSignal;
  /** Aborts with the client's reason, with `PREDICT_DEADLINE`, or when the call has ended. */
  readonly signal: AbortSignal;
  /** Throws the reason once it has aborted. */
  check(): void;
  /** The outcome of `work`, which goes on alone if patience ends before. */
  whileWaiting<T>(work: Promise<T>): Promise<T>;
  /** What still waits for its turn leaves the line. */
  end(): void;
}

const pastDeadline = (limitMs: number): AppError =>
  new AppError('PREDICT_DEADLINE', `the prediction had not started after ${limitMs} ms`);

/** The patience of a call that arrives now. */
export const startPatience = (clock: Clock, limitMs: number, client: AbortSignal): Patience => {
  const deadlineMs = clock.now().getTime() + limitMs;
  const over = new AbortController();
  const { signal } = over;
  const onLate = (): void => {
    over.abort(pastDeadline(limitMs));
  };
  const onGone = (): void => {
    over.abort(client.reason);
  };
  const timer = setTimeout(onLate, limitMs).unref();
  client.addEventListener('abort', onGone, { once: true });
  if (client.aborted) onGone();
  return {
    deadlineMs,
    client,
    signal,
    check: () => {
      // A busy process runs timers late.
      if (clock.now().getTime() > deadlineMs) onLate();
      signal.throwIfAborted();
    },
    whileWaiting: async (work) => {
      let leave = (): void => undefined;
      const ended = new Promise<'ended'>((resolve) => {
        leave = () => {
          resolve('ended');
        };
        signal.addEventListener('abort', leave, { once: true });
        if (signal.aborted) leave();
      });
      try {
        const outcome = await Promise.race([work.then((value) => ({ value })), ended]);
        if (outcome === 'ended') throw signal.reason;
        return outcome.value;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    end: () => {
      clearTimeout(timer);
      client.removeEventListener('abort', onGone);
      over.abort();
    },
  };
};
