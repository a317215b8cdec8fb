import { bestPlacing, correlationOf, type Placing, placeCells } from './look-alignment.ts';
import { LOOK_CELLS, LOOK_SIDE } from './look-format.ts';

/** The mean that is taken off a cell is that of the cells up to this far away. */
const REACH = 2;

/** The detail of two copies correlates by at least this much; that of different photos by 0.7 at most. */
const LEAST_CORRELATION = 0.83;

/** Before edges are moved the detail of two copies correlates by 0.69 at least, that of most others by 0.4 at most. */
const LEAST_AT_FIRST = 0.6;

/** Grey levels of a look, root mean square. Below it is what rounding leaves; photos have 3 and more. */
const LEAST_DETAIL = 1;

/** Detail is kept in bytes: the 31 grey levels of a look, either way, fourfold. */
const SCALE = 4;

/** How far from chance a correlation must be, in standard deviations of Fisher's transform. */
const LEAST_SURPRISE = 6;

/** A small grey picture and its detail, `[16, 16]` each. */
export interface Shapes {
  /** 0..31. */
  readonly cells: Int8Array;
  /** See `writeDetail`, rounded. */
  readonly detail: Int8Array;
}

const SUMS_SIDE = LOOK_SIDE + 1;

/** Sums of all cells above and left of a corner, `[17, 17]`: those of any rectangle follow from four of them. */
const sumsOf = (cells: Int8Array | Float64Array): Float64Array => {
  const sums = new Float64Array(SUMS_SIDE * SUMS_SIDE);
  for (let row = 0; row < LOOK_SIDE; row += 1) {
    let sumOfRow = 0;
    for (let column = 0; column < LOOK_SIDE; column += 1) {
      sumOfRow += cells[row * LOOK_SIDE + column] ?? 0;
      const above = sums[row * SUMS_SIDE + column + 1] ?? 0;
      sums[(row + 1) * SUMS_SIDE + column + 1] = above + sumOfRow;
    }
  }
  return sums;
};

/**
 * Writes what is left of cells when the mean around each is taken off, fourfold: edges and shapes, not light and shade. Near
 * the border the mean reaches less far, the same to both sides, so that a slope of light leaves nothing.
 */
export const writeDetail = (cells: Int8Array | Float64Array, detail: Int8Array | Float64Array): void => {
  const sums = sumsOf(cells);
  for (let row = 0; row < LOOK_SIDE; row += 1) {
    const reachUp = Math.min(REACH, row, LOOK_SIDE - 1 - row);
    const top = (row - reachUp) * SUMS_SIDE;
    const bottom = (row + reachUp + 1) * SUMS_SIDE;
    for (let column = 0; column < LOOK_SIDE; column += 1) {
      const reach = Math.min(REACH, column, LOOK_SIDE - 1 - column);
      const start = column - reach;
      const end = column + reach + 1;
      const upper = (sums[top + end] ?? 0) - (sums[top + start] ?? 0);
      const lower = (sums[bottom + end] ?? 0) - (sums[bottom + start] ?? 0);
      const mean = (lower - upper) / ((2 * reachUp + 1) * (2 * reach + 1));
      const cell = row * LOOK_SIDE + column;
      detail[cell] = Math.round(((cells[cell] ?? 0) - mean) * SCALE);
    }
  }
};

/** In how many cells the detail lies: the participation ratio, 1 (one bright dot) .. 256 (all over); 0 where it is too weak. */
const cellsOfDetail = (detail: Int8Array | Float64Array): number => {
  let squares = 0;
  let fourths = 0;
  for (const value of detail) {
    squares += value ** 2;
    fourths += value ** 4;
  }
  return squares >= LOOK_CELLS * (LEAST_DETAIL * SCALE) ** 2 ? squares ** 2 / fourths : 0;
};

/** How alike two pictures are where one is laid on the other. */
export interface Likeness {
  /** Correlation of their detail, -1..1. */
  readonly correlation: number;
  /** Whether they are copies of one picture: alike, and with enough to see for that to be no accident. */
  readonly isSame: boolean;
}

/** Whether a picture laid on another just so is near enough to it for `likenessOf`, which is dear. */
export const isWorthPlacing = (left: Shapes, right: Shapes, placing: Placing): boolean => {
  const placed = new Float64Array(LOOK_CELLS);
  return placeCells(left.detail, placing, placed) && correlationOf(placed, right.detail) >= LEAST_AT_FIRST;
};

/**
 * Lays a picture on another where `start` has it and near there, and compares their detail. A high correlation of a few
 * cells (a shadow in a corner) says little: by Fisher's transform, `atanh(r) * sqrt(n)` must be large as well.
 */
export const likenessOf = (left: Shapes, right: Shapes, start: Placing): Likeness => {
  const placed = new Float64Array(LOOK_CELLS);
  placeCells(left.cells, bestPlacing(left.cells, right.cells, start), placed);
  const detail = new Float64Array(LOOK_CELLS);
  writeDetail(placed, detail);
  const correlation = correlationOf(detail, right.detail);
  if (correlation < LEAST_CORRELATION) return { correlation, isSame: false };
  const count = Math.min(cellsOfDetail(detail), cellsOfDetail(right.detail));
  const surprise = Math.atanh(Math.min(correlation, 1 - 1e-9)) * Math.sqrt(count);
  return { correlation, isSame: surprise >= LEAST_SURPRISE };
};
