import { type Crop, cropsOf, overlapOf } from './look-crops.ts';
import { LOOK_CELLS, LOOK_SIDE } from './look-format.ts';

/** Crops are tried in steps of 1 % along each side. */
const STEP = 0.01;
const MOST_STEPS = 13;

/** For each cell of the crop: the first cell of the picture that it takes from, and the part of it. */
interface Shrinking {
  readonly first: Int32Array;
  readonly part: Float64Array;
}

const shrinkingBy = (crop: Crop): Shrinking => {
  const first = new Int32Array(LOOK_SIDE);
  const part = new Float64Array(LOOK_SIDE);
  const length = 1 - crop.before - crop.behind;
  for (let cell = 0; cell < LOOK_SIDE; cell += 1) {
    const from = crop.before + (cell / LOOK_SIDE) * length;
    const source = Math.min(Math.floor(from * LOOK_SIDE + 1e-9), LOOK_SIDE - 1);
    const { to } = overlapOf(source, crop);
    const width = length / LOOK_SIDE;
    first[cell] = source;
    part[cell] = Math.min(1, (to - from) / width);
  }
  return { first, part };
};

const keyOfSteps = (before: number, behind: number): number => before * (MOST_STEPS + 1) + behind;

const SHRINKINGS: readonly (Shrinking | undefined)[] = (() => {
  const all: Shrinking[] = [];
  for (const crop of cropsOf(STEP, MOST_STEPS)) {
    all[keyOfSteps(Math.round(crop.before / STEP), Math.round(crop.behind / STEP))] = shrinkingBy(crop);
  }
  return all;
})();

/** Pearson's correlation of what the steps leave of `left` with the whole of `right`; -1 where they leave too little. */
const correlationAt = (
  left: Uint8Array,
  right: Uint8Array,
  isMirrored: boolean,
  steps: readonly number[],
): number => {
  const [top = 0, bottom = 0, start = 0, end = 0] = steps;
  if (Math.min(top, bottom, start, end) < 0 || top + bottom > MOST_STEPS || start + end > MOST_STEPS)
    return -1;
  const rows = SHRINKINGS[keyOfSteps(top, bottom)];
  const columns = SHRINKINGS[keyOfSteps(start, end)];
  if (rows === undefined || columns === undefined) return -1;
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let row = 0; row < LOOK_SIDE; row += 1) {
    const upper = (rows.first[row] ?? 0) * LOOK_SIDE;
    const lower = Math.min(upper + LOOK_SIDE, LOOK_CELLS - LOOK_SIDE);
    const upperPart = rows.part[row] ?? 0;
    for (let column = 0; column < LOOK_SIDE; column += 1) {
      const near = columns.first[column] ?? 0;
      const far = Math.min(near + 1, LOOK_SIDE - 1);
      const nearPart = columns.part[column] ?? 0;
      const above = (left[upper + near] ?? 0) * nearPart + (left[upper + far] ?? 0) * (1 - nearPart);
      const below = (left[lower + near] ?? 0) * nearPart + (left[lower + far] ?? 0) * (1 - nearPart);
      const a = above * upperPart + below * (1 - upperPart);
      const b = right[row * LOOK_SIDE + (isMirrored ? LOOK_SIDE - 1 - column : column)] ?? 0;
      sumA += a;
      sumB += b;
      sumAA += a * a;
      sumBB += b * b;
      sumAB += a * b;
    }
  }
  const spread = (LOOK_CELLS * sumAA - sumA * sumA) * (LOOK_CELLS * sumBB - sumB * sumB);
  return spread > 0 ? (LOOK_CELLS * sumAB - sumA * sumB) / Math.sqrt(spread) : 0;
};

const MOVES: readonly (readonly number[])[] = [
  [1, 0, 0, 0],
  [-1, 0, 0, 0],
  [0, 1, 0, 0],
  [0, -1, 0, 0],
  [1, -1, 0, 0],
  [-1, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, -1, 0],
  [0, 0, 0, 1],
  [0, 0, 0, -1],
  [0, 0, 1, -1],
  [0, 0, -1, 1],
];

/**
 * The correlation of a crop of `left` with the whole of `right`, the best that is found by moving the edges from where
 * `vertical` and `horizontal` have them: 1 for the same picture. Cells `[16, 16]` each.
 */
export const alignedCorrelation = (
  left: Uint8Array,
  right: Uint8Array,
  isMirrored: boolean,
  vertical: Crop,
  horizontal: Crop,
): number => {
  let steps = [vertical.before, vertical.behind, horizontal.before, horizontal.behind].map((part) =>
    Math.round(part / STEP),
  );
  let best = correlationAt(left, right, isMirrored, steps);
  for (const stride of [2, 1]) {
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      for (const move of MOVES) {
        const moved = steps.map((step, i) => step + stride * (move[i] ?? 0));
        const correlation = correlationAt(left, right, isMirrored, moved);
        if (correlation <= best + 1e-4) continue;
        best = correlation;
        steps = moved;
        isBetter = true;
      }
    }
  }
  return best;
};
