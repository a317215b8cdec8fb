import { describe, expect, it } from 'vitest';
import {
  calibrate,
  fileIdAt,
  type JobReport,
  makeJobReport,
  makeRandom,
  mostConfused,
  REPORT_MAX_ENTRIES,
  REPORT_MAX_MATRIX_CLASSES,
} from '../../src/domain/index.ts';
import { aJob, aReport } from './fakes.ts';

/** A report on pictures whose likeliest class, at logit `sure`, is the prediction. */
const reportOn = (
  classes: number,
  pictures: readonly { readonly label: number; readonly prediction: number; readonly sure?: number }[],
  temperature = 1,
): JobReport => {
  const logits = new Float32Array(pictures.length * classes);
  for (const [row, { prediction, sure }] of pictures.entries())
    logits[row * classes + prediction] = sure ?? 5;
  return makeJobReport({
    job: aJob({ attempt: 2 }),
    epoch: 4,
    classNames: Array.from({ length: classes }, (_, index) => `class ${index}`),
    examples: pictures.map(({ label }, row) => ({
      fileId: fileIdAt(row),
      path: `class ${label}/${row}.jpg`,
      classIndex: label,
    })),
    logits,
    calibration: { temperature, eceBefore: 0, eceAfter: 0 },
  });
};

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
};

describe('the report on four pictures of which one is wrong', () => {
  const report = aReport();

  it('says which model, which pictures, and how they were chosen', () => {
    expect(report).toMatchObject({
      jobId: 'job_0001',
      attempt: 1,
      model: 'animals',
      dataset: { id: 'ds_0001', fingerprint: 'f1' },
      epoch: 3,
      validation: { images: 4, rule: { split: 0.2, rule: 'stratified' }, seed: 7 },
    });
  });

  it('counts by hand', () => {
    expect(report.matrix).toEqual({
      classIndexes: [0, 1],
      counts: [
        [1, 1],
        [0, 2],
      ],
    });
    expect(report.right).toBe(3);
    expect(report.accuracy).toBe(0.75);
    expect(report.classes).toEqual([
      { classIndex: 0, support: 2, predicted: 1, right: 1, precision: 1, recall: 0.5, f1: 2 / 3 },
      { classIndex: 1, support: 2, predicted: 3, right: 2, precision: 2 / 3, recall: 1, f1: 0.8 },
    ]);
    expect(report.macro.precision).toBeCloseTo((1 + 2 / 3) / 2, 12);
    expect(report.macro.recall).toBe(0.75);
    expect(report.macro.f1).toBeCloseTo((2 / 3 + 0.8) / 2, 12);
    expect(report.confusions).toEqual({ total: 1, listed: [{ truth: 0, prediction: 1, images: 1 }] });
  });

  it('names the wrong picture with its calibrated probabilities', () => {
    // Logits 0 and 2 at the temperature 2: 0 and 1.
    const probability = 1 / (1 + Math.exp(-1));
    expect(report.mistakes.total).toBe(1);
    const [mistake] = report.mistakes.listed;
    expect(mistake).toMatchObject({ fileId: 'file_0000001', path: 'cat/1.jpg', truth: 0, prediction: 1 });
    expect(mistake?.probability).toBeCloseTo(probability, 12);
    expect(mistake?.truthProbability).toBeCloseTo(1 - probability, 12);
  });

  it('has every picture in one of 15 bins, before the temperature and after', () => {
    const { binsBefore, binsAfter } = report.calibration;
    for (const bins of [binsBefore, binsAfter]) {
      expect(bins).toHaveLength(15);
      expect(bins.reduce((sum, { images }) => sum + images, 0)).toBe(4);
    }
    // The surest: 1 / (1 + exp(-3)) = 0.953 is in the last bin; at the temperature 2 it is 0.818, in the 13th.
    expect(binsBefore[14]?.images).toBe(2);
    expect(binsAfter[14]?.images).toBe(0);
    expect(binsAfter[12]?.images).toBe(2);
  });
});

