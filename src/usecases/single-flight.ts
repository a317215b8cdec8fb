/** Runs work of which the same is never done twice at once: who asks while it is under way gets the same outcome. */
export type SingleFlight<T> = (key: string, work: () => Promise<T>) => Promise<T>;

/** Makes a single flight, of which at most `atOnce` works are under way; others wait in the order in which they came. */
export const makeSingleFlight = <T>(atOnce: number): SingleFlight<T> => {
  const underWay = new Map<string, Promise<T>>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  const take = async (): Promise<void> => {
    if (busy < atOnce) busy += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const give = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  const run = async (key: string, work: () => Promise<T>): Promise<T> => {
    await take();
    try {
      return await work();
    } finally {
      underWay.delete(key);
      give();
    }
  };
  return (key, work) => {
    const same = underWay.get(key);
    if (same !== undefined) return same;
    const outcome = run(key, work);
    underWay.set(key, outcome);
    return outcome;
  };
};
