import { describe, expect, it } from 'vitest';
import {
  type DatasetFile,
  describeGroups,
  type Example,
  makeRandom,
  type Random,
  splitExamples,
  straddlingGroups,
  type ValidationRule,
  validationCounts,
} from '../../src/domain/index.ts';
import { aFile } from './fakes.ts';

/** Pictures by class, as the names of their groups; null: alone. */
const examplesOf = (...classes: readonly (string | null)[][]): Example[] =>
  classes.flatMap((groups, classIndex) =>
    groups.map((lookAlikes, index) => ({
      fileId: `${classIndex}-${index}`,
      path: `${classIndex}/${index}.jpg`,
      sha256: `${classIndex}-${index}`,
      classIndex,
      lookAlikes,
      reference: null,
    })),
  );

const alone = (count: number): null[] => Array.from({ length: count }, () => null);

/** `groups` groups of `size` pictures each. */
const grouped = (name: string, groups: number, size: number): string[] =>
  Array.from({ length: groups * size }, (_, index) => `${name}${index % groups}`);

const stratified = (split: number): ValidationRule => ({ split, rule: 'stratified' });

const countByClass = (examples: readonly Example[], classes: number): number[] => {
  const counts = Array.from({ length: classes }, () => 0);
  for (const { classIndex } of examples) counts[classIndex] = (counts[classIndex] ?? 0) + 1;
  return counts;
};

const classCount = (examples: readonly Example[]): number =>
  examples.reduce((most, { classIndex }) => Math.max(most, classIndex + 1), 0);

/** What is known of a dataset before its files are read. */
const factsOf = (examples: readonly Example[]) => {
  const classes = classCount(examples);
  const images = countByClass(examples, classes);
  const files: DatasetFile[] = examples.map(({ classIndex, path, lookAlikes }) =>
    aFile(path, { className: `class ${classIndex}`, lookAlikes }),
  );
  const { groupShapes, nearDuplicates } = describeGroups(
    files,
    images.map((count, classIndex) => ({ className: `class ${classIndex}`, classIndex, images: count })),
  );
  return { images, groupShapes, nearDuplicates };
};

const asideOf = (split: number, examples: readonly Example[], seed = 1): number[] => {
  const { validation } = splitExamples(examples, stratified(split), seed);
  return countByClass(validation, classCount(examples));
};

/** A dataset in which groups lie in one class, or, with `mixes`, in several. */
const randomDataset = (random: Random, mixes: boolean): Example[] => {
  const classes = 2 + random.below(4);
  const examples: (string | null)[][] = Array.from({ length: classes }, () => alone(random.below(12)));
  const groups = random.below(12);
  for (let group = 0; group < groups; group += 1) {
    const home = random.below(classes);
    const size = 2 + random.below(random.below(4) === 0 ? 15 : 3);
    for (let member = 0; member < size; member += 1) {
      examples[mixes && random.below(3) === 0 ? random.below(classes) : home]?.push(`g${group}`);
    }
  }
  return examplesOf(...examples.map((of) => random.shuffle(of.length === 0 ? [null] : of)));
};

/** Sums that whole units of a class can have. */
const reachable = (sizes: readonly number[]): ReadonlySet<number> => {
  let sums = new Set([0]);
  for (const size of sizes) sums = new Set([...sums, ...[...sums].map((sum) => sum + size)]);
  return sums;
};

const unitSizes = (examples: readonly Example[]): number[] => {
  const groups = new Map<string, number>();
  for (const { fileId, lookAlikes } of examples) {
    const key = lookAlikes ?? fileId;
    groups.set(key, (groups.get(key) ?? 0) + 1);
  }
  return [...groups.values()];
};

const randomCases = (mixes: boolean) => {
  const random = makeRandom(mixes ? 11 : 12);
  return Array.from({ length: 500 }, (_, index) => ({
    examples: randomDataset(random, mixes),
    split: 0.05 + 0.9 * random.float(),
    seed: index,
  }));
};

