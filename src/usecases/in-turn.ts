/** Does work when its turn comes. Work whose `signal` has aborted before is not begun: the reason is thrown. */
export type InTurn = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

interface Waiting {
  readonly signal: AbortSignal;
  readonly tell: (outcome: 'turn' | 'left') => void;
}

/** Makes turns of which `atOnce` are taken at a time, in the order in which they were asked for. */
export const makeInTurn = (atOnce: number): InTurn => {
  const waiting = new Set<Waiting>();
  // One listener a signal: a request has as many pieces of work in line as it has pictures.
  const listeners = new Map<AbortSignal, () => void>();
  let taken = 0;
  const inLineWith = (signal: AbortSignal): readonly Waiting[] =>
    [...waiting].filter((one) => one.signal === signal);
  const listen = (signal: AbortSignal): void => {
    if (listeners.has(signal)) return;
    const leave = (): void => {
      listeners.delete(signal);
      for (const one of inLineWith(signal)) {
        waiting.delete(one);
        one.tell('left');
      }
    };
    listeners.set(signal, leave);
    signal.addEventListener('abort', leave, { once: true });
  };
  const stopListening = (signal: AbortSignal): void => {
    const leave = listeners.get(signal);
    if (leave === undefined || inLineWith(signal).length > 0) return;
    listeners.delete(signal);
    signal.removeEventListener('abort', leave);
  };
  const untilTurn = (signal: AbortSignal): Promise<'turn' | 'left'> =>
    new Promise((tell) => {
      waiting.add({ signal, tell });
      listen(signal);
    });
  /** The place goes to the first that waits, without anybody in between. */
  const passOn = (): void => {
    const [next] = waiting;
    if (next === undefined) {
      taken -= 1;
      return;
    }
    waiting.delete(next);
    stopListening(next.signal);
    next.tell('turn');
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
