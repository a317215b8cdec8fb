import { UnexpectedReply, WhetstoneProblem } from './problem.ts';

/** Resolves after a time; rejects with the reason of the signal once that aborts. */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason instanceof Error ? signal.reason : new Error('given up'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
  });

/** Whether the service may answer otherwise in a while; a wrong id or key stays wrong. */
export const isPassing = (error: unknown): boolean =>
  error instanceof WhetstoneProblem || error instanceof UnexpectedReply
    ? error.status === 429 || error.status >= 500
    : true;

/** How long the service asks to wait, in milliseconds; 0 where it says nothing. */
export const askedPauseMs = (error: unknown): number =>
  error instanceof WhetstoneProblem ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