describe('the stratified split of 500 random datasets with look-alikes', () => {
  it.each([false, true])('never has a group on both sides (groups of several classes: %s)', (mixes) => {
    for (const { examples, split, seed } of randomCases(mixes)) {
      const sides = splitExamples(examples, stratified(split), seed);
      expect(straddlingGroups(sides)).toEqual({ groups: 0, validation: 0 });
      expect([...sides.train, ...sides.validation]).toHaveLength(examples.length);
      expect(sides.validation).toEqual(examples.filter((example) => sides.validation.includes(example)));
    }
  });

  it.each([false, true])('leaves every class a picture to train on (several classes: %s)', (mixes) => {
    for (const { examples, split, seed } of randomCases(mixes)) {
      const { train } = splitExamples(examples, stratified(split), seed);
      expect(Math.min(...countByClass(train, classCount(examples)))).toBeGreaterThan(0);
    }
  });

  it('sets as near to the share of each class aside as whole groups allow', () => {
    for (const { examples, split, seed } of randomCases(false)) {
      const classes = classCount(examples);
      const aside = countByClass(splitExamples(examples, stratified(split), seed).validation, classes);
      const { images } = factsOf(examples);
      const targets = validationCounts(stratified(split), images, []);
      const best = images.map((count, classIndex) => {
        const sums = reachable(unitSizes(examples.filter((one) => one.classIndex === classIndex)));
        const target = targets[classIndex] ?? 0;
        return Math.min(...[...sums].filter((sum) => sum < count).map((sum) => Math.abs(sum - target)));
      });
      const distances = aside.map((count, classIndex) => Math.abs(count - (targets[classIndex] ?? 0)));
      // Where the nearest is nothing in every class, one group is set aside all the same.
      if (aside.filter((count) => count > 0).length !== 1) expect(distances).toEqual(best);
    }
  });

  it('is within one group of the share where groups lie in several classes', () => {
    for (const { examples, split, seed } of randomCases(true)) {
      const { images } = factsOf(examples);
      const largest = Math.max(...unitSizes(examples));
      const targets = validationCounts(stratified(split), images, []);
      const aside = countByClass(splitExamples(examples, stratified(split), seed).validation, images.length);
      for (const [classIndex, count] of aside.entries()) {
        expect(Math.abs(count - (targets[classIndex] ?? 0))).toBeLessThanOrEqual(largest);
      }
    }
  });

  it.each([false, true])('is counted before the pictures are read (several classes: %s)', (mixes) => {
    for (const { examples, split, seed } of randomCases(mixes)) {
      const { images, groupShapes } = factsOf(examples);
      const { validation } = splitExamples(examples, stratified(split), seed);
      expect(validationCounts(stratified(split), images, groupShapes)).toEqual(
        countByClass(validation, images.length),
      );
    }
  });

  it('is the same for the same seed, whatever the groups are called', () => {
    for (const { examples, split, seed } of randomCases(true)) {
      const renamed = examples.map((one) => ({
        ...one,
        fileId: `other-${one.fileId}`,
        lookAlikes: one.lookAlikes === null ? null : `other-${one.lookAlikes}`,
      }));
      const pathsOf = (of: readonly Example[]): string[] =>
        splitExamples(of, stratified(split), seed).validation.map(({ path }) => path);
      expect(pathsOf(renamed)).toEqual(pathsOf(examples));
    }
  });

  it('depends on the seed', () => {
    const different = randomCases(false).filter(({ examples, split, seed }) => {
      const [one, other] = [seed, seed + 1].map((of) => splitExamples(examples, stratified(split), of));
      return one?.validation.some((example) => other?.validation.includes(example) === false);
    });
    expect(different.length).toBeGreaterThan(300);
  });
});

