import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../src/domain/index.ts';
import { inBatches, shuffledBatches } from '../../src/tensors/batches.ts';

const take = (count: number, batches: Generator<readonly number[], never>): (readonly number[])[] =>
  Array.from({ length: count }, () => batches.next().value);

describe('batches', () => {
  it('cut indices in order, the last batch short', () => {
    expect(inBatches([0, 1, 2, 3, 4], 2)).toEqual([[0, 1], [2, 3], [4]]);
    expect(inBatches([], 2)).toEqual([]);
  });

  it('of training take every picture once before any comes again, and are shuffled anew for each pass', () => {
    const batches = take(6, shuffledBatches(70, 32, makeRandom(1)));
    expect(batches.map((batch) => batch.length)).toEqual([32, 32, 6, 32, 32, 6]);
    const [first, second] = [batches.slice(0, 3).flat(), batches.slice(3).flat()];
    const sorted = (pass: readonly number[]) => pass.toSorted((one, other) => one - other);
    expect(sorted(first)).toEqual(Array.from({ length: 70 }, (_, index) => index));
    expect(sorted(second)).toEqual(sorted(first));
    expect(second).not.toEqual(first);
    expect(first).not.toEqual(sorted(first));
  });

  it('of training are the same for the same seed', () => {
    expect(take(9, shuffledBatches(10, 4, makeRandom(5)))).toEqual(
      take(9, shuffledBatches(10, 4, makeRandom(5))),
    );
    expect(take(9, shuffledBatches(10, 4, makeRandom(5)))).not.toEqual(
      take(9, shuffledBatches(10, 4, makeRandom(6))),
    );
  });
});
