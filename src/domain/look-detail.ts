import { bestPlacing, correlationOf, type Placing, placeCells } from './look-alignment.ts';
import { LOOK_CELLS, LOOK_SIDE } from './look-format.ts';

/** The mean that is taken off a cell is that of the cells up to this far away. */
const REACH = 2;

/** The detail of two copies correlates by at least this much; that of different photos by 0.7 at most. */
const LEAST_CORRELATION = 0.83;

/** How far from chance a correlation must be, in standard deviations of Fisher's transform. */
const LEAST_SURPRISE = 6;

/** What is left of the cells `[16, 16]` when the mean around each is taken off: edges and shapes, not light and shade. */
const detailOf = (cells: ArrayLike<number>): Float64Array => {
  const detail = new Float64Array(LOOK_CELLS);
  for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
    const row = Math.floor(cell / LOOK_SIDE);
    const column = cell % LOOK_SIDE;
    let sum = 0;
    let count = 0;
    for (let y = Math.max(0, row - REACH); y <= Math.min(LOOK_SIDE - 1, row + REACH); y += 1) {
      for (let x = Math.max(0, column - REACH); x <= Math.min(LOOK_SIDE - 1, column + REACH); x += 1) {
        sum += cells[y * LOOK_SIDE + x] ?? 0;
        count += 1;
      }
    }
    detail[cell] = (cells[cell] ?? 0) - sum / count;
  }
  return detail;
};

/** In how many cells the detail lies: the participation ratio, 1 (one bright dot) .. 256 (all over). */
const cellsOfDetail = (detail: Float64Array): number => {
  let squares = 0;
  let fourths = 0;
  for (const value of detail) {
    squares += value ** 2;
    fourths += value ** 4;
  }
  return fourths > 0 ? squares ** 2 / fourths : 0;
};

/** How alike two pictures are where one is laid on the other. */
export interface Likeness {
  /** Correlation of their detail, -1..1. */
  readonly correlation: number;
  /** Whether they are copies of one picture: alike, and with enough to see for that to be no accident. */
  readonly isSame: boolean;
}

/**
 * Lays a picture on another where `start` has it and near there, and compares their detail. A high correlation of a few
 * cells (a shadow in a corner) says little: by Fisher's transform, `atanh(r) * sqrt(n)` must be large as well.
 */
export const likenessOf = (cells: Uint8Array, others: Uint8Array, start: Placing): Likeness => {
  const placed = new Float64Array(LOOK_CELLS);
  placeCells(cells, bestPlacing(cells, others, start), placed);
  const left = detailOf(placed);
  const right = detailOf(others);
  const correlation = correlationOf(left, right);
  const count = Math.min(cellsOfDetail(left), cellsOfDetail(right));
  const surprise = Math.atanh(Math.min(correlation, 1 - 1e-9)) * Math.sqrt(count);
  return { correlation, isSame: correlation >= LEAST_CORRELATION && surprise >= LEAST_SURPRISE };
};
