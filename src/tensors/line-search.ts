/** A point on the search line: how far along, the value there and its derivative along the line; `at` is whatever else was computed there. */
export interface Trial<T> {
  readonly distance: number;
  readonly value: number;
  readonly slope: number;
  readonly at: T;
}

/** Sufficient decrease and curvature of the strong Wolfe conditions, as usual for quasi-Newton methods (Nocedal and Wright, 3.1). */
const DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 20;

/** The minimum of the cubic through two values and slopes (Nocedal and Wright 3.59), kept off the ends of the interval; its middle where there is none. */
const cubicMinimum = (one: Trial<unknown>, other: Trial<unknown>): number => {
  const width = other.distance - one.distance;
  const middle = one.distance + width / 2;
  const first = one.slope + other.slope - (3 * (one.value - other.value)) / (one.distance - other.distance);
  const square = first * first - one.slope * other.slope;
  if (!(square >= 0)) return middle;
  const second = Math.sign(width) * Math.sqrt(square);
  const found =
    other.distance - (width * (other.slope + second - first)) / (other.slope - one.slope + 2 * second);
  if (!Number.isFinite(found)) return middle;
  const share = (found - one.distance) / width;
  return one.distance + width * Math.min(0.9, Math.max(0.1, share));
};

/**
 * Finds a distance that meets the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and 3.6).
 * null when rounding leaves nothing to gain along the line.
 */
export const searchLine = <T>(
  start: Trial<T>,
  firstDistance: number,
  probe: (distance: number) => Trial<T>,
): Trial<T> | null => {
  const decreases = ({ distance, value }: Trial<T>): boolean =>
    value <= start.value + DECREASE * distance * start.slope;
  const isFlat = ({ slope }: Trial<T>): boolean => Math.abs(slope) <= -CURVATURE * start.slope;

  const narrow = (lower: Trial<T>, upper: Trial<T>, trials: number): Trial<T> | null => {
    let [low, high] = [lower, upper];
    for (let left = trials; left > 0; left -= 1) {
      const trial = probe(cubicMinimum(low, high));
      if (!decreases(trial) || trial.value >= low.value) {
        high = trial;
        continue;
      }
      if (isFlat(trial)) return trial;
      if (trial.slope * (high.distance - low.distance) >= 0) high = low;
      low = trial;
    }
    return low.value < start.value ? low : null;
  };

  let previous = start;
  let distance = firstDistance;
  for (let trials = 0; trials < MAX_TRIALS; trials += 1) {
    const trial = probe(distance);
    if (!decreases(trial) || (trials > 0 && trial.value >= previous.value)) {
      return narrow(previous, trial, MAX_TRIALS);
    }
    if (isFlat(trial)) return trial;
    if (trial.slope >= 0) return narrow(trial, previous, MAX_TRIALS);
    previous = trial;
    distance *= 2;
  }
  return previous.value < start.value ? previous : null;
};
