import { AppError } from '../domain/index.ts';
import type { PredictionFilter, PredictionOrder } from '../ports/index.ts';
import type { PredictionEntry } from './prediction-journal.ts';
import { isPredictionId } from './prediction-names.ts';

type Place = Pick<PredictionEntry, 'id' | 'probability'>;

/** Below zero where the first one comes first. */
type Compare = (one: Place, other: Place) => number;

const newestFirst: Compare = (one, other) => (one.id === other.id ? 0 : one.id < other.id ? 1 : -1);

const COMPARES: Readonly<Record<PredictionOrder, Compare>> = {
  newest: newestFirst,
  uncertain: (one, other) => one.probability - other.probability || -newestFirst(one, other),
};

/** Whether all conditions hold. */
export const matchesFilter = (
  { model, probability, isLabelled }: PredictionEntry,
  filter: PredictionFilter,
): boolean =>
  (filter.model === null || model === filter.model) &&
  (filter.maxProbability === null || probability <= filter.maxProbability) &&
  (filter.isLabelled === null || isLabelled === filter.isLabelled);

/**
 * Where the part of a list begins. `entry` is the one that `after` names, which need not match a filter any more: it may have been
 * labelled since. By time its id says enough, though it is gone. `REQUEST_INVALID` for any other.
 */
export const placeAfter = (after: string, entry: PredictionEntry | null, order: PredictionOrder): Place => {
  if (entry !== null) return entry;
  if (order === 'newest' && isPredictionId(after)) return { id: after, probability: 0 };
  const detail = `expected the id of an entry of this list, received "${after}"`;
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/after', detail }] });
};

/** The first `most` of them in an order, after a place; takes one pass, whatever their number. */
export const firstOf = (
  entries: Iterable<PredictionEntry>,
  order: PredictionOrder,
  after: Place | null,
  most: number,
): readonly PredictionEntry[] => {
  const compare = COMPARES[order];
  const first: PredictionEntry[] = [];
  for (const entry of entries) {
    if (after !== null && compare(entry, after) <= 0) continue;
    const last = first[most - 1];
    if (last !== undefined && compare(entry, last) >= 0) continue;
    const position = first.findIndex((one) => compare(entry, one) < 0);
    first.splice(position === -1 ? first.length : position, 0, entry);
    if (first.length > most) first.pop();
  }
  return first;
};

/** Newest first. */
export const sortNewestFirst = (entries: readonly PredictionEntry[]): readonly PredictionEntry[] =>
  [...entries].sort(newestFirst);

/** Which of them go to make room for `excess` bytes: those without a label first, of each kind the oldest first. */
export const toMakeRoom = (
  entries: readonly PredictionEntry[],
  excess: number,
): readonly PredictionEntry[] => {
  const oldestFirst = sortNewestFirst(entries).toReversed();
  const inTurn = [
    ...oldestFirst.filter((one) => !one.isLabelled),
    ...oldestFirst.filter((one) => one.isLabelled),
  ];
  const going: PredictionEntry[] = [];
  let rest = excess;
  for (const entry of inTurn) {
    if (rest <= 0) break;
    going.push(entry);
    rest -= entry.bytes;
  }
  return going;
};
