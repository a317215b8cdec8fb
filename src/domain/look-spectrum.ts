import { type Crop, overlapOf } from './look-crops.ts';
import { LOOK_SIDE } from './look-format.ts';

const FREQUENCIES = 6;

/** What is tried along one side; a picture is looked up as each of them, in both directions. The rest is left to `bestPlacing`. */
const CROPS: readonly Crop[] = [
  { before: 0, behind: 0 },
  { before: 0.05, behind: 0.05 },
  { before: 0, behind: 0.1 },
  { before: 0.1, behind: 0 },
];

/** Vertical and horizontal crop of each spectrum of a picture; the first one is the whole picture. */
export const SEARCH_CROPS: readonly { readonly vertical: Crop; readonly horizontal: Crop }[] = CROPS.flatMap(
  (vertical) => CROPS.map((horizontal) => ({ vertical, horizontal })),
);

interface Wave {
  readonly vertical: number;
  readonly horizontal: number;
}

/** The lowest frequencies but for the mean, slowest first. */
const WAVES: readonly Wave[] = Array.from({ length: FREQUENCIES ** 2 }, (_, i) => ({
  vertical: Math.floor(i / FREQUENCIES),
  horizontal: i % FREQUENCIES,
}))
  .filter(({ vertical, horizontal }) => vertical + horizontal > 0 && vertical + horizontal < FREQUENCIES)
  .sort((a, b) => a.vertical + a.horizontal - b.vertical - b.horizontal);

/** Numbers in a spectrum, and bits of its key. */
export const WAVE_COUNT = WAVES.length;

/** Low waves are the strongest in photos: with these weights all have a say. */
const WEIGHTS = Float64Array.from(WAVES, ({ vertical, horizontal }) =>
  Math.sqrt(Math.hypot(vertical, horizontal)),
);

const ROW_STARTS = Int32Array.from(WAVES, ({ vertical }) => vertical * LOOK_SIDE);
const COLUMN_STARTS = Int32Array.from(WAVES, ({ horizontal }) => horizontal * LOOK_SIDE);

/** The bits of a key that a mirror turns round: horizontal waves of odd frequency. */
export const MIRROR_MASK = WAVES.reduce((mask, { horizontal }, bit) => mask | ((horizontal % 2) << bit), 0);

/** `[frequency, cell]`: each wave over what the crop leaves, integrated over the cells. */
const wavesOver = (crop: Crop): Float64Array => {
  const length = 1 - crop.before - crop.behind;
  const waves = new Float64Array(FREQUENCIES * LOOK_SIDE);
  for (let frequency = 0; frequency < FREQUENCIES; frequency += 1) {
    const turn = (Math.PI * frequency) / length;
    for (let cell = 0; cell < LOOK_SIDE; cell += 1) {
      const { from, to } = overlapOf(cell, crop);
      if (to <= from) continue;
      const sine = (at: number): number => Math.sin(turn * (at - crop.before));
      const integral = frequency === 0 ? to - from : (sine(to) - sine(from)) / turn;
      waves[frequency * LOOK_SIDE + cell] = integral / length;
    }
  }
  return waves;
};

const CROP_WAVES = CROPS.map(wavesOver);

/** The vertical waves over each column of a grey picture: `[frequency, column]`. */
const mixRows = (cells: Int8Array, waves: Float64Array, mixed: Float64Array): void => {
  const side = LOOK_SIDE;
  mixed.fill(0);
  for (let frequency = 0; frequency < FREQUENCIES; frequency += 1) {
    const target = frequency * side;
    for (let row = 0; row < side; row += 1) {
      const wave = waves[target + row] ?? 0;
      const source = row * side;
      for (let column = 0; column < side; column += 1) {
        mixed[target + column] = (mixed[target + column] ?? 0) + wave * (cells[source + column] ?? 0);
      }
    }
  }
};

/** The horizontal waves over what `mixRows` made: one spectrum, written from `start`, brought to length 1. */
const mixColumns = (mixed: Float64Array, waves: Float64Array, spectra: Float32Array, start: number): void => {
  const side = LOOK_SIDE;
  let squares = 0;
  for (let wave = 0; wave < WAVE_COUNT; wave += 1) {
    const rows = ROW_STARTS[wave] ?? 0;
    const columns = COLUMN_STARTS[wave] ?? 0;
    let sum = 0;
    for (let column = 0; column < side; column += 1) {
      sum += (mixed[rows + column] ?? 0) * (waves[columns + column] ?? 0);
    }
    sum *= WEIGHTS[wave] ?? 0;
    spectra[start + wave] = sum;
    squares += sum * sum;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let at = start; at < start + WAVE_COUNT; at += 1) spectra[at] = (spectra[at] ?? 0) * scale;
};

/**
 * Writes the spectra of a grey picture's crops, `[crop, wave]` as in `SEARCH_CROPS`, or that of the whole picture alone:
 * the lowest frequencies of the discrete cosine transform, whose signs are the perceptual hash "pHash" (Zauner,
 * "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). Weighted, and of length 1.
 */
export const writeSpectra = (cells: Int8Array, which: 'all' | 'whole', spectra: Float32Array): void => {
  const mixed = new Float64Array(FREQUENCIES * LOOK_SIDE);
  const crops = which === 'all' ? CROP_WAVES : CROP_WAVES.slice(0, 1);
  let start = 0;
  for (const vertical of crops) {
    mixRows(cells, vertical, mixed);
    for (const horizontal of crops) {
      mixColumns(mixed, horizontal, spectra, start);
      start += WAVE_COUNT;
    }
  }
};

/** One bit a wave: whether it is positive. */
export const keyOf = (spectra: Float32Array, start: number): number => {
  let key = 0;
  for (let wave = 0; wave < WAVE_COUNT; wave += 1) {
    if ((spectra[start + wave] ?? 0) > 0) key |= 1 << wave;
  }
  return key;
};

/** Writes the bits of a key that the least change would turn, the weakest wave first. */
export const writeWeakestBits = (spectra: Float32Array, start: number, bits: Int32Array): void => {
  let taken = 0;
  for (let place = 0; place < bits.length; place += 1) {
    let weakest = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let wave = 0; wave < WAVE_COUNT; wave += 1) {
      const strength = Math.abs(spectra[start + wave] ?? 0);
      if (strength >= least || (taken >> wave) & 1) continue;
      least = strength;
      weakest = wave;
    }
    bits[place] = 1 << weakest;
    taken |= 1 << weakest;
  }
};

/** Cosine of the angle between two spectra, the first one mirrored where `mask` says so: 1 for the same picture. */
export const cosineOf = (
  left: Float32Array,
  leftStart: number,
  mask: number,
  right: Float32Array,
  rightStart: number,
): number => {
  let product = 0;
  for (let wave = 0; wave < WAVE_COUNT; wave += 1) {
    const part = (left[leftStart + wave] ?? 0) * (right[rightStart + wave] ?? 0);
    product += (mask >> wave) & 1 ? -part : part;
  }
  return product;
};
