/** Runs work on one key one after the other, in the order of the calls; work on different keys runs at the same time. */
export type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** Makes a `Serial` of its own. Holds within this process only. */
export const makeSerial = (): Serial => {
  const tails = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const before = tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    tails.set(key, result);
    try {
      return await result;
    } finally {
      if (tails.get(key) === result) tails.delete(key);
    }
  };
};
