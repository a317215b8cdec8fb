/** Runs pieces of work a few at a time. */
export interface Turns {
  /** Waits for its turn; leaves the line when `signal` aborts, with its reason. Throws what `full` makes when too many wait. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** How many pieces run and wait, and the error for one more. */
export interface TurnsOptions {
  readonly atOnce: number;
  readonly maxWaiting: number;
  readonly full: () => Error;
}

/** Makes turns that are taken in the order in which they were asked for. */
export const makeTurns = ({ atOnce, maxWaiting, full }: TurnsOptions): Turns => {
  let waiting: readonly (() => void)[] = [];
  let running = 0;
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
  /** The place goes to the first that waits, without anybody in between. */
  const passOn = (): void => {
    const [next, ...rest] = waiting;
    waiting = rest;
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    take: async (work, signal) => {
      signal.throwIfAborted();
      if (running < atOnce) running += 1;
      else {
        if (waiting.length >= maxWaiting) throw full();
        if (!(await untilTurn(signal))) signal.throwIfAborted();
      }
      try {
        return await work();
      } finally {
        passOn();
      }
    },
  };
};
