import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_VALIDATION, type Example, PRESETS, splitExamples } from '../../src/domain/index.ts';
import { PHOTOS, type Photo } from '../../test/e2e/photos.ts';
import { type JobChanges, postJob, predictAll, spread, succeeded, upload, waitUntilReady } from './client.ts';
import type { KerasOptions } from './keras-options.ts';
import { askKeras } from './keras-question.ts';
import { type Figure, say } from './report.ts';
import { startWhole } from './services.ts';
import { sized } from './sizes.ts';

const HELD_OUT = 0.3;

/** What is trained on each split. */
const WAYS = {
  'fast, float32': { preset: 'fast', recipe: { backbone: { precision: 'float32' } } },
  'fast, int8': { preset: 'fast', recipe: { backbone: { precision: 'int8' } } },
  'fine-tune': { preset: 'fine-tune', recipe: {} },
} as const satisfies Record<string, JobChanges>;

type Way = keyof typeof WAYS;
const wayNames = Object.keys(WAYS) as Way[];

/** A split as indexes of photos: what a job is given, what of that it trains on, and what it is asked. */
interface Split {
  readonly seed: number;
  readonly given: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
}

const readPhotos = (folder: string): Photo[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((className) =>
      readdirSync(join(folder, className))
        .sort()
        .map((file) => ({
          className,
          name: `${className}/${file}`,
          bytes: Buffer.from(readFileSync(join(folder, className, file))),
        })),
    );

const makeSplits = (photos: readonly Photo[], labels: readonly number[], seeds: number): Split[] => {
  const examples: readonly Example[] = photos.map(({ name, bytes }, index) => ({
    fileId: String(index),
    path: name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    classIndex: labels[index] ?? 0,
    lookAlikes: null,
    reference: null,
  }));
  const indexesOf = (of: readonly Example[]): number[] => of.map(({ fileId }) => Number(fileId));
  return Array.from({ length: seeds }, (_, index) => {
    const seed = index + 1;
    const sides = splitExamples(examples, { split: HELD_OUT, rule: 'stratified' }, 1000 + seed);
    const { train } = splitExamples(sides.train, DEFAULT_VALIDATION.fast, seed);
    return {
      seed,
      given: indexesOf(sides.train),
      train: indexesOf(train),
      test: indexesOf(sides.validation),
    };
  });
};

const countRight = async (url: string, test: readonly Photo[]): Promise<number> => {
  const answers = await predictAll(url, test);
  return answers.filter((className, index) => className === test[index]?.className).length;
};

/** Photos held out that are right, by way and by split. */
const trainAndAsk = async (photos: readonly Photo[], splits: readonly Split[]) => {
  const pick = (indexes: readonly number[]): Photo[] => indexes.flatMap((index) => photos[index] ?? []);
  const right: Record<Way, number[]> = { 'fast, float32': [], 'fast, int8': [], 'fine-tune': [] };
  const service = await startWhole();
  try {
    await waitUntilReady(service.url);
    for (const { seed, given, test } of splits) {
      const dataset = await upload(service.url, pick(given));
      for (const way of wayNames) {
        await succeeded(service.url, await postJob(service.url, dataset, seed, WAYS[way]));
        right[way].push(await countRight(service.url, pick(test)));
      }
      const counts = wayNames.map((way) => `${way} ${right[way].at(-1) ?? 0}`).join('; ');
      say(`accuracy, split ${seed}, of ${test.length} photos held out: ${counts}`);
    }
  } finally {
    await service.close();
  }
  return right;
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Accuracy on photos held out: `fast` against the same head trained in Keras, int8 against float32, `fine-tune` against `fast`. */
export const compareAccuracy = async ({
  seeds,
  pictures,
}: KerasOptions): Promise<{ figures: Figure[]; measured: unknown }> => {
  const folder = pictures ?? PHOTOS;
  const photos = spread(
    readPhotos(folder),
    pictures === null ? sized(Number.POSITIVE_INFINITY, 30) : Number.POSITIVE_INFINITY,
  );
  const classNames = [...new Set(photos.map(({ className }) => className))];
  const labels = photos.map(({ className }) => classNames.indexOf(className));
  const splits = makeSplits(photos, labels, seeds);
  const keras = (await askKeras('head', {
    files: photos.map(({ name }) => resolve(folder, name)),
    labels,
    splits,
    interpolation: PRESETS.fast.interpolation,
    l2: PRESETS.fast.head.l2,
  })) as { readonly right: readonly number[] };
  const right = await trainAndAsk(photos, splits);
  const asked = sum(splits.map(({ test }) => test.length));
  const accuracyOf = (counts: readonly number[]): number => sum(counts) / asked;
  const [fast, int8, tuned, theirs] = [
    accuracyOf(right['fast, float32']),
    accuracyOf(right['fast, int8']),
    accuracyOf(right['fine-tune']),
    accuracyOf(keras.right),
  ];
  const less = (what: string, value: number): Figure => ({ what, value, target: { atLeast: 0 } });
  const figures: Figure[] = [
    {
      what: `accuracy of fast, float32, on ${asked} photos held out of ${seeds} splits`,
      value: fast,
      target: null,
    },
    less(`the same, less that of the same head trained in Keras (${theirs.toFixed(4)})`, fast - theirs),
    less(`accuracy of fast, int8 (${int8.toFixed(4)}), less that of float32`, int8 - fast),
    less(`accuracy of fine-tune (${tuned.toFixed(4)}), less that of fast, float32`, tuned - fast),
  ];
  return { figures, measured: { folder, splits, right, keras } };
};
