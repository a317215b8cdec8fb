import { describe, expect, it } from 'vitest';
import { type Example, resolveValidation, splitExamples, validationCounts } from '../../src/domain/index.ts';

const examplesOf = (...imagesOfClass: number[]): Example[] =>
  imagesOfClass.flatMap((images, classIndex) =>
    Array.from({ length: images }, (_, index) => ({
      fileId: `${classIndex}-${index}`,
      path: `${classIndex}/${index}.jpg`,
      sha256: `${classIndex}-${index}`,
      classIndex,
      lookAlikes: null,
      reference: null,
    })),
  );

const countsOf = (examples: readonly Example[], classes: number): number[] =>
  Array.from(
    { length: classes },
    (_, index) => examples.filter(({ classIndex }) => classIndex === index).length,
  );

describe('the stratified split', () => {
  it.each([
    [0.2, [10, 10, 10], [2, 2, 2]],
    [0.2, [28, 26, 25], [6, 5, 5]],
    [0.5, [1, 1, 1], [0, 0, 0]],
    [0.5, [2, 1], [1, 0]],
    [0.1, [4, 4], [1, 0]],
    [0.01, [20, 20], [1, 0]],
    [0.99, [5, 5], [4, 4]],
    [0.29, [100], [29]],
    [0.2, [7], [1]],
  ])('of %s over classes of %j sets aside %j', (split, images, expected) => {
    expect(validationCounts({ split, rule: 'stratified' }, images, [])).toEqual(expected);
    const { train, validation } = splitExamples(examplesOf(...images), { split, rule: 'stratified' }, 3);
    expect(countsOf(validation, images.length)).toEqual(expected);
    expect(train.length + validation.length).toBe(images.reduce((sum, count) => sum + count, 0));
  });

  it('leaves every class something to train on and is close to the part asked for', () => {
    for (let images = 2; images < 40; images += 1) {
      const counts = validationCounts({ split: 0.2, rule: 'stratified' }, [images, 2 * images, 7], []);
      expect(counts[0]).toBeLessThan(images);
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(Math.abs(total - 0.2 * (3 * images + 7))).toBeLessThanOrEqual(1);
    }
  });

  it('is the same for the same seed, another for another, and keeps the order of the dataset', () => {
    const examples = examplesOf(30, 30);
    const rule = { split: 0.3, rule: 'stratified' } as const;
    const first = splitExamples(examples, rule, 1);
    expect(splitExamples(examples, rule, 1)).toEqual(first);
    expect(splitExamples(examples, rule, 2).validation).not.toEqual(first.validation);
    expect(first.validation).toEqual(examples.filter((example) => first.validation.includes(example)));
    expect(first.train).toEqual(examples.filter((example) => !first.validation.includes(example)));
  });

  it('of one class does not depend on how many pictures another has', () => {
    const rule = { split: 0.5, rule: 'stratified' } as const;
    const of = (other: number) =>
      splitExamples(examplesOf(10, other), rule, 5).validation.filter(({ classIndex }) => classIndex === 0);
    expect(of(10)).toEqual(of(20));
  });
});

describe('known seeds', () => {
  it('keep the split that they had before there were groups of look-alikes', () => {
    const idsOf = (seed: number, split: number, ...images: number[]): string =>
      splitExamples(examplesOf(...images), { split, rule: 'stratified' }, seed)
        .validation.map(({ fileId }) => fileId)
        .join(' ');
    expect(idsOf(7, 0.2, 28, 26, 25)).toBe(
      '0-2 0-9 0-12 0-16 0-19 0-23 1-0 1-10 1-18 1-21 1-22 2-5 2-7 2-10 2-13 2-21',
    );
    expect(idsOf(1, 0.34, 5, 1, 9)).toBe('0-0 0-1 2-0 2-7 2-8');
    expect(idsOf(2 ** 40 + 3, 0.1, 40, 2)).toBe('0-5 0-17 0-21 0-32');
  });
});

describe("Keras's split", () => {
  it('sets the first files of each class aside, rounding down, whatever the seed', () => {
    const examples = examplesOf(10, 7, 3);
    for (const seed of [1, 2]) {
      const { validation } = splitExamples(examples, { split: 0.25, rule: 'keras' }, seed);
      expect(validation.map(({ fileId }) => fileId)).toEqual(['0-0', '0-1', '1-0']);
    }
  });
});

describe('the validation rule of a job', () => {
  it('comes from the preset, and from the client where the client says something', () => {
    expect(resolveValidation('fast', null)).toEqual({ split: 0.2, rule: 'stratified' });
    expect(resolveValidation('keras-tutorial', null)).toEqual({ split: 0.2, rule: 'keras' });
    expect(resolveValidation('keras-tutorial', { split: 0.3, rule: null })).toEqual({
      split: 0.3,
      rule: 'keras',
    });
    expect(resolveValidation('fast', { split: 0.3, rule: 'keras' })).toEqual({ split: 0.3, rule: 'keras' });
  });
});
