import { describe, expect, it } from 'vitest';
import {
  makeReduceLearningRate,
  type PlateauRecipe,
  type ReduceLearningRateState,
} from '../../src/domain/index.ts';

const recipe: PlateauRecipe = {
  monitor: 'val_loss',
  mode: 'auto',
  factor: 0.5,
  patience: 2,
  minDelta: 0,
  cooldown: 0,
  minLearningRate: 0,
};

/** The rate after each epoch, from 1, with a stop and a start from the stored state before each epoch. */
const ratesOf = (
  changes: Partial<PlateauRecipe>,
  values: readonly (number | undefined)[],
  start = 1,
): number[] => {
  let state: ReduceLearningRateState | undefined;
  let rate = start;
  return values.map((value, epoch) => {
    const plateau = makeReduceLearningRate({ ...recipe, ...changes }, state);
    const decision = plateau.onEpochEnd(
      epoch,
      value === undefined ? {} : { val_loss: value, val_accuracy: value },
      rate,
    );
    state = JSON.parse(JSON.stringify(plateau.state())) as ReduceLearningRateState;
    expect(decision.reduced).toBe(decision.learningRate !== rate);
    rate = decision.learningRate;
    return rate;
  });
};

describe('reducing the learning rate on a plateau', () => {
  it('waits for as many epochs without improvement as its patience, again and again', () => {
    expect(ratesOf({}, [1, 1, 1, 1, 1, 1])).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
  });

  it('begins to wait anew after an improvement', () => {
    expect(ratesOf({}, [3, 3, 2, 2, 2])).toEqual([1, 1, 1, 1, 0.5]);
  });

  it('takes a change of no more than the least one for none', () => {
    expect(ratesOf({ minDelta: 0.5 }, [3, 2.6, 2.5])).toEqual([1, 1, 0.5]);
    expect(ratesOf({ minDelta: 0.5 }, [3, 2.6, 2.4])).toEqual([1, 1, 1]);
  });

  it('takes a rise for an improvement where the metric is an accuracy, or the mode is max', () => {
    const rising = [0.1, 0.2, 0.3, 0.4];
    expect(ratesOf({ monitor: 'val_accuracy' }, rising)).toEqual([1, 1, 1, 1]);
    expect(ratesOf({ mode: 'max' }, rising)).toEqual([1, 1, 1, 1]);
    expect(ratesOf({}, rising)).toEqual([1, 1, 0.5, 0.5]);
  });

  it('counts nothing while it cools down, and the epoch that ends it again', () => {
    expect(ratesOf({ patience: 1, cooldown: 2 }, [1, 1, 1, 1, 1, 1])).toEqual([
      1, 0.5, 0.5, 0.25, 0.25, 0.125,
    ]);
  });

  it('reduces at once with no patience', () => {
    expect(ratesOf({ patience: 0 }, [1, 1, 1])).toEqual([1, 0.5, 0.25]);
  });

  it('stops at the least rate, and goes on waiting there', () => {
    expect(ratesOf({ patience: 1, minLearningRate: 0.375 }, [1, 1, 1, 1])).toEqual([1, 0.5, 0.375, 0.375]);
    const plateau = makeReduceLearningRate({ ...recipe, minLearningRate: 1 });
    const waits = [0, 1, 2, 3].map((epoch) => plateau.onEpochEnd(epoch, { val_loss: 1 }, 1).wait);
    expect(waits).toEqual([0, 1, 2, 3]);
  });

  it('passes over an epoch that has not the metric, cooldown and all', () => {
    expect(ratesOf({}, [1, undefined, 1, undefined, 1])).toEqual([1, 1, 1, 1, 0.5]);
    expect(ratesOf({ patience: 1, cooldown: 1 }, [1, 1, undefined, 1])).toEqual([1, 0.5, 0.5, 0.25]);
  });

  it('never finds a value better than a NaN that came first', () => {
    expect(ratesOf({}, [Number.NaN, 1, 0.5])).toEqual([1, 1, 0.5]);
  });

  it('holds the rate in single precision, as the variable of Keras does', () => {
    const [, rate] = ratesOf({ patience: 0, factor: 0.1 }, [1, 1], 1e-4);
    expect(rate).toBe(Math.fround(Math.fround(1e-4) * 0.1));
  });

  it('says what it saw', () => {
    const plateau = makeReduceLearningRate({ ...recipe, cooldown: 3 });
    plateau.onEpochEnd(0, { val_loss: 1 }, 0.5);
    plateau.onEpochEnd(1, { val_loss: 2 }, 0.5);
    expect(plateau.onEpochEnd(2, { val_loss: Number.NaN }, 0.5)).toEqual({
      monitor: 'val_loss',
      value: null,
      best: 1,
      wait: 0,
      cooldown: 3,
      reduced: true,
      learningRate: 0.25,
    });
  });
});