describe('the stratified split with look-alikes', () => {
  it('takes its share of groups as well as of pictures alone', () => {
    const examples = examplesOf([...alone(60), ...grouped('pair', 20, 2)], alone(50));
    const { validation } = splitExamples(examples, stratified(0.2), 3);
    expect(countByClass(validation, 2)).toEqual([20, 10]);
    expect(validation.filter(({ lookAlikes }) => lookAlikes !== null)).toHaveLength(8);
  });

  it('does not change the split of a class that has none', () => {
    const of = (...classes: readonly (string | null)[][]): Example[] =>
      splitExamples(examplesOf(...classes), stratified(0.2), 9).validation.filter(
        ({ classIndex }) => classIndex === 1,
      );
    expect(of([...alone(4), ...grouped('a', 2, 3)], alone(20))).toEqual(of(alone(10), alone(20)));
  });

  it('finds the one way to the share', () => {
    expect(
      asideOf(0.5, examplesOf([...grouped('a', 3, 3), ...grouped('b', 2, 5), ...grouped('c', 1, 7)])),
    ).toEqual([13]);
  });

  it.each<[string, number, (string | null)[][], number[]]>([
    ['one single group stays in training', 0.5, [grouped('a', 1, 8), alone(8)], [0, 4]],
    ['two groups of five are too large for a fifth', 0.2, [grouped('a', 2, 5), alone(20)], [0, 4]],
    ['something is set aside all the same', 0.2, [grouped('a', 2, 5), grouped('b', 2, 4)], [0, 4]],
    ['nothing can be set aside', 0.2, [grouped('a', 1, 5), grouped('b', 1, 4)], [0, 0]],
    ['one group of all pictures stays in training', 0.2, [grouped('a', 1, 5), grouped('a', 1, 4)], [0, 0]],
    [
      'a group of two classes stays in training',
      0.25,
      [
        ['x', ...alone(7)],
        ['x', ...alone(7)],
      ],
      [2, 2],
    ],
    [
      'a group of two classes is taken where it is needed',
      0.5,
      [grouped('x', 4, 1), grouped('x', 4, 1)],
      [2, 2],
    ],
    [
      'a group of two classes is not taken where it costs more',
      0.5,
      [grouped('x', 2, 2), [...grouped('x', 2, 9), ...alone(18)]],
      [0, 18],
    ],
  ])('%s', (_what, split, classes, expected) => {
    for (const seed of [1, 2, 3]) expect(asideOf(split, examplesOf(...classes), seed)).toEqual(expected);
  });

  it('never draws pictures that look like those of another class where others are there', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const examples = examplesOf(['x', ...alone(9)], ['x', ...alone(9)]);
      const { validation } = splitExamples(examples, stratified(0.2), seed);
      expect(validation.map(({ lookAlikes }) => lookAlikes)).toEqual(alone(4));
    }
  });
});

describe("Keras's split with look-alikes", () => {
  it('is as Keras makes it, and groups on both sides can be counted', () => {
    const examples = examplesOf(['a', 'b', 'a', 'b', 'a', null], [null, 'a', 'c', 'c']);
    const sides = splitExamples(examples, { split: 0.5, rule: 'keras' }, 1);
    expect(sides.validation.map(({ fileId }) => fileId)).toEqual(['0-0', '0-1', '0-2', '1-0', '1-1']);
    expect(straddlingGroups(sides)).toEqual({ groups: 2, validation: 4 });
    expect(validationCounts({ split: 0.5, rule: 'keras' }, [6, 4], factsOf(examples).groupShapes)).toEqual([
      3, 2,
    ]);
  });
});

describe('the shapes of groups', () => {
  it('count groups that hold equally many pictures of the same classes', () => {
    const { groupShapes, nearDuplicates } = factsOf(
      examplesOf([...grouped('a', 3, 2), 'x', 'x', 'alone'], ['x', 'y', null], ['y', ...grouped('b', 1, 4)]),
    );
    expect(nearDuplicates).toEqual({ groups: 6, images: 15 });
    expect(groupShapes).toEqual([
      { pictures: [[0, 2]], groups: 3 },
      {
        pictures: [
          [0, 2],
          [1, 1],
        ],
        groups: 1,
      },
      {
        pictures: [
          [1, 1],
          [2, 1],
        ],
        groups: 1,
      },
      { pictures: [[2, 4]], groups: 1 },
    ]);
  });
});
