import type { MetricName, MonitorMode } from './recipe.ts';

/** Metrics of one finished epoch as they were computed; a metric that was not computed is absent. NaN and infinity stay what they are. */
export type RawMetrics = Readonly<Partial<Record<MetricName, number>>>;

/** Which way a monitored metric improves. */
export type Direction = 'min' | 'max';

/** A number in a form that JSON keeps. */
export type StoredNumber = number | 'NaN' | 'Infinity' | '-Infinity';

const ALIASES: ReadonlyMap<string, MetricName> = new Map([
  ['loss', 'loss'],
  ['accuracy', 'accuracy'],
  ['val_loss', 'val_loss'],
  ['val_accuracy', 'val_accuracy'],
  ['acc', 'accuracy'],
  ['val_acc', 'val_accuracy'],
]);

/** All names under which a metric may be given: Keras's four and the two short ones of Keras 2. */
export const METRIC_INPUT_NAMES: readonly string[] = [...ALIASES.keys()];

/** A metric's stored name (`val_acc` gives `val_accuracy`), or null for what is no metric. */
export const metricName = (given: string): MetricName | null => ALIASES.get(given) ?? null;

/** The direction of a mode; `auto` is `max` for accuracy and `min` for loss, as Keras decides it. */
export const directionOf = (monitor: MetricName, mode: MonitorMode): Direction => {
  if (mode !== 'auto') return mode;
  return monitor === 'accuracy' || monitor === 'val_accuracy' ? 'max' : 'min';
};

/**
 * Keras 3's test for an improvement: strict, and false whenever NaN is involved; with no reference anything improves, NaN too.
 * `minDelta` is subtracted (max) or added (min) in double precision; the comparison is of float32 values.
 */
export const isImprovement = (
  value: number,
  reference: number | null,
  direction: Direction,
  minDelta: number,
): boolean => {
  if (reference === null) return true;
  return direction === 'max'
    ? Math.fround(value - minDelta) > Math.fround(reference)
    : Math.fround(value + minDelta) < Math.fround(reference);
};

/** The number as the wire knows it: null for NaN, infinity and nothing. */
export const finiteOrNull = (value: number | null | undefined): number | null =>
  value !== null && value !== undefined && Number.isFinite(value) ? value : null;

/** Keeps NaN and infinity through JSON. */
export const storeNumber = (value: number): StoredNumber => {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return 'Infinity';
  return value === Number.NEGATIVE_INFINITY ? '-Infinity' : value;
};

/** The number that `storeNumber` kept. */
export const restoreNumber = (stored: StoredNumber): number => Number(stored);
