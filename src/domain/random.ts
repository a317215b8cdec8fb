/** A seeded stream of random numbers, equal on every machine. */
export interface Random {
  /** A whole number 0 .. 2^32 - 1. */
  readonly uint32: () => number;
  /** A number in [0, 1) with 32 random bits. */
  readonly float: () => number;
  /** A whole number 0 .. `bound` - 1, each equally likely; `bound` is 1 .. 2^32. */
  readonly below: (bound: number) => number;
  /** A normally distributed number, mean 0 and deviation 1 (Box and Muller). */
  readonly normal: () => number;
  /** Fisher and Yates, in place; returns the same array. */
  readonly shuffle: <T>(items: T[]) => T[];
  /** An independent stream that depends on the seed and the label alone, not on what was drawn so far. */
  readonly fork: (label: string) => Random;
  /** The position in the stream, to be given to `makeRandom` again. */
  readonly state: () => RandomState;
}

/** Where a stream stands: the seed's two halves and the four words of the generator. Plain JSON. */
export interface RandomState {
  readonly seed: readonly [number, number];
  readonly words: readonly [number, number, number, number];
}

type Words = [number, number, number, number];

const rotateLeft = (value: number, by: number): number => ((value << by) | (value >>> (32 - by))) >>> 0;

/** splitmix32: the finaliser of MurmurHash3 over a Weyl sequence. */
const makeSplitMix = (start: number): (() => number) => {
  let state = start >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
};

/** FNV-1a, 32 bits, over the label's UTF-16 units. */
const hashLabel = (label: string, start: number): number => {
  let hash = (0x811c9dc5 ^ start) >>> 0;
  for (let index = 0; index < label.length; index += 1) {
    hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
};

const initialWords = ([low, high]: readonly [number, number]): Words => {
  const fromLow = makeSplitMix(low);
  const fromHigh = makeSplitMix(high ^ 0x5bd1e995);
  const next = (): number => (fromLow() ^ rotateLeft(fromHigh(), 11)) >>> 0;
  const words: Words = [next(), next(), next(), next()];
  // The all-zero state is the one that xoshiro never leaves.
  return words.every((word) => word === 0) ? [1, 0, 0, 0] : words;
};

/** One step of xoshiro128** (Blackman and Vigna 2018). */
const step = (words: Words): number => {
  const result = Math.imul(rotateLeft(Math.imul(words[1], 5) >>> 0, 7), 9) >>> 0;
  const shifted = (words[1] << 9) >>> 0;
  words[2] = (words[2] ^ words[0]) >>> 0;
  words[3] = (words[3] ^ words[1]) >>> 0;
  words[1] = (words[1] ^ words[2]) >>> 0;
  words[0] = (words[0] ^ words[3]) >>> 0;
  words[2] = (words[2] ^ shifted) >>> 0;
  words[3] = rotateLeft(words[3], 11);
  return result;
};

const boundedBy = (uint32: () => number, bound: number): number => {
  // Values past the last whole multiple of the bound are drawn again, or small results would be likelier.
  const limit = 0x100000000 - (0x100000000 % bound);
  for (;;) {
    const value = uint32();
    if (value < limit) return value % bound;
  }
};

const shuffleInPlace = <T>(items: T[], below: (bound: number) => number): T[] => {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    // Both positions are inside the array, so the casts drop an `undefined` that cannot be.
    const moved = items[last] as T;
    items[last] = items[other] as T;
    items[other] = moved;
  }
  return items;
};

/**
 * xoshiro128** seeded by splitmix32. `seed` is any safe integer, or a state taken from another stream.
 * Sub-streams by label keep one use of random numbers from shifting another: `random.fork('shuffle')`.
 */
export const makeRandom = (seed: number | RandomState): Random => {
  const halves: readonly [number, number] =
    typeof seed === 'number' ? [seed >>> 0, Math.floor(seed / 0x100000000) >>> 0] : seed.seed;
  const words: Words = typeof seed === 'number' ? initialWords(halves) : [...seed.words];
  const uint32 = (): number => step(words);
  const float = (): number => uint32() / 0x100000000;
  const below = (bound: number): number => boundedBy(uint32, bound);
  return {
    uint32,
    float,
    below,
    // 1 - float() is never 0, so the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - float())) * Math.cos(2 * Math.PI * float()),
    shuffle: (items) => shuffleInPlace(items, below),
    fork: (label) => {
      const [low, high] = [hashLabel(label, halves[0]), hashLabel(label, halves[1] ^ 0x9747b28c)];
      return makeRandom({ seed: [low, high], words: initialWords([low, high]) });
    },
    state: () => ({ seed: halves, words: [words[0], words[1], words[2], words[3]] }),
  };
};
