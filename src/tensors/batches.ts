import type { Random } from '../domain/index.ts';

/** The whole numbers 0 .. `count` - 1. */
export const countUp = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** `indices` in pieces of `batchSize`; the last one may be short. */
export const inBatches = (indices: readonly number[], batchSize: number): readonly (readonly number[])[] =>
  countUp(Math.ceil(indices.length / batchSize)).map((batch) =>
    indices.slice(batch * batchSize, (batch + 1) * batchSize),
  );

/**
 * Endless batches over `count` pictures, as `flow_from_directory` gives them: shuffled before each full pass, the last batch of a
 * pass short. It goes on across epochs.
 */
export function* shuffledBatches(
  count: number,
  batchSize: number,
  random: Random,
): Generator<readonly number[], never> {
  for (;;) yield* inBatches(random.shuffle(countUp(count)), batchSize);
}
