import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../src/domain/index.ts';

/** What a comparison of one area found. */
export interface Comparison {
  readonly cases: number;
  /** How many single values were compared. */
  readonly values: number;
  /** The largest difference, in the unit of the area's bar; 0 where only equality counts. */
  readonly largest: number;
  /** What differs by that much; empty where nothing differs. */
  readonly largestOf: string;
  /** One line for each case that is not as in Keras. */
  readonly faults: readonly string[];
}

/** Something that Keras and this program both do. */
export interface Area {
  readonly name: string;
  readonly what: string;
  /** How many random cases there are unless another number is asked for. */
  readonly cases: number;
  /** The largest difference allowed; 0: equal. */
  readonly bar: number;
  readonly unit: 'equal' | 'absolute' | 'relative';
  /** Leaves in `folder` what Keras is to be given, where the program comes first. `random` is the area's own. */
  readonly prepare?: (folder: string, cases: number, random: Random) => Promise<void>;
  /** Compares what Keras left in `folder` with what this program makes of the same cases. `random` is that of `prepare`, from its start. */
  readonly compare: (folder: string, random: Random) => Promise<Comparison>;
}

/** Gathers the differences of an area, value by value. */
export interface Tally {
  /** A number against Keras's, counted as a difference of `difference`, with the case's name for the fault. */
  readonly number: (of: string, difference: number) => void;
  /** Two things that must be the same. */
  readonly same: (of: string, ours: unknown, keras: unknown) => void;
  readonly result: (cases: number) => Comparison;
}

const LONGEST_FAULT = 300;

/** Starts a tally with that bar. */
export const makeTally = (bar: number): Tally => {
  const faults: string[] = [];
  let [values, largest, largestOf] = [0, 0, ''];
  return {
    number: (of, difference) => {
      values += 1;
      if (!(difference <= largest)) [largest, largestOf] = [difference, of];
      if (!(difference <= bar)) faults.push(`${of}: differs by ${difference.toExponential(2)}`);
    },
    same: (of, ours, keras) => {
      values += 1;
      const [left, right] = [JSON.stringify(ours), JSON.stringify(keras)];
      if (left !== right) faults.push(`${of}: expected ${right}, received ${left}`.slice(0, LONGEST_FAULT));
    },
    result: (cases) => ({ cases, values, largest, largestOf, faults }),
  };
};

/** The cases that Keras ran, in the form that the area's module of `keras_side` gives them. */
export const readCases = (folder: string): unknown =>
  (JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as { readonly cases: unknown }).cases;

/** A number as the cases hold it: NaN and infinities are words. */
export type Written = number | 'nan' | 'inf' | '-inf';

/** The number that was written. */
export const numberOf = (written: Written): number => {
  if (written === 'nan') return Number.NaN;
  if (written === 'inf') return Number.POSITIVE_INFINITY;
  return written === '-inf' ? Number.NEGATIVE_INFINITY : written;
};

/** The number as the cases write it, so that NaN equals NaN. */
export const written = (value: number | null): Written | null => {
  if (value === null || Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
};

/** `|ours - keras| / |keras|`. */
export const relative = (ours: number, keras: number): number => Math.abs(ours - keras) / Math.abs(keras);

/** The largest `|ours - keras|` of two arrays; NaN where their lengths differ. */
export const largestDifference = (ours: Float32Array, keras: Float32Array): number => {
  if (ours.length !== keras.length) return Number.NaN;
  let largest = 0;
  for (const [index, value] of ours.entries()) {
    const difference = Math.abs(value - (keras[index] ?? Number.NaN));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
};

/** The length of `ours - keras`, of the length of `keras`. */
export const relativeDistance = (ours: Float32Array, keras: Float32Array): number => {
  if (ours.length !== keras.length) return Number.NaN;
  let [distance, length] = [0, 0];
  for (const [index, value] of keras.entries()) {
    distance += ((ours[index] ?? Number.NaN) - value) ** 2;
    length += value ** 2;
  }
  return Math.sqrt(distance) / Math.max(Math.sqrt(length), Number.MIN_VALUE);
};
