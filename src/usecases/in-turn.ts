/** Does work when its turn comes. Work whose `signal` has aborted before is not begun: the reason is thrown. */
export type InTurn = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** Makes turns of which `atOnce` are taken at a time, in the order in which they were asked for. */
export const makeInTurn = (atOnce: number): InTurn => {
  const waiting = new Set<() => void>();
  let taken = 0;
  const untilTurn = (signal: AbortSignal): Promise<'turn' | 'left'> =>
    new Promise((resolve) => {
      const start = (): void => {
        signal.removeEventListener('abort', leave);
        resolve('turn');
      };
      const leave = (): void => {
        waiting.delete(start);
        resolve('left');
      };
      waiting.add(start);
      signal.addEventListener('abort', leave, { once: true });
    });
  /** The place goes to the first that waits, without anybody in between. */
  const passOn = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      taken -= 1;
      return;
    }
    waiting.delete(next);
    next();
  };
  return async (work, signal) => {
    signal.throwIfAborted();
    if (taken < atOnce) taken += 1;
    else if ((await untilTurn(signal)) === 'left') throw signal.reason;
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      passOn();
    }
  };
};
