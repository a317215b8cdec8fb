import { type Placing, placingOf } from './look-alignment.ts';
import { isWorthPlacing, likenessOf, type Shapes } from './look-detail.ts';
import { LOOK_CELLS, LOOK_COLOUR_SIDE, LOOK_COLOURS } from './look-format.ts';
import {
  cosineOf,
  keyOf,
  MIRROR_MASK,
  SEARCH_CROPS,
  WAVE_COUNT,
  writeSpectra,
  writeWeakestBits,
} from './look-spectrum.ts';

/** Looks to be compared, all different, as rows. */
export interface LookTable {
  readonly rows: number;
  /** `[rows, 16, 16]`, see `ReadLook`. */
  readonly cells: Int8Array;
  /** `[rows, 16, 16]`, see `Shapes`. */
  readonly details: Int8Array;
  /** `[rows, 2, 4, 4]`. */
  readonly colours: Uint8Array;
}

/** Where found pairs of rows go. */
export interface AlikeRows {
  /** Whether two rows are known to be in one group. */
  areJoined(left: number, right: number): boolean;
  join(left: number, right: number): void;
}

/** How alike two spectra must be for a closer look. */
const LEAST_COSINE = 0.86;
/** How far the colours of two pictures may be apart, mean over the cells. */
const MOST_COLOUR_DISTANCE = 10;
/** A picture whose colours are all this near to grey may be the grey copy of one in colour. */
const MOST_COLOUR_OF_GREY = 3;
const NO_COLOUR = 128;
/** Keys are looked up with up to three of their seven weakest bits turned. */
const TURNED_BITS = 7;
const TURNS_TOGETHER = 3;
/** Spectra compared and pictures laid on one another for one row: bounds the time where very many pictures are nearly alike. */
const MOST_COSINES = 4096;
const MOST_PLACINGS = 32;
/** A row this much like one of the last few in its bucket is looked for through that one alone. */
const TWIN_COSINE = 0.998;
const TWINS_TRIED = 8;
const NONE = -1;

const WHOLE = { before: 0, behind: 0 };
const AS_IT_IS = placingOf(WHOLE, WHOLE, false);

/** Placing of each spectrum of a picture, then the same mirrored. */
const PLACINGS: readonly Placing[] = [false, true].flatMap((isMirrored) =>
  SEARCH_CROPS.map(({ vertical, horizontal }) => placingOf(vertical, horizontal, isMirrored)),
);

const cellsOf = ({ cells }: LookTable, row: number): Int8Array =>
  cells.subarray(row * LOOK_CELLS, (row + 1) * LOOK_CELLS);

const shapesOf = (table: LookTable, row: number): Shapes => ({
  cells: cellsOf(table, row),
  detail: table.details.subarray(row * LOOK_CELLS, (row + 1) * LOOK_CELLS),
});

const isGrey = ({ colours }: LookTable, row: number): boolean => {
  for (let i = row * LOOK_COLOURS; i < (row + 1) * LOOK_COLOURS; i += 1) {
    if (Math.abs((colours[i] ?? 0) - NO_COLOUR) > MOST_COLOUR_OF_GREY) return false;
  }
  return true;
};

const haveSameColours = (table: LookTable, left: number, right: number, isMirrored: boolean): boolean => {
  const { colours } = table;
  let sum = 0;
  for (let i = 0; i < LOOK_COLOURS; i += 1) {
    const column = i % LOOK_COLOUR_SIDE;
    const same = isMirrored ? i - column + LOOK_COLOUR_SIDE - 1 - column : i;
    sum += Math.abs((colours[left * LOOK_COLOURS + same] ?? 0) - (colours[right * LOOK_COLOURS + i] ?? 0));
  }
  return sum <= MOST_COLOUR_DISTANCE * LOOK_COLOURS || isGrey(table, left) || isGrey(table, right);
};

/** The turns of a key: the turn that it goes on from, by its place in the list, and which of the weakest bits it adds. */
const TURNS: readonly { readonly from: number; readonly bit: number }[] = (() => {
  const turns = [{ from: 0, bit: NONE, count: 0 }];
  for (const [from, turn] of turns.entries()) {
    if (turn.count === TURNS_TOGETHER) continue;
    for (let bit = turn.bit + 1; bit < TURNED_BITS; bit += 1)
      turns.push({ from, bit, count: turn.count + 1 });
  }
  return turns;
})();

const TURNED_FROM = Int32Array.from(TURNS, ({ from }) => from);
const ADDED_BIT = Int32Array.from(TURNS, ({ bit }) => bit);

/** The masks of all turns; the first one turns nothing. */
const writeTurns = (bits: Int32Array, masks: Int32Array): void => {
  masks[0] = 0;
  for (let turn = 1; turn < masks.length; turn += 1) {
    masks[turn] = (masks[TURNED_FROM[turn] ?? 0] ?? 0) | (bits[ADDED_BIT[turn] ?? 0] ?? 0);
  }
};

