import { describe, expect, it } from 'vitest';
import { type Evaluation, makeLbfgs } from '../../src/tensors/lbfgs.ts';

const rosenbrock = (point: Float64Array): Evaluation => {
  const [x = 0, y = 0] = point;
  return {
    value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
    gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
  };
};

/** sum of (index + 1) / 2 * (x - index) ** 2: a bowl whose axes differ by the factor 50. */
const bowl = (point: Float64Array): Evaluation => ({
  value: point.reduce((sum, x, index) => sum + ((index + 1) / 2) * (x - index) ** 2, 0),
  gradient: point.map((x, index) => (index + 1) * (x - index)),
});

const run = (evaluate: (point: Float64Array) => Evaluation, start: Float64Array, iterations: number) => {
  const solver = makeLbfgs(evaluate, start, 10);
  return Array.from({ length: iterations }, () => solver.step());
};

describe('L-BFGS', () => {
  it('finds the minimum of a bowl with axes of very different length', () => {
    const last = run(bowl, new Float64Array(50), 40).at(-1);
    expect(last?.isConverged).toBe(true);
    last?.point.forEach((x, index) => {
      expect(x).toBeCloseTo(index, 5);
    });
  });

  it('follows the bent valley of Rosenbrock to its end', () => {
    const last = run(rosenbrock, Float64Array.of(-1.2, 1), 60).at(-1);
    expect(last?.isConverged).toBe(true);
    expect(last?.value).toBeLessThan(1e-9);
  });

  it('makes the value smaller at every iteration until it has converged, and then stays where it is', () => {
    const states = run(rosenbrock, Float64Array.of(-1.2, 1), 80);
    states.slice(1).forEach((state, index) => {
      const before = states[index];
      if (before?.isConverged === true) expect(state).toEqual(before);
      else expect(state.value).toBeLessThan(before?.value ?? Number.NaN);
    });
    expect(states.at(-1)?.isConverged).toBe(true);
  });

  it('stays at a start that is a minimum', () => {
    expect(run(bowl, Float64Array.of(0, 1, 2), 1)[0]).toEqual({
      point: Float64Array.of(0, 1, 2),
      value: 0,
      isConverged: true,
    });
  });

  it('gives up where the value cannot be made smaller', () => {
    const slope = (point: Float64Array): Evaluation => ({ value: 1, gradient: point.map(() => 1) });
    expect(run(slope, new Float64Array(2), 1)[0]).toMatchObject({ value: 1, isConverged: true });
  });
});
