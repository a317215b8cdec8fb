import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  argMax,
  calibrate,
  calibrationBins,
  classReports,
  confusionMatrix,
  confusionsOf,
  expectedCalibrationError,
  fitTemperature,
  type JudgedPictures,
  judge,
  type LabelledLogits,
  macroAverages,
  makeRandom,
  shareInterval,
  softmax,
  TEMPERATURE_BOUNDS,
  topPredictions,
} from '../../src/domain/index.ts';

const input = (labels: number[], ...rows: number[][]): LabelledLogits => ({
  labels,
  logits: Float32Array.from(rows.flat()),
  classes: rows[0]?.length ?? 2,
});

describe('softmax', () => {
  it('sums to 1 and survives large logits', () => {
    expect(softmax(Float32Array.of(1000, 999, -1000))[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 12);
    expect(softmax(Float32Array.of(0, 0, 0, 0))).toEqual([0.25, 0.25, 0.25, 0.25]);
    expect(softmax(Float32Array.of(-5000, -5000))).toEqual([0.5, 0.5]);
  });

  it('is flatter at a higher temperature', () => {
    const logits = Float32Array.of(2, 1, 0);
    expect(softmax(logits, 4)[0]).toBeLessThan(softmax(logits)[0] ?? 0);
    expect(softmax(logits, 2)).toEqual(softmax(Float32Array.of(1, 0.5, 0)));
  });
});

describe('the likeliest classes', () => {
  it('come first, equal ones in the order of the classes', () => {
    expect(topPredictions([0.2, 0.5, 0.2, 0.1], ['a', 'b', 'c', 'd'], 3)).toEqual([
      { className: 'b', probability: 0.5 },
      { className: 'a', probability: 0.2 },
      { className: 'c', probability: 0.2 },
    ]);
    expect(topPredictions([0.4, 0.6], ['a', 'b'], 5)).toHaveLength(2);
    expect(argMax([1, 3, 3])).toBe(1);
  });
});

describe('the report of classes', () => {
  // True classes 0 0 0 1 1, predicted 0 0 1 1 1; class 2 never.
  const judged = judge(input([0, 0, 0, 1, 1], [3, 1, 0], [2, 1, 0], [0, 1, 0], [0, 5, 0], [1, 2, 0]));
  const nothing: JudgedPictures = { labels: [], predictions: [], classes: 2 };

  it('counts true classes by row and predicted ones by column', () => {
    expect(confusionMatrix(judged, [0, 1, 2])).toEqual([
      [2, 1, 0],
      [0, 2, 0],
      [0, 0, 0],
    ]);
    expect(accuracyOf(judged)).toBe(0.8);
    expect(accuracyOf(nothing)).toBeNull();
  });

  it('counts some of the classes only where it is asked to', () => {
    expect(confusionMatrix(judged, [1])).toEqual([[2]]);
    expect(confusionMatrix(judged, [])).toEqual([]);
  });

  it('has precision, recall and F1, and null where there is nothing to divide by', () => {
    const [first, second, third] = classReports(judged);
    const counts = { support: 3, predicted: 2, right: 2 };
    expect(first).toEqual({ classIndex: 0, ...counts, precision: 1, recall: 2 / 3, f1: 0.8 });
    expect(second).toMatchObject({ classIndex: 1, support: 2, precision: 2 / 3, recall: 1, f1: 0.8 });
    expect(third).toMatchObject({ classIndex: 2, support: 0, precision: null, recall: null, f1: null });
  });

  it('averages over the classes with pictures, a class that was never predicted as 0', () => {
    // Class 0 twice, taken for 1 once; class 1 once, taken for 0; class 2 without pictures, predicted once; class 3 once, never predicted.
    const reports = classReports({ labels: [0, 0, 1, 3], predictions: [0, 1, 0, 2], classes: 5 });
    expect(reports[2]).toMatchObject({ support: 0, predicted: 1, precision: 0, recall: null, f1: 0 });
    expect(macroAverages(reports)).toEqual({ precision: 0.5 / 3, recall: 0.5 / 3, f1: 0.5 / 3 });
    expect(macroAverages(classReports(nothing))).toEqual({ precision: null, recall: null, f1: null });
  });

  it('lists confused pairs by their number, equal ones in the order of the classes', () => {
    const labels = [2, 0, 1, 1, 0, 2, 2];
    const predictions = [1, 2, 0, 0, 1, 2, 1];
    expect(confusionsOf({ labels, predictions, classes: 3 })).toEqual([
      { truth: 1, prediction: 0, images: 2 },
      { truth: 2, prediction: 1, images: 2 },
      { truth: 0, prediction: 1, images: 1 },
      { truth: 0, prediction: 2, images: 1 },
    ]);
  });
});

describe('the interval of a share', () => {
  it("is Wilson's, and stays within 0 and 1", () => {
    // Worked by hand from the formula with z = 1.96: 8 of 10 is 0.490 to 0.943.
    expect(shareInterval(8, 10)?.from).toBeCloseTo(0.4902, 4);
    expect(shareInterval(8, 10)?.to).toBeCloseTo(0.9433, 4);
    expect(shareInterval(10, 10)?.from).toBeCloseTo(0.7225, 4);
    expect(shareInterval(10, 10)?.to).toBe(1);
    expect(shareInterval(0, 10)?.from).toBe(0);
    expect(shareInterval(0, 0)).toBeNull();
  });
});

/** Logits whose softmax at `temperature` is what the labels are drawn from. */
const drawn = (images: number, temperature: number): LabelledLogits => {
  const random = makeRandom(17);
  const rows: number[][] = [];
  const labels: number[] = [];
  for (let image = 0; image < images; image += 1) {
    const row = [0, 1, 2].map(() => 4 * random.normal());
    const point = random.float();
    const [first = 0, second = 0] = softmax(Float32Array.from(row), temperature);
    labels.push([first, first + second].filter((upTo) => point >= upTo).length);
    rows.push(row);
  }
  return input(labels, ...rows);
};

describe('the temperature', () => {
  it.each([0.5, 1, 3])('is found again for labels that were drawn at %s', (temperature) => {
    const labelled = drawn(8000, temperature);
    expect(Math.abs(Math.log(fitTemperature(labelled) / temperature))).toBeLessThan(0.08);
  });

  it('makes an overconfident model better calibrated', () => {
    const { temperature, eceBefore, eceAfter } = calibrate(drawn(4000, 4));
    expect(temperature).toBeGreaterThan(3);
    expect(eceAfter).toBeLessThan(eceBefore / 3);
  });

  it('does not make a model certain that was right on a few pictures', () => {
    const rows = Array.from({ length: 16 }, (_, image) => (image % 2 === 0 ? [5, 0] : [0, 5]));
    const labelled = input(
      rows.map((_, image) => image % 2),
      ...rows,
    );
    const temperature = fitTemperature(labelled);
    const confidence = Math.max(...softmax(labelled.logits.subarray(0, 2), temperature));
    // (16 + 1) / (16 + 2)
    expect(confidence).toBeCloseTo(17 / 18, 6);
  });

  it('stays within its bounds for logits that are always wrong, huge or tiny', () => {
    const wrong = input([1, 1, 0], [9, 0], [9, 0], [0, 9]);
    expect(fitTemperature(wrong)).toBe(TEMPERATURE_BOUNDS.maximum);
    expect(fitTemperature(input([0, 1], [1e-4, 0], [0, 1e-4]))).toBe(TEMPERATURE_BOUNDS.minimum);
    const huge = fitTemperature(input([0, 1], [1e30, 0], [0, 1e30]));
    expect(huge).toBe(TEMPERATURE_BOUNDS.maximum);
  });

  it('is 1 without pictures, for logits that say nothing, and for logits that are no numbers', () => {
    expect(fitTemperature({ labels: [], logits: new Float32Array(0), classes: 3 })).toBe(1);
    expect(fitTemperature(input([0, 1], [0, 0], [0, 0]))).toBe(1);
    expect(fitTemperature(input([0, 1], [Number.NaN, 0], [0, 1]))).toBe(1);
  });
});

describe('the calibration error', () => {
  it('is the gap of confidence and accuracy, weighted over 15 bins', () => {
    // Confidence 0.75 four times, right twice; confidence 0.5 once, right.
    const sure = [Math.log(3), 0];
    const labelled = input([0, 0, 1, 1, 0], sure, sure, sure, sure, [0, 0]);
    expect(expectedCalibrationError(labelled, 1)).toBeCloseTo((4 * 0.25 + 1 * 0.5) / 5, 6);
    const bins = calibrationBins(labelled, 1);
    expect(bins).toHaveLength(15);
    expect(bins.map(({ images }) => images).filter((images) => images > 0)).toEqual([1, 4]);
    expect(bins[0]).toEqual({ from: 0, to: 1 / 15, images: 0, confidence: null, accuracy: null });
  });

  it('has certainty in the last bin and is 0 without pictures', () => {
    expect(calibrationBins(input([0], [1000, 0]), 1)[14]?.images).toBe(1);
    expect(expectedCalibrationError({ labels: [], logits: new Float32Array(0), classes: 2 }, 1)).toBe(0);
  });
});