class Search {
  private readonly table: LookTable;
  private readonly alike: AlikeRows;
  /** Rows by their key, as chains: `heads[key]` is the last row put in, `next[row]` the one before it. */
  private readonly heads = new Int32Array(1 << WAVE_COUNT).fill(NONE);
  private readonly next: Int32Array;
  /** One bit a key: whether it has a row. Small enough for the processor's cache, as most keys that are looked up have none. */
  private readonly isUsed = new Int32Array((1 << WAVE_COUNT) / 32);
  /** The spectrum of each row as it is. */
  private readonly wholes: Float32Array;
  /** The spectra of one row as each of its crops. */
  private readonly spectra = new Float32Array(SEARCH_CROPS.length * WAVE_COUNT);
  private readonly bits = new Int32Array(TURNED_BITS);
  private readonly turns = new Int32Array(TURNS.length);
  private readonly isTwin: Uint8Array;
  private cosinesLeft = 0;
  private placingsLeft = 0;

  constructor(table: LookTable, alike: AlikeRows) {
    this.table = table;
    this.alike = alike;
    this.next = new Int32Array(table.rows).fill(NONE);
    this.isTwin = new Uint8Array(table.rows);
    this.wholes = new Float32Array(table.rows * WAVE_COUNT);
  }

  run(): void {
    for (let row = 0; row < this.table.rows; row += 1) this.put(row);
    for (let row = 0; row < this.table.rows; row += 1) {
      if (this.isTwin[row] === 0) this.lookUp(row);
    }
  }

  private put(row: number): void {
    const start = row * WAVE_COUNT;
    writeSpectra(cellsOf(this.table, row), 'whole', this.wholes.subarray(start, start + WAVE_COUNT));
    const key = keyOf(this.wholes, start);
    if (this.hasTwin(row, key)) {
      this.isTwin[row] = 1;
      return;
    }
    this.next[row] = this.heads[key] ?? NONE;
    this.heads[key] = row;
    this.isUsed[key >> 5] = (this.isUsed[key >> 5] ?? 0) | (1 << (key & 31));
  }

  private hasTwin(row: number, key: number): boolean {
    let other = this.heads[key] ?? NONE;
    for (let tried = 0; tried < TWINS_TRIED && other !== NONE; tried += 1) {
      if (cosineOf(this.wholes, row * WAVE_COUNT, 0, this.wholes, other * WAVE_COUNT) >= TWIN_COSINE) {
        if (this.compare(row, other, AS_IT_IS)) return true;
      }
      other = this.next[other] ?? NONE;
    }
    return false;
  }

  private compare(row: number, other: number, placing: Placing): boolean {
    if (!haveSameColours(this.table, row, other, placing.isMirrored)) return false;
    const left = shapesOf(this.table, row);
    const right = shapesOf(this.table, other);
    if (!isWorthPlacing(left, right, placing)) return false;
    this.placingsLeft -= 1;
    if (!likenessOf(left, right, placing).isSame) return false;
    this.alike.join(row, other);
    return true;
  }

  private lookUp(row: number): void {
    const { isUsed, turns } = this;
    const mirror = MIRROR_MASK;
    this.cosinesLeft = MOST_COSINES;
    this.placingsLeft = MOST_PLACINGS;
    writeSpectra(cellsOf(this.table, row), 'all', this.spectra);
    for (let crop = 0; crop < SEARCH_CROPS.length; crop += 1) {
      const key = keyOf(this.spectra, crop * WAVE_COUNT);
      writeWeakestBits(this.spectra, crop * WAVE_COUNT, this.bits);
      writeTurns(this.bits, turns);
      for (let turn = 0; turn < turns.length; turn += 1) {
        const near = key ^ (turns[turn] ?? 0);
        const mirrored = near ^ mirror;
        if (((isUsed[near >> 5] ?? 0) >> (near & 31)) & 1) this.walk(row, crop, near, 0);
        if (((isUsed[mirrored >> 5] ?? 0) >> (mirrored & 31)) & 1) this.walk(row, crop, mirrored, mirror);
      }
    }
  }

  private walk(row: number, crop: number, key: number, mask: number): void {
    for (let other = this.heads[key] ?? NONE; other !== NONE; other = this.next[other] ?? NONE) {
      if (other === row) continue;
      if (this.cosinesLeft === 0 || this.placingsLeft === 0) return;
      this.cosinesLeft -= 1;
      const cosine = cosineOf(this.spectra, crop * WAVE_COUNT, mask, this.wholes, other * WAVE_COUNT);
      if (cosine < LEAST_COSINE || this.alike.areJoined(row, other)) continue;
      const placing = PLACINGS[mask === 0 ? crop : SEARCH_CROPS.length + crop] ?? AS_IT_IS;
      this.compare(row, other, placing);
    }
  }
}

/** Finds pairs of rows that are copies of one picture and joins them. */
export const joinAlike = (table: LookTable, alike: AlikeRows): void => {
  new Search(table, alike).run();
};
