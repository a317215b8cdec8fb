/** Groups of one size, and how many there are. */
export interface SizeCount {
  readonly size: number;
  readonly count: number;
}

/** For each sum up to `limit`, the position of the size that first reached it; -1: not reached. */
const reachSums = (sizes: readonly SizeCount[], limit: number): Int32Array => {
  const by = new Int32Array(limit + 1).fill(-1);
  by[0] = sizes.length;
  for (const [position, { size, count }] of sizes.entries()) {
    const used = new Uint32Array(limit + 1);
    for (let sum = size; sum <= limit; sum += 1) {
      const before = used[sum - size] ?? 0;
      if (by[sum] !== -1 || by[sum - size] === -1 || before >= count) continue;
      by[sum] = position;
      used[sum] = before + 1;
    }
  }
  return by;
};

const isNearer = (sum: number, other: number, target: number): boolean => {
  const difference = Math.abs(sum - target) - Math.abs(other - target);
  return difference < 0 || (difference === 0 && sum > other);
};

/**
 * How many groups of each size to take, so that their sum is as near to `target` as whole groups allow and at most `most`; of
 * two that are as near, the larger. In the order of `sizes`. Time: number of sizes times the target.
 */
export const nearestSum = (sizes: readonly SizeCount[], target: number, most: number): readonly number[] => {
  const largest = sizes.reduce((max, { size }) => Math.max(max, size), 0);
  const by = reachSums(sizes, Math.min(most, target + largest));
  let nearest = 0;
  for (const [sum, position] of by.entries()) {
    if (position !== -1 && isNearer(sum, nearest, target)) nearest = sum;
  }
  const taken = sizes.map(() => 0);
  // Each step back leads to a sum that was reached by the same size or an earlier one, never more often than there are groups.
  for (let sum = nearest; sum > 0; ) {
    const position = by[sum] ?? 0;
    taken[position] = (taken[position] ?? 0) + 1;
    sum -= sizes[position]?.size ?? sum;
  }
  return taken;
};
