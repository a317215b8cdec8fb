import { AppError } from '../domain/index.ts';

/** How long is waited for a load; the load goes on afterwards. */
export interface LoadPatience {
  /** On the clock of `nowMs`. */
  readonly deadlineMs: number;
  readonly nowMs: () => number;
  readonly signal: AbortSignal;
}

/** Waits for a load. `PREDICT_DEADLINE` when it takes too long, the signal's reason when it aborts, and the errors of the load. */
export const untilLoaded = async (
  loading: Promise<void>,
  { deadlineMs, nowMs, signal }: LoadPatience,
): Promise<void> => {
  signal.throwIfAborted();
  const since = nowMs();
  const { promise: given, reject: giveUp } = promiseWithReject();
  const late = setTimeout(() => {
    const waitedMs = Math.round(nowMs() - since);
    giveUp(new AppError('PREDICT_DEADLINE', `the model version had not been loaded after ${waitedMs} ms`));
  }, deadlineMs - since);
  const leave = (): void => {
    giveUp(signal.reason);
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    await Promise.race([loading, given]);
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', leave);
  }
};

/** A promise that can only be rejected. */
const promiseWithReject = (): { promise: Promise<never>; reject: (reason: unknown) => void } => {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
};
