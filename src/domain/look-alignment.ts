import { type Crop, cropsOf, overlapOf } from './look-crops.ts';
import { LOOK_CELLS, LOOK_SIDE } from './look-format.ts';

/** Crops are tried in steps of 1 % along each side; no more than this many are cut off both ends together. */
const STEP = 0.01;
const MOST_STEPS = 13;
/** A gain below this one ends the search. */
const LEAST_GAIN = 1e-4;

/** How a crop's cells are made of the picture's: from the `first` cell its `part`, from the one behind it the rest. */
interface Shrinking {
  readonly first: Int32Array;
  readonly part: Float64Array;
}

/** Which part of a picture is laid on another, in steps cut off at each edge, and whether it is mirrored before. */
export interface Placing {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly isMirrored: boolean;
}

const shrinkingBy = (crop: Crop): Shrinking => {
  const first = new Int32Array(LOOK_SIDE);
  const part = new Float64Array(LOOK_SIDE);
  const width = (1 - crop.before - crop.behind) / LOOK_SIDE;
  for (let cell = 0; cell < LOOK_SIDE; cell += 1) {
    const from = crop.before + cell * width;
    const source = Math.min(Math.floor(from * LOOK_SIDE + 1e-9), LOOK_SIDE - 1);
    first[cell] = source;
    part[cell] = Math.min(1, (overlapOf(source, crop).to - from) / width);
  }
  return { first, part };
};

const indexOf = (before: number, behind: number): number => before * (MOST_STEPS + 1) + behind;
const stepsOf = (part: number): number => Math.round(part / STEP);

const SHRINKINGS: readonly (Shrinking | undefined)[] = (() => {
  const all: Shrinking[] = [];
  for (const crop of cropsOf(STEP, MOST_STEPS)) {
    all[indexOf(stepsOf(crop.before), stepsOf(crop.behind))] = shrinkingBy(crop);
  }
  return all;
})();

/** The placing that cuts off these crops. */
export const placingOf = (vertical: Crop, horizontal: Crop, isMirrored: boolean): Placing => ({
  top: stepsOf(vertical.before),
  bottom: stepsOf(vertical.behind),
  left: stepsOf(horizontal.before),
  right: stepsOf(horizontal.behind),
  isMirrored,
});

/** The cells `[16, 16]` of a picture's part, written to `placed`; false where the placing leaves too little of it. */
export const placeCells = (cells: Int8Array, placing: Placing, placed: Float64Array): boolean => {
  const { top, bottom, left, right, isMirrored } = placing;
  if (Math.min(top, bottom, left, right) < 0) return false;
  if (Math.max(top + bottom, left + right) > MOST_STEPS) return false;
  const rows = SHRINKINGS[indexOf(top, bottom)];
  const columns = SHRINKINGS[indexOf(left, right)];
  if (rows === undefined || columns === undefined) return false;
  for (let row = 0; row < LOOK_SIDE; row += 1) {
    const upper = (rows.first[row] ?? 0) * LOOK_SIDE;
    const lower = Math.min(upper + LOOK_SIDE, LOOK_CELLS - LOOK_SIDE);
    const upperPart = rows.part[row] ?? 0;
    for (let column = 0; column < LOOK_SIDE; column += 1) {
      const near = columns.first[column] ?? 0;
      const far = Math.min(near + 1, LOOK_SIDE - 1);
      const nearPart = columns.part[column] ?? 0;
      const above = (cells[upper + near] ?? 0) * nearPart + (cells[upper + far] ?? 0) * (1 - nearPart);
      const below = (cells[lower + near] ?? 0) * nearPart + (cells[lower + far] ?? 0) * (1 - nearPart);
      const target = row * LOOK_SIDE + (isMirrored ? LOOK_SIDE - 1 - column : column);
      placed[target] = above * upperPart + below * (1 - upperPart);
    }
  }
  return true;
};

/** Pearson's correlation of the cells of two pictures, -1..1; 0 where one of them is flat. */
export const correlationOf = (left: Float64Array, right: Int8Array): number => {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let cell = 0; cell < LOOK_CELLS; cell += 1) {
    const a = left[cell] ?? 0;
    const b = right[cell] ?? 0;
    sumA += a;
    sumB += b;
    sumAA += a * a;
    sumBB += b * b;
    sumAB += a * b;
  }
  const spread = (LOOK_CELLS * sumAA - sumA * sumA) * (LOOK_CELLS * sumBB - sumB * sumB);
  return spread > 0 ? (LOOK_CELLS * sumAB - sumA * sumB) / Math.sqrt(spread) : 0;
};

/** An edge moves alone, or both edges of a side move together. */
const MOVES: readonly (readonly [number, number, number, number])[] = [1, -1].flatMap((sign) => [
  [sign, 0, 0, 0] as const,
  [0, sign, 0, 0] as const,
  [sign, -sign, 0, 0] as const,
  [0, 0, sign, 0] as const,
  [0, 0, 0, sign] as const,
  [0, 0, sign, -sign] as const,
]);

/** The placing of a picture on another one where their cells correlate best, by moving edges from where `start` has them. */
export const bestPlacing = (cells: Int8Array, others: Int8Array, start: Placing): Placing => {
  const placed = new Float64Array(LOOK_CELLS);
  let best = start;
  let most = placeCells(cells, start, placed) ? correlationOf(placed, others) : -1;
  for (const stride of [2, 1]) {
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      for (const [top, bottom, left, right] of MOVES) {
        const moved: Placing = {
          top: best.top + stride * top,
          bottom: best.bottom + stride * bottom,
          left: best.left + stride * left,
          right: best.right + stride * right,
          isMirrored: best.isMirrored,
        };
        if (!placeCells(cells, moved, placed)) continue;
        const correlation = correlationOf(placed, others);
        if (correlation <= most + LEAST_GAIN) continue;
        most = correlation;
        best = moved;
        isBetter = true;
      }
    }
  }
  return best;
};
