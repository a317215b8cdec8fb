import { alignedCorrelation } from './look-alignment.ts';
import { LOOK_CELLS, LOOK_COLOUR_SIDE, LOOK_COLOURS } from './look-format.ts';
import {
  cosineOf,
  keyOf,
  MIRROR_MASK,
  SEARCH_CROPS,
  WAVE_COUNT,
  weakestBits,
  writeSpectra,
} from './look-spectrum.ts';

/** Looks to be compared, all different, as rows. */
export interface LookTable {
  readonly rows: number;
  /** `[rows, 16, 16]`, see `ReadLook`. */
  readonly greys: Uint8Array;
  /** `[rows, 2, 4, 4]`. */
  readonly colours: Uint8Array;
  /** The position of the picture that a row stands for. */
  readonly positions: Int32Array;
}

/** Where the found pairs go. Positions with the same root are known to be alike. */
export interface AlikeSets {
  rootOf(position: number): number;
  join(left: number, right: number): void;
}

/** How alike two spectra must be for a closer look. */
const LEAST_COSINE = 0.85;
/** How alike the grey cells of two pictures must be where they fit best. */
const LEAST_CORRELATION = 0.95;
/** How far the colours of two pictures may be apart, mean over the cells. */
const MOST_COLOUR_DISTANCE = 10;
/** The weakest bits of a key are tried both ways. */
const TURNED_BITS = 4;
const NONE = -1;

const WHOLE = { before: 0, behind: 0 };

/** Rows by their key, as chains: `heads[key]` is the last row put in, `next[row]` the one before it. */
interface Buckets {
  readonly heads: Int32Array;
  readonly next: Int32Array;
}

const colourDistance = (colours: Uint8Array, left: number, right: number, isMirrored: boolean): number => {
  let sum = 0;
  for (let i = 0; i < LOOK_COLOURS; i += 1) {
    const mirrored = isMirrored
      ? i - (i % LOOK_COLOUR_SIDE) + LOOK_COLOUR_SIDE - 1 - (i % LOOK_COLOUR_SIDE)
      : i;
    sum += Math.abs(
      (colours[left * LOOK_COLOURS + i] ?? 0) - (colours[right * LOOK_COLOURS + mirrored] ?? 0),
    );
  }
  return sum / LOOK_COLOURS;
};

const greyOf = (table: LookTable, row: number): Uint8Array =>
  table.greys.subarray(row * LOOK_CELLS, (row + 1) * LOOK_CELLS);

const spectraOfWholes = ({ rows, greys }: LookTable): Float32Array => {
  const wholes = new Float32Array(rows * WAVE_COUNT);
  for (let row = 0; row < rows; row += 1) {
    writeSpectra(greys, row, 1, wholes.subarray(row * WAVE_COUNT, (row + 1) * WAVE_COUNT));
  }
  return wholes;
};

const fillBuckets = (wholes: Float32Array, rows: number): Buckets => {
  const heads = new Int32Array(1 << WAVE_COUNT).fill(NONE);
  const next = new Int32Array(rows).fill(NONE);
  for (let row = 0; row < rows; row += 1) {
    const key = keyOf(wholes, row * WAVE_COUNT);
    next[row] = heads[key] ?? NONE;
    heads[key] = row;
  }
  return { heads, next };
};

/** Finds pairs of rows that are alike and joins their positions. */
export const findAlike = (table: LookTable, { rootOf, join }: AlikeSets): void => {
  const wholes = spectraOfWholes(table);
  const { heads, next } = fillBuckets(wholes, table.rows);
  const spectra = new Float32Array(SEARCH_CROPS.length ** 2 * WAVE_COUNT);
  const positionOfRow = (row: number): number => table.positions[row] ?? NONE;

  const compare = (row: number, other: number, crop: number, mask: number): void => {
    if (rootOf(positionOfRow(row)) === rootOf(positionOfRow(other))) return;
    if (cosineOf(spectra, crop * WAVE_COUNT, mask, wholes, other * WAVE_COUNT) < LEAST_COSINE) return;
    const isMirrored = mask !== 0;
    if (colourDistance(table.colours, row, other, isMirrored) > MOST_COLOUR_DISTANCE) return;
    const vertical = SEARCH_CROPS[Math.floor(crop / SEARCH_CROPS.length)] ?? WHOLE;
    const horizontal = SEARCH_CROPS[crop % SEARCH_CROPS.length] ?? WHOLE;
    const correlation = alignedCorrelation(
      greyOf(table, row),
      greyOf(table, other),
      isMirrored,
      vertical,
      horizontal,
    );
    if (correlation >= LEAST_CORRELATION) join(positionOfRow(row), positionOfRow(other));
  };

  const lookUp = (row: number, crop: number): void => {
    const key = keyOf(spectra, crop * WAVE_COUNT);
    const bits = weakestBits(spectra, crop * WAVE_COUNT, TURNED_BITS);
    for (let turns = 0; turns < 1 << TURNED_BITS; turns += 1) {
      const turned = bits.reduce((mask, bit, i) => ((turns >> i) & 1 ? mask | bit : mask), 0);
      for (const mask of [0, MIRROR_MASK]) {
        for (let other = heads[key ^ turned ^ mask] ?? NONE; other !== NONE; other = next[other] ?? NONE) {
          if (other !== row) compare(row, other, crop, mask);
        }
      }
    }
  };

  for (let row = 0; row < table.rows; row += 1) {
    writeSpectra(table.greys, row, SEARCH_CROPS.length, spectra);
    for (let crop = 0; crop < SEARCH_CROPS.length ** 2; crop += 1) lookUp(row, crop);
  }
};
