import { type Abstention, abstentionTable, chooseThreshold } from './abstention.ts';
import { type CalibrationBin, calibrationBins } from './calibration.ts';
import type { Example } from './dataset.ts';
import {
  accuracyOf,
  type ClassReport,
  type Confusion,
  type ConfusionMatrix,
  classReports,
  confusionMatrix,
  confusionsOf,
  judge,
  type LabelledLogits,
  type MacroAverages,
  macroAverages,
  shareInterval,
} from './evaluation.ts';
import type { Job } from './job.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';
import type { Calibration } from './model.ts';
import type { Parity } from './parity.ts';
import type { ValidationRule } from './recipe.ts';

/** Most mistakes, and most pairs of confused classes, that a report lists. The totals count all. */
export const REPORT_MAX_ENTRIES = 1000;

/** Most classes of a report's confusion matrix: it grows with their square. */
export const REPORT_MAX_MATRIX_CLASSES = 200;

/** The first entries of a list, and how many there are of them. */
export interface FirstOf<Entry> {
  readonly total: number;
  readonly listed: readonly Entry[];
}

/** What a job's model gets right and wrong on its validation pictures. Classes are indexes into `classNames`. */
export interface JobReport {
  readonly jobId: string;
  readonly attempt: number;
  readonly model: string;
  readonly dataset: { readonly id: string; readonly fingerprint: string };
  readonly classNames: readonly string[];
  /** 1-based; the epoch whose weights were judged, which are the published ones. */
  readonly epoch: number;
  /** The pictures that were judged. `rule` is null where the dataset gave the split. */
  readonly validation: {
    readonly images: number;
    readonly rule: ValidationRule | null;
    readonly seed: number;
  };
  /** Number of pictures whose likeliest class is their own. */
  readonly right: number;
  readonly accuracy: number | null;
  /** At 95 %, see `shareInterval`. */
  readonly accuracyInterval: { readonly from: number; readonly to: number } | null;
  readonly macro: MacroAverages;
  readonly classes: readonly ClassReport[];
  /** Of all classes, or of those with most confusions where there are more than `REPORT_MAX_MATRIX_CLASSES`. */
  readonly matrix: { readonly classIndexes: readonly number[]; readonly counts: ConfusionMatrix };
  /** Largest first. */
  readonly confusions: FirstOf<Confusion>;
  readonly calibration: Calibration & {
    readonly binsBefore: readonly CalibrationBin[];
    readonly binsAfter: readonly CalibrationBin[];
  };
  /** `chosen`: for the precision that the job asks for, null where it asks for none. `table`: for the usual ones. */
  readonly abstention: { readonly chosen: Abstention | null; readonly table: readonly Abstention[] };
  /** The most certain first. */
  readonly mistakes: FirstOf<Mistake>;
  /** How the version that would be published answers; null where there was no picture to ask it for, or before this was checked. */
  readonly parity: Parity | null;
}

/** What a report is made from. `logits` are `[examples.length, classNames.length]`, row by row. */
export interface JobReportInput {
  readonly job: Pick<Job, 'id' | 'attempt' | 'request'>;
  readonly epoch: number;
  readonly classNames: readonly string[];
  readonly examples: readonly Pick<Example, 'fileId' | 'path' | 'classIndex'>[];
  readonly logits: Float32Array;
  readonly calibration: Calibration;
}

const firstOf = <Entry>(entries: readonly Entry[]): FirstOf<Entry> => ({
  total: entries.length,
  listed: entries.slice(0, REPORT_MAX_ENTRIES),
});

/** The `most` classes with most confusions, of both kinds, in the order of the classes; equal ones: the first. */
export const mostConfused = (classes: readonly ClassReport[], most: number): readonly number[] =>
  classes
    .map(({ classIndex, support, predicted, right }) => ({
      classIndex,
      confusions: support + predicted - 2 * right,
    }))
    .sort((left, right) => right.confusions - left.confusions || left.classIndex - right.classIndex)
    .slice(0, most)
    .map(({ classIndex }) => classIndex)
    .sort((left, right) => left - right);

/** Judges the validation pictures of a run. Its size is bounded, whatever the number of pictures. Parity is checked later. */
export const makeJobReport = ({
  job,
  epoch,
  classNames,
  examples,
  logits,
  calibration,
}: JobReportInput): JobReport => {
  const { request } = job;
  const labels = examples.map(({ classIndex }) => classIndex);
  const input: LabelledLogits = { logits, labels, classes: classNames.length };
  const judged = judge(input);
  const classes = classReports(judged);
  const right = classes.reduce((total, report) => total + report.right, 0);
  const classIndexes = mostConfused(classes, REPORT_MAX_MATRIX_CLASSES);
  const { temperature } = calibration;
  const { abstain } = request.publish;
  return {
    jobId: job.id,
    attempt: job.attempt,
    model: request.model,
    dataset: { id: request.datasetId, fingerprint: request.datasetFingerprint },
    classNames,
    epoch,
    validation: { images: labels.length, rule: request.validation, seed: request.seed },
    right,
    accuracy: accuracyOf(judged),
    accuracyInterval: shareInterval(right, labels.length),
    macro: macroAverages(classes),
    classes,
    matrix: { classIndexes, counts: confusionMatrix(judged, classIndexes) },
    confusions: firstOf(confusionsOf(judged)),
    calibration: {
      ...calibration,
      binsBefore: calibrationBins(input, 1),
      binsAfter: calibrationBins(input, temperature),
    },
    abstention: {
      chosen: abstain === null ? null : chooseThreshold(input, temperature, abstain.precision),
      table: abstentionTable(input, temperature),
    },
    mistakes: firstOf(mistakesOf({ examples, input, judged, temperature })),
    parity: null,
  };
};
