import Type, { type Static } from 'typebox';
import type {
  Abstention,
  CalibrationBin,
  ClassReport,
  Confusion,
  JobReport,
  Mistake,
} from '../domain/index.ts';
import { exampleParity, imageOf, parity, toParity } from './report-parity.ts';
import {
  abstention,
  averages,
  bins,
  classes,
  confusionMatrix,
  confusions,
  mistakes,
  part,
  partOrNull,
} from './report-parts.ts';
import { closed, component, count, nullable, oneOf, sha256 } from './schema.ts';

const example = {
  jobId: 'job_01k9v2x4w8r7t3q5n6m1p0d2c4',
  model: 'animals',
  modelVersion: 3,
  dataset: {
    id: 'ds_01k9v2wz5h8s4b7f3g6j9k1m2n',
    fingerprint: '8d74beec1be996322ad76813bafb92d40839895d6dd7ee808b17ca201eac98be',
  },
  epoch: 21,
  validation: { images: 4, chosenBy: 'rule', rule: { split: 0.2, rule: 'stratified' }, seed: 7 },
  right: 3,
  accuracy: 0.75,
  accuracyInterval: { from: 0.3006, to: 0.9544 },
  macro: { precision: 0.8333, recall: 0.75, f1: 0.7333 },
  classes: [
    {
      className: 'cat',
      classIndex: 0,
      images: 2,
      predicted: 1,
      right: 1,
      precision: 1,
      recall: 0.5,
      f1: 0.6667,
    },
    {
      className: 'dog',
      classIndex: 1,
      images: 2,
      predicted: 3,
      right: 2,
      precision: 0.6667,
      recall: 1,
      f1: 0.8,
    },
  ],
  confusionMatrix: {
    classNames: ['cat', 'dog'],
    counts: [
      [1, 1],
      [0, 2],
    ],
    complete: true,
  },
  confusions: [{ truth: 'cat', prediction: 'dog', images: 1 }],
  confusionsTotal: 1,
  calibration: {
    temperature: 1.4,
    eceBefore: 0.31,
    eceAfter: 0.24,
    binsBefore: [{ from: 0.9333, to: 1, images: 4, confidence: 0.96, accuracy: 0.75 }],
    binsAfter: [{ from: 0.8667, to: 0.9333, images: 4, confidence: 0.89, accuracy: 0.75 }],
  },
  abstention: {
    chosen: {
      asked: 0.95,
      reached: false,
      threshold: 0,
      answered: 4,
      right: 3,
      coverage: 1,
      precision: 0.75,
      interval: { from: 0.3006, to: 0.9544 },
    },
    table: [],
  },
  mistakes: [
    {
      fileId: 'file_0000017',
      path: 'cat/tiger.jpg',
      truth: 'cat',
      prediction: 'dog',
      probability: 0.91,
      truthProbability: 0.09,
      image: '/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n/files/file_0000017/image',
    },
  ],
  mistakesTotal: 1,
  parity: exampleParity,
  links: {
    self: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report',
    page: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4/report.html',
    job: '/jobs/job_01k9v2x4w8r7t3q5n6m1p0d2c4',
    dataset: '/datasets/ds_01k9v2wz5h8s4b7f3g6j9k1m2n',
    modelVersion: '/models/animals/versions/3',
  },
};

/** The report of a job on the wire. */
export const JobReportBody = component(
  'JobReport',
  {
    jobId: Type.String(),
    model: Type.String(),
    modelVersion: nullable(
      Type.Integer({
        minimum: 1,
        description: 'The version that was judged; null where it was not published.',
      }),
    ),
    dataset: closed({ id: Type.String(), fingerprint: sha256('Of the dataset.') }),
    epoch: count(
      '1-based; the epoch whose weights were judged and published. 0: the converged start, which no epoch bettered.',
    ),
    validation: closed(
      {
        images: count('Pictures that the model was judged on.'),
        chosenBy: oneOf(['dataset', 'rule'], {
          description: '`dataset`: its folders or its manifest name the validation pictures.',
        }),
        rule: nullable(
          closed(
            { split: Type.Number(), rule: oneOf(['stratified', 'keras']) },
            { description: 'null where the dataset gives the split.' },
          ),
        ),
        seed: Type.Integer({ description: 'What `stratified` was drawn with.' }),
      },
      { description: 'The pictures that everything here was counted on; none was trained on.' },
    ),
    right: count('Pictures whose likeliest class is their own.'),
    accuracy: partOrNull('`right / validation.images`; null without pictures.'),
    accuracyInterval: nullable(
      closed(
        { from: part('Lower end.'), to: part('Upper end.') },
        { description: 'The 95 % interval of the accuracy (Wilson); null without pictures.' },
      ),
    ),
    macro: averages,
    classes,
    confusionMatrix,
    confusions,
    confusionsTotal: count('Of all pairs of classes that were confused.'),
    calibration: closed(
      {
        temperature: Type.Number({ description: 'Logits are divided by it.' }),
        eceBefore: part('Expected calibration error of the plain probabilities.'),
        eceAfter: part('The same after the temperature.'),
        binsBefore: bins('Probabilities before the temperature, in 15 bins.'),
        binsAfter: bins('Probabilities after the temperature, in 15 bins.'),
      },
      { description: 'How far probabilities can be taken at their word.' },
    ),
    abstention,
    mistakes,
    mistakesTotal: count('Of all wrong pictures.'),
    parity: nullable(parity),
    links: closed({
      self: Type.String(),
      page: Type.String({ description: 'The report as one page for people.' }),
      job: Type.String(),
      dataset: Type.String(),
      modelVersion: nullable(Type.String()),
    }),
  },
  {
    description: 'What the model of a job gets right and wrong on its validation pictures.',
    examples: [example],
  },
);
export type JobReportBody = Static<typeof JobReportBody>;

