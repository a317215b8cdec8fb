import { searchLine, type Trial } from './line-search.ts';

/** Value and gradient of an objective at a point. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Where a minimisation stands. `isConverged`: further steps change nothing. */
export interface LbfgsState {
  readonly point: Float64Array;
  readonly value: number;
  readonly isConverged: boolean;
}

/** One minimisation. */
export interface Lbfgs {
  /** Takes one iteration and gives the new state. */
  readonly step: () => LbfgsState;
}

/** Converged when no component of the gradient is larger. Logits are float32, which leaves about 1e-7 of noise in it. */
const GRADIENT_TOLERANCE = 1e-5;

interface Correction {
  readonly move: Float64Array;
  readonly change: Float64Array;
  readonly inverse: number;
}

const dot = (left: Float64Array, right: Float64Array): number => {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
};

/** `base + factor * direction` as a new array. */
const along = (base: Float64Array, direction: Float64Array, factor: number): Float64Array =>
  base.map((value, index) => value + factor * (direction[index] ?? 0));

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** The two-loop recursion: minus the inverse Hessian's estimate times the gradient (Nocedal and Wright, algorithm 7.4). */
const descentDirection = (gradient: Float64Array, history: readonly Correction[]): Float64Array => {
  let direction: Float64Array = gradient.map((value) => -value);
  const weights = new Map<Correction, number>();
  for (const correction of history.toReversed()) {
    const weight = correction.inverse * dot(correction.move, direction);
    weights.set(correction, weight);
    direction = along(direction, correction.change, -weight);
  }
  const newest = history.at(-1);
  if (newest !== undefined) {
    const scale = 1 / (newest.inverse * dot(newest.change, newest.change));
    direction = direction.map((value) => value * scale);
  }
  for (const correction of history) {
    const weight = correction.inverse * dot(correction.change, direction);
    direction = along(direction, correction.move, (weights.get(correction) ?? 0) - weight);
  }
  return direction;
};

type Located = Evaluation & { readonly point: Float64Array };

/**
 * Limited-memory BFGS (Liu and Nocedal 1989) with a strong Wolfe line search, in double precision; the same steps for the same
 * objective. `historySize`: corrections that are kept.
 */
export const makeLbfgs = (
  evaluate: (point: Float64Array) => Evaluation,
  start: Float64Array,
  historySize: number,
): Lbfgs => {
  let here: Located = { point: start, ...evaluate(start) };
  let history: Correction[] = [];
  let isConverged = largest(here.gradient) <= GRADIENT_TOLERANCE;

  const search = (direction: Float64Array): Trial<Located> | null => {
    const slope = dot(here.gradient, direction);
    if (!(slope < 0)) return null;
    const firstDistance =
      history.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(here.gradient, here.gradient)));
    return searchLine({ distance: 0, value: here.value, slope, at: here }, firstDistance, (distance) => {
      const point = along(here.point, direction, distance);
      const evaluation = evaluate(point);
      return {
        distance,
        value: evaluation.value,
        slope: dot(evaluation.gradient, direction),
        at: { point, ...evaluation },
      };
    });
  };

  const remember = (next: Located): void => {
    const move = along(next.point, here.point, -1);
    const change = along(next.gradient, here.gradient, -1);
    const curvature = dot(move, change);
    if (curvature > 1e-10 * dot(change, change)) {
      history = [...history, { move, change, inverse: 1 / curvature }].slice(-historySize);
    }
  };

  const advance = (): void => {
    let found = search(descentDirection(here.gradient, history));
    if (found === null && history.length > 0) {
      // What was remembered may mislead near the limits of precision: once more, straight down.
      history = [];
      found = search(descentDirection(here.gradient, history));
    }
    if (found === null) {
      isConverged = true;
      return;
    }
    remember(found.at);
    here = found.at;
    isConverged = largest(here.gradient) <= GRADIENT_TOLERANCE;
  };

  return {
    step: () => {
      if (!isConverged) advance();
      return { point: here.point, value: here.value, isConverged };
    },
  };
};
