/** Maps with at most `atOnce` calls under way; results in the order of `items`. The first failure ends it once calls under way are over. */
export const mapInOrder = async <T, R>(
  items: readonly T[],
  atOnce: number,
  map: (item: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: { index: number; result: R }[] = [];
  const rest = items.entries();
  let isFailed = false;
  const work = async (): Promise<void> => {
    for (const [index, item] of rest) {
      if (isFailed) return;
      try {
        results.push({ index, result: await map(item) });
      } catch (error) {
        isFailed = true;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, work));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return results.sort((left, right) => left.index - right.index).map(({ result }) => result);
};
