import { createHash } from 'node:crypto';
import { DEFAULT_VALIDATION, type Example, splitExamples } from '../src/domain/index.ts';
import type { Photo } from '../test/e2e/photos.ts';
import { allPhotos, postJob, predictAll, succeeded, upload, waitUntilReady } from './parts/client.ts';
import { openEngine } from './parts/engine-speed.ts';
import { askScikitLearn, type ReferenceSplit } from './parts/logistic-regression.ts';
import { type Figure, report, say } from './parts/report.ts';
import { startWhole } from './parts/services.ts';
import { sized } from './parts/sizes.ts';

// Accuracy of the preset `fast` on photos held out of training, over several seeds, against scikit-learn's logistic regression
// on standardised features of the same photos. The job sets some of its photos aside for validation; the reference
// is trained without those (the like comparison) and with them.
const SEEDS = Array.from({ length: sized(5, 1) }, (_, index) => index + 1);
const HELD_OUT = 0.3;
const CS = [0.1, 1];

const photos = allPhotos();
const classNames = [...new Set(photos.map(({ className }) => className))];
const labels = photos.map(({ className }) => classNames.indexOf(className));

/** The photos as the job's dataset numbers them: by class, then by name, as `allPhotos` does. `fileId` is the index here. */
const examples: readonly Example[] = photos.map(({ name, bytes }, index) => ({
  fileId: String(index),
  path: name,
  sha256: createHash('sha256').update(bytes).digest('hex'),
  classIndex: labels[index] ?? 0,
  lookAlikes: null,
  reference: null,
}));
const indexesOf = (of: readonly Example[]): number[] => of.map(({ fileId }) => Number(fileId));
const photosOf = (indexes: readonly number[]): Photo[] => indexes.flatMap((index) => photos[index] ?? []);

const splits = SEEDS.map((seed) => {
  const { train: rest, validation: heldOut } = splitExamples(
    examples,
    { split: HELD_OUT, rule: 'stratified' },
    1000 + seed,
  );
  const { train } = splitExamples(rest, DEFAULT_VALIDATION.fast, seed);
  return { seed, rest: indexesOf(rest), train: indexesOf(train), test: indexesOf(heldOut) };
});

const countRight = async (url: string, test: readonly number[]): Promise<number> => {
  const answers = await predictAll(url, photosOf(test));
  return answers.filter((className, index) => className === photos[test[index] ?? -1]?.className).length;
};

const trainAndAsk = async (): Promise<number[]> => {
  const service = await startWhole();
  try {
    await waitUntilReady(service.url);
    const right: number[] = [];
    for (const { seed, rest, test } of splits) {
      const dataset = await upload(service.url, photosOf(rest));
      await succeeded(service.url, await postJob(service.url, dataset, seed));
      right.push(await countRight(service.url, test));
      say(`seed ${seed}: ${right.at(-1) ?? 0} of ${test.length} photos held out are right`);
    }
    return right;
  } finally {
    await service.close();
  }
};

const askReference = async () => {
  const engine = await openEngine();
  const features = await engine.featuresOf(photos.map(({ bytes }) => bytes));
  engine.close();
  const references: readonly ReferenceSplit[] = splits.flatMap(({ train, rest, test }) => [
    { train, test },
    { train: rest, test },
  ]);
  return askScikitLearn(features, labels, references, CS);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const asked = sum(splits.map(({ test }) => test.length));
const reference = await askReference();
const right = await trainAndAsk();
const accuracy = sum(right) / asked;

const figures: Figure[] = [
  { what: `fast: accuracy on ${asked} photos held out`, value: accuracy, target: null },
];
if ('skipped' in reference) {
  figures.push({ what: 'fast, of logistic regression', skipped: reference.skipped });
} else {
  for (const [side, trainedOn] of ['the same photos', 'those and the job’s validation photos'].entries()) {
    for (const [column, c] of CS.entries()) {
      const rows = reference.right.filter((_, row) => row % 2 === side);
      const theirs = sum(rows.map((row) => row[column] ?? 0)) / asked;
      figures.push({
        what: `fast less logistic regression (C = ${c}, ${theirs.toFixed(4)}), trained on ${trainedOn}`,
        value: accuracy - theirs,
        target: { atLeast: 0 },
      });
    }
  }
}
report(figures, { seeds: SEEDS, heldOut: splits.map(({ test }) => test.length), right, cs: CS, reference });
