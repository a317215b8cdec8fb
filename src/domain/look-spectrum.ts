import { type Crop, cropsOf, overlapOf } from './look-crops.ts';
import { LOOK_CELLS, LOOK_SIDE } from './look-format.ts';

const FREQUENCIES = 6;

/** Crops of 0, 5 and 10 % along one side; a picture is looked up as each of them, in both directions. */
export const SEARCH_CROPS: readonly Crop[] = cropsOf(0.05, 2);

/** Pairs (vertical, horizontal) of the lowest frequencies but for the mean, slowest first. */
const WAVES: readonly (readonly [number, number])[] = Array.from({ length: FREQUENCIES ** 2 }, (_, i) => {
  const pair: [number, number] = [Math.floor(i / FREQUENCIES), i % FREQUENCIES];
  return pair;
})
  .filter(([v, u]) => v + u > 0 && v + u < FREQUENCIES)
  .sort((a, b) => a[0] + a[1] - b[0] - b[1]);

/** Numbers in a spectrum, and bits of its key. */
export const WAVE_COUNT = WAVES.length;

/** The bits of a key that a mirror turns round: horizontal waves of odd frequency. */
export const MIRROR_MASK = WAVES.reduce((mask, [, u], bit) => mask | ((u % 2) << bit), 0);

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

const CROP_WAVES = SEARCH_CROPS.map(wavesOver);

/** Mixes the rows: `[frequency, column]`. */
const mixRows = (grey: Uint8Array, start: number, waves: Float64Array, mixed: Float64Array): void => {
  for (let frequency = 0; frequency < FREQUENCIES; frequency += 1) {
    for (let column = 0; column < LOOK_SIDE; column += 1) {
      let sum = 0;
      for (let row = 0; row < LOOK_SIDE; row += 1) {
        sum += (waves[frequency * LOOK_SIDE + row] ?? 0) * (grey[start + row * LOOK_SIDE + column] ?? 0);
      }
      mixed[frequency * LOOK_SIDE + column] = sum;
    }
  }
};

/**
 * The discrete cosine transform of a grey picture's crops, lowest frequencies only, as in the perceptual hash "pHash"
 * (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010). The result is written to `spectra`
 * `[vertical crop, horizontal crop, wave]`; `crops` 1 leaves all but the whole picture out.
 */
export const writeSpectra = (
  grey: Uint8Array,
  position: number,
  crops: number,
  spectra: Float32Array,
): void => {
  const mixed = new Float64Array(FREQUENCIES * LOOK_SIDE);
  let target = 0;
  for (let vertical = 0; vertical < crops; vertical += 1) {
    mixRows(grey, position * LOOK_CELLS, CROP_WAVES[vertical] ?? mixed, mixed);
    for (let horizontal = 0; horizontal < crops; horizontal += 1) {
      const waves = CROP_WAVES[horizontal] ?? mixed;
      for (const [v, u] of WAVES) {
        let sum = 0;
        for (let column = 0; column < LOOK_SIDE; column += 1) {
          sum += (mixed[v * LOOK_SIDE + column] ?? 0) * (waves[u * LOOK_SIDE + column] ?? 0);
        }
        spectra[target] = sum;
        target += 1;
      }
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

/** The bits of a key that the least change would turn: the `count` weakest waves. */
export const weakestBits = (spectra: Float32Array, start: number, count: number): number[] => {
  const strengths = Array.from({ length: WAVE_COUNT }, (_, wave) => Math.abs(spectra[start + wave] ?? 0));
  return strengths
    .map((_, wave) => wave)
    .sort((a, b) => (strengths[a] ?? 0) - (strengths[b] ?? 0))
    .slice(0, count)
    .map((wave) => 1 << wave);
};

/** Cosine of the angle between a spectrum and another, the first one mirrored where `mask` says so: 1 for the same picture. */
export const cosineOf = (
  spectra: Float32Array,
  start: number,
  mask: number,
  others: Float32Array,
  other: number,
): number => {
  let product = 0;
  let left = 0;
  let right = 0;
  for (let wave = 0; wave < WAVE_COUNT; wave += 1) {
    const a = (mask >> wave) & 1 ? -(spectra[start + wave] ?? 0) : (spectra[start + wave] ?? 0);
    const b = others[other + wave] ?? 0;
    product += a * b;
    left += a * a;
    right += b * b;
  }
  return product / Math.sqrt(left * right);
};
