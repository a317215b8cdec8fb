import type { Interpolation } from '../domain/index.ts';
import { type Coefficients, type KernelName, makeCoefficients, PRECISION_BITS } from './coefficients.ts';

/** Pixels of one picture: RGB bytes `[height, width, 3]`, 0..255, row by row. */
export interface Raster {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Brings a raster to `width` x `height`. The result is a new raster, or the same one where nothing changes. */
export type Resampler = (
  raster: Raster,
  width: number,
  height: number,
  interpolation: Interpolation,
) => Raster;

const CHANNELS = 3;
const HALF = 1 << (PRECISION_BITS - 1);
const MAX_TABLES = 128;

/**
 * A resampler that gives the bytes of Pillow 13's `Image.resize` for NEAREST, BILINEAR and BICUBIC (`Geometry.c`,
 * `Resample.c`): antialiased when shrinking, in 8-bit fixed point. Tables of coefficients are kept.
 */
export const makeResampler = (): Resampler => {
  const tables = new Map<string, Coefficients>();
  const coefficientsOf = (from: number, to: number, kernel: KernelName): Coefficients => {
    const key = `${kernel} ${from} ${to}`;
    const known = tables.get(key);
    if (known !== undefined) return known;
    if (tables.size >= MAX_TABLES) tables.clear();
    const made = makeCoefficients(from, to, kernel);
    tables.set(key, made);
    return made;
  };
  return (raster, width, height, interpolation) => {
    if (raster.width === width && raster.height === height) return raster;
    if (interpolation === 'nearest') return pickNearest(raster, width, height);
    const horizontal = coefficientsOf(raster.width, width, interpolation);
    const vertical = coefficientsOf(raster.height, height, interpolation);
    if (isVerticalFirst(raster, width, height)) {
      const short = mixRows(raster, vertical, height);
      return mixColumns(short, horizontal, width, { start: 0, end: height });
    }
    const narrow = mixColumns(raster, horizontal, width, rowsNeeded(vertical, height));
    return mixRows(narrow, vertical, height);
  };
};

/** Pillow's choice of the first pass, which decides how the value between the passes is rounded. */
const isVerticalFirst = (raster: Raster, width: number, height: number): boolean => {
  const rowsLess = raster.height - height;
  return rowsLess > 0 && rowsLess > (raster.width - width) * 2;
};

/** Source positions of NEAREST: Pillow adds up in doubles, which differs from `floor((i + 0.5) * scale)` for many sizes. */
const nearestPositions = (from: number, to: number): Int32Array => {
  const scale = from / to;
  const positions = new Int32Array(to);
  let position = scale * 0.5;
  for (let output = 0; output < to; output += 1) {
    positions[output] = Math.min(Math.trunc(position), from - 1);
    position += scale;
  }
  return positions;
};

const pickNearest = (raster: Raster, width: number, height: number): Raster => {
  const { pixels } = raster;
  const columns = nearestPositions(raster.width, width);
  const rows = nearestPositions(raster.height, height);
  const picked = new Uint8Array(width * height * CHANNELS);
  let target = 0;
  for (const row of rows) {
    const start = row * raster.width;
    for (const column of columns) {
      const source = (start + column) * CHANNELS;
      picked[target] = pixels[source] ?? 0;
      picked[target + 1] = pixels[source + 1] ?? 0;
      picked[target + 2] = pixels[source + 2] ?? 0;
      target += CHANNELS;
    }
  }
  return { pixels: picked, width, height };
};

interface RowBand {
  readonly start: number;
  readonly end: number;
}

/** The rows that the vertical pass reads; a horizontal pass before it makes no others. */
const rowsNeeded = ({ first, count }: Coefficients, height: number): RowBand => ({
  start: first[0] ?? 0,
  end: (first[height - 1] ?? 0) + (count[height - 1] ?? 0),
});

/** The horizontal pass over the rows of `band`; rows outside it stay black and are never read. */
const mixColumns = (raster: Raster, table: Coefficients, width: number, band: RowBand): Raster => {
  if (raster.width === width) return raster;
  const { pixels } = raster;
  const { first, count, weights, taps } = table;
  const narrow = new Uint8ClampedArray(raster.height * width * CHANNELS);
  for (let row = band.start; row < band.end; row += 1) {
    const rowStart = row * raster.width;
    let target = row * width * CHANNELS;
    for (let column = 0; column < width; column += 1) {
      let source = (rowStart + (first[column] ?? 0)) * CHANNELS;
      let weight = column * taps;
      const end = weight + (count[column] ?? 0);
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (; weight < end; weight += 1) {
        const factor = weights[weight] ?? 0;
        red = (red + Math.imul(pixels[source] ?? 0, factor)) | 0;
        green = (green + Math.imul(pixels[source + 1] ?? 0, factor)) | 0;
        blue = (blue + Math.imul(pixels[source + 2] ?? 0, factor)) | 0;
        source += CHANNELS;
      }
      narrow[target] = red >> PRECISION_BITS;
      narrow[target + 1] = green >> PRECISION_BITS;
      narrow[target + 2] = blue >> PRECISION_BITS;
      target += CHANNELS;
    }
  }
  return { pixels: new Uint8Array(narrow.buffer), width, height: raster.height };
};

/** The vertical pass: each output row is a weighted sum of input rows. */
const mixRows = (raster: Raster, table: Coefficients, height: number): Raster => {
  if (raster.height === height) return raster;
  const { pixels, width } = raster;
  const { first, count, weights, taps } = table;
  const rowBytes = width * CHANNELS;
  const mixed = new Uint8ClampedArray(height * rowBytes);
  const sums = new Int32Array(rowBytes);
  for (let row = 0; row < height; row += 1) {
    sums.fill(HALF);
    const rows = count[row] ?? 0;
    for (let tap = 0; tap < rows; tap += 1) {
      const factor = weights[row * taps + tap] ?? 0;
      const source = ((first[row] ?? 0) + tap) * rowBytes;
      for (let i = 0; i < rowBytes; i += 1) {
        sums[i] = ((sums[i] ?? 0) + Math.imul(pixels[source + i] ?? 0, factor)) | 0;
      }
    }
    const target = row * rowBytes;
    for (let i = 0; i < rowBytes; i += 1) mixed[target + i] = (sums[i] ?? 0) >> PRECISION_BITS;
  }
  return { pixels: new Uint8Array(mixed.buffer), width, height };
};
