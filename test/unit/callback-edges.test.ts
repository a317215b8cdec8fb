import { describe, expect, it } from 'vitest';
import {
  type EarlyStoppingRecipe,
  type ModelCheckpointRecipe,
  makeEarlyStopping,
  makeModelCheckpoint,
  metricName,
  type RawMetrics,
} from '../../src/domain/index.ts';

const stopping = (changes: Partial<EarlyStoppingRecipe> = {}): EarlyStoppingRecipe => ({
  monitor: 'val_loss',
  mode: 'auto',
  minDelta: 0,
  patience: 2,
  baseline: null,
  restoreBestWeights: false,
  startFromEpoch: 0,
  ...changes,
});

const checkpoint = (changes: Partial<ModelCheckpointRecipe> = {}): ModelCheckpointRecipe => ({
  monitor: 'val_accuracy',
  mode: 'auto',
  saveBestOnly: true,
  initialValueThreshold: null,
  ...changes,
});

const savedEpochs = (recipe: ModelCheckpointRecipe, series: readonly RawMetrics[]): number[] => {
  const callback = makeModelCheckpoint(recipe);
  return series.flatMap((metrics, epoch) => (callback.onEpochEnd(epoch, metrics).saved ? [epoch] : []));
};

describe('metric names', () => {
  it('take acc and val_acc for accuracy and val_accuracy, and nothing else that is no metric', () => {
    expect(metricName('acc')).toBe('accuracy');
    expect(metricName('val_acc')).toBe('val_accuracy');
    expect(metricName('val_loss')).toBe('val_loss');
    expect(metricName('f1')).toBeNull();
    expect(metricName('__proto__')).toBeNull();
  });
});

describe('a model checkpoint', () => {
  it('keeps epochs with a smaller loss when it monitors the loss', () => {
    const series = [{ loss: 1 }, { loss: 1.2 }, { loss: 0.5 }, { loss: 0.5 }, { loss: 0.4 }];
    expect(savedEpochs(checkpoint({ monitor: 'loss' }), series)).toEqual([0, 2, 4]);
  });

  it('never replaces a NaN that came first', () => {
    const series = [{ val_accuracy: Number.NaN }, { val_accuracy: 0.9 }, { val_accuracy: 1 }];
    expect(savedEpochs(checkpoint(), series)).toEqual([0]);
  });

  it('does not save a NaN that comes later', () => {
    const series = [{ val_accuracy: 0.2 }, { val_accuracy: Number.NaN }, { val_accuracy: 0.3 }];
    expect(savedEpochs(checkpoint(), series)).toEqual([0, 2]);
  });

  it('saves an epoch without the metric anyway, and the best stays what it was', () => {
    const callback = makeModelCheckpoint(checkpoint());
    expect(callback.onEpochEnd(0, { val_accuracy: 0.8 }).saved).toBe(true);
    expect(callback.onEpochEnd(1, { loss: 1 })).toMatchObject({ saved: true, value: null, best: 0.8 });
    expect(callback.onEpochEnd(2, { val_accuracy: 0.7 }).saved).toBe(false);
    expect(callback.savedEpoch).toBe(1);
  });

  it('saves nothing below its first threshold', () => {
    const series = [{ val_accuracy: 0.5 }, { val_accuracy: 0.6 }, { val_accuracy: 0.7 }];
    expect(savedEpochs(checkpoint({ initialValueThreshold: 0.6 }), series)).toEqual([2]);
  });

  it('compares in single precision, where these two values are one', () => {
    const series = [{ val_accuracy: 0.9 }, { val_accuracy: 0.9 + 1e-12 }];
    expect(savedEpochs(checkpoint(), series)).toEqual([0]);
  });

  it('cannot overwrite a better epoch after a restart', () => {
    const before = makeModelCheckpoint(checkpoint());
    before.onEpochEnd(0, { val_accuracy: 0.9 });
    const after = makeModelCheckpoint(checkpoint(), before.state());
    expect(after.onEpochEnd(1, { val_accuracy: 0.8 }).saved).toBe(false);
    expect(after.savedEpoch).toBe(0);
  });

  it('shows NaN and infinity as null', () => {
    const callback = makeModelCheckpoint(checkpoint({ monitor: 'loss' }));
    expect(callback.onEpochEnd(0, { loss: Number.POSITIVE_INFINITY })).toMatchObject({
      saved: true,
      value: null,
      best: null,
    });
  });
});

describe('early stopping', () => {
  it('does not count epochs without the metric', () => {
    const callback = makeEarlyStopping(stopping());
    const series: RawMetrics[] = [{ val_loss: 1 }, {}, { val_loss: 2 }, {}, { val_loss: 2 }];
    const decisions = series.map((metrics, epoch) => callback.onEpochEnd(epoch, metrics));
    expect(decisions.map(({ wait }) => wait)).toEqual([0, 0, 1, 1, 2]);
    expect(decisions.map(({ stop }) => stop)).toEqual([false, false, false, false, true]);
    expect(callback.stoppedEpoch).toBe(4);
  });

  it('says which epochs hold the best weights', () => {
    const callback = makeEarlyStopping(stopping({ restoreBestWeights: true }));
    const series = [3, 1, 2, 2].map((val_loss) => ({ val_loss }));
    const improved = series.map((metrics, epoch) => callback.onEpochEnd(epoch, metrics).improved);
    expect(improved).toEqual([true, true, false, false]);
    expect(callback.restoredEpoch).toBe(1);
  });

  it('never stops at the first epoch, even without patience', () => {
    const callback = makeEarlyStopping(stopping({ patience: 0, baseline: 0.1 }));
    expect(callback.onEpochEnd(0, { val_loss: 5 }).stop).toBe(false);
    expect(callback.onEpochEnd(1, { val_loss: 5 }).stop).toBe(true);
  });

  it('goes on waiting after a restart', () => {
    const before = makeEarlyStopping(stopping());
    before.onEpochEnd(0, { val_loss: 1 });
    before.onEpochEnd(1, { val_loss: 2 });
    const after = makeEarlyStopping(stopping(), before.state());
    expect(after.onEpochEnd(2, { val_loss: 2 })).toMatchObject({ wait: 2, stop: true, best: 1 });
  });
});
