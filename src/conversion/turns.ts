/** Runs work one piece after the other. */
export interface Turns {
  /** Waits for its turn; leaves the line when `signal` aborts, with its reason. Throws what `full` makes when too many wait. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Makes turns of which at most `maxWaiting` wait. */
export const makeTurns = (maxWaiting: number, full: () => Error): Turns => {
  let waiting: readonly (() => void)[] = [];
  let isTaken = false;
  /** Whether it is its turn; otherwise it has left the line. */
  const untilTurn = (signal: AbortSignal): Promise<boolean> =>
    new Promise((resolve) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        waiting = waiting.filter((one) => one !== start);
        resolve(false);
      };
      waiting = [...waiting, start];
      signal.addEventListener('abort', leave, { once: true });
    });
  return {
    take: async (work, signal) => {
      signal.throwIfAborted();
      if (isTaken) {
        if (waiting.length >= maxWaiting) throw full();
        if (!(await untilTurn(signal))) signal.throwIfAborted();
      }
      isTaken = true;
      try {
        return await work();
      } finally {
        const [next, ...rest] = waiting;
        waiting = rest;
        isTaken = next !== undefined;
        next?.();
      }
    },
  };
};