describe('the mistakes', () => {
  it('come the most certain first, equally certain ones in the order of the dataset', () => {
    const wrong = (sure: number) => ({ label: 0, prediction: 1, sure });
    const { listed } = reportOn(2, [
      wrong(1),
      wrong(3),
      wrong(1),
      wrong(4),
      { label: 0, prediction: 0 },
    ]).mistakes;
    expect(listed.map(({ fileId }) => fileId)).toEqual([3, 1, 0, 2].map(fileIdAt));
  });

  it('are none where classes are equally likely and the first is right', () => {
    expect(reportOn(2, [{ label: 0, prediction: 0, sure: 0 }]).mistakes.total).toBe(0);
    expect(reportOn(2, [{ label: 1, prediction: 0, sure: 0 }]).mistakes.listed).toMatchObject([
      { truth: 1, prediction: 0, probability: 0.5, truthProbability: 0.5 },
    ]);
  });

  it('are listed up to a bound, and all are counted', () => {
    const pictures = Array.from({ length: REPORT_MAX_ENTRIES + 5 }, () => ({ label: 1, prediction: 0 }));
    const { mistakes } = reportOn(2, pictures);
    expect(mistakes.total).toBe(REPORT_MAX_ENTRIES + 5);
    expect(mistakes.listed).toHaveLength(REPORT_MAX_ENTRIES);
  });

  it('have no probability where the logits are no numbers, and come last', () => {
    const { mistakes } = reportOn(2, [
      { label: 1, prediction: 0, sure: Number.POSITIVE_INFINITY },
      { label: 1, prediction: 0, sure: 1 },
    ]);
    expect(mistakes.listed.map(({ fileId, probability }) => [fileId, probability === null])).toEqual([
      ['file_0000001', false],
      ['file_0000000', true],
    ]);
  });
});

describe('a report', () => {
  it('holds no number that is none: not without pictures, not with classes that have none', () => {
    for (const report of [
      reportOn(3, []),
      reportOn(3, [{ label: 0, prediction: 2 }]),
      reportOn(2, [{ label: 0, prediction: 1, sure: Number.NaN }]),
    ]) {
      for (const number of numbersIn(report)) expect(number).toSatisfy(Number.isFinite);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    }
    expect(reportOn(3, [])).toMatchObject({
      accuracy: null,
      accuracyInterval: null,
      macro: { precision: null, recall: null, f1: null },
    });
  });

  it('is bounded where classes are many: the matrix is of those with most confusions', () => {
    const classes = REPORT_MAX_MATRIX_CLASSES + 20;
    // The last 30 classes are taken for the one before; all others are right.
    const pictures = Array.from({ length: classes }, (_, label) => ({
      label,
      prediction: label >= classes - 30 ? label - 1 : label,
    }));
    const report = reportOn(classes, pictures);
    expect(report.classes).toHaveLength(classes);
    expect(report.confusions.total).toBe(30);
    const { classIndexes, counts } = report.matrix;
    expect(classIndexes).toHaveLength(REPORT_MAX_MATRIX_CLASSES);
    expect(counts).toHaveLength(REPORT_MAX_MATRIX_CLASSES);
    expect(classIndexes.slice(-31)).toEqual(Array.from({ length: 31 }, (_, index) => classes - 31 + index));
    expect(classIndexes.slice(0, 2)).toEqual([0, 1]);
    expect(counts.at(-1)?.at(-2)).toBe(1);
    expect(mostConfused(report.classes, 31)).toEqual(classIndexes.slice(-31));
  });

  it('agrees with itself on random answers', () => {
    const random = makeRandom(3);
    const labels = Array.from({ length: 500 }, () => random.below(5));
    const logits = Float32Array.from({ length: 2500 }, () => 2 * random.normal());
    const calibration = calibrate({ labels, logits, classes: 5 });
    const report = makeJobReport({
      job: aJob(),
      epoch: 1,
      classNames: ['a', 'b', 'c', 'd', 'e'],
      examples: labels.map((classIndex, row) => ({ fileId: fileIdAt(row), path: `${row}.jpg`, classIndex })),
      logits,
      calibration,
    });
    const cells = report.matrix.counts.flat().reduce((sum, count) => sum + count, 0);
    expect(cells).toBe(500);
    expect(report.right + report.mistakes.total).toBe(500);
    expect(report.confusions.listed.reduce((sum, { images }) => sum + images, 0)).toBe(report.mistakes.total);
    const eceOf = (bins: JobReport['calibration']['binsAfter']): number =>
      bins.reduce(
        (sum, { images, confidence, accuracy }) =>
          sum + images * Math.abs((confidence ?? 0) - (accuracy ?? 0)),
        0,
      ) / 500;
    expect(eceOf(report.calibration.binsBefore)).toBeCloseTo(calibration.eceBefore, 12);
    expect(eceOf(report.calibration.binsAfter)).toBeCloseTo(calibration.eceAfter, 12);
    const certainty = report.mistakes.listed.map(({ probability }) => probability ?? -1);
    expect(certainty).toEqual(certainty.toSorted((left, right) => right - left));
  });
});