/** A report with what is shown beside it. */
export interface ReportWithVersion {
  readonly report: JobReport;
  readonly modelVersion: number | null;
}

const linksOf = ({ report, modelVersion }: ReportWithVersion): JobReportBody['links'] => {
  const job = `/jobs/${encodeURIComponent(report.jobId)}`;
  return {
    self: `${job}/report`,
    page: `${job}/report.html`,
    job,
    dataset: `/datasets/${encodeURIComponent(report.dataset.id)}`,
    modelVersion:
      modelVersion === null ? null : `/models/${encodeURIComponent(report.model)}/versions/${modelVersion}`,
  };
};

const toBins = (from: readonly CalibrationBin[]): JobReportBody['calibration']['binsAfter'] =>
  from.map((bin) => ({ ...bin }));

const toCalibration = ({ calibration }: JobReport): JobReportBody['calibration'] => ({
  temperature: calibration.temperature,
  eceBefore: calibration.eceBefore,
  eceAfter: calibration.eceAfter,
  binsBefore: toBins(calibration.binsBefore),
  binsAfter: toBins(calibration.binsAfter),
});

const toChoice = ({ isReached, precisionInterval, ...choice }: Abstention) => ({
  ...choice,
  reached: isReached,
  interval: precisionInterval,
});

type NameOf = (classIndex: number) => string;

const toClass =
  (nameOf: NameOf) =>
  ({ support, ...counted }: ClassReport) => ({
    className: nameOf(counted.classIndex),
    classIndex: counted.classIndex,
    images: support,
    predicted: counted.predicted,
    right: counted.right,
    precision: counted.precision,
    recall: counted.recall,
    f1: counted.f1,
  });

const toConfusion =
  (nameOf: NameOf) =>
  ({ truth, prediction, images }: Confusion) => ({
    truth: nameOf(truth),
    prediction: nameOf(prediction),
    images,
  });

const toMistake =
  (nameOf: NameOf, dataset: string) =>
  ({ fileId, path, truth, prediction, probability, truthProbability }: Mistake) => ({
    fileId,
    path,
    truth: nameOf(truth),
    prediction: nameOf(prediction),
    probability,
    truthProbability,
    image: imageOf(dataset, fileId),
  });

/** A report as it goes over the wire. */
export const toJobReportBody = (view: ReportWithVersion): JobReportBody => {
  const { report, modelVersion } = view;
  const { classNames, validation, matrix } = report;
  const nameOf: NameOf = (classIndex) => classNames[classIndex] ?? '';
  const links = linksOf(view);
  return {
    jobId: report.jobId,
    model: report.model,
    modelVersion,
    dataset: { id: report.dataset.id, fingerprint: report.dataset.fingerprint },
    epoch: report.epoch,
    validation: {
      images: validation.images,
      chosenBy: validation.rule === null ? 'dataset' : 'rule',
      rule: validation.rule,
      seed: validation.seed,
    },
    right: report.right,
    accuracy: report.accuracy,
    accuracyInterval: report.accuracyInterval,
    macro: { ...report.macro },
    classes: report.classes.map(toClass(nameOf)),
    confusionMatrix: {
      classNames: matrix.classIndexes.map(nameOf),
      counts: matrix.counts.map((row) => [...row]),
      complete: matrix.classIndexes.length === classNames.length,
    },
    confusions: report.confusions.listed.map(toConfusion(nameOf)),
    confusionsTotal: report.confusions.total,
    calibration: toCalibration(report),
    abstention: {
      chosen: report.abstention.chosen === null ? null : toChoice(report.abstention.chosen),
      table: report.abstention.table.map(toChoice),
    },
    mistakes: report.mistakes.listed.map(toMistake(nameOf, links.dataset)),
    mistakesTotal: report.mistakes.total,
    parity: report.parity === null ? null : toParity(report.parity, links.dataset),
    links,
  };
};
