import { describe, expect, it } from 'vitest';
import {
  chooseParityPictures,
  compareAnswers,
  isParity,
  type ParityPicture,
  parityError,
  type ServedAnswer,
  softmax,
} from '../../src/domain/index.ts';

const classNames = ['cat', 'dog', 'owl'];

const answersOf = (probabilities: readonly number[], names = classNames): ServedAnswer => ({
  answers: probabilities
    .map((probability, index) => ({ className: names[index] ?? '', probability }))
    .sort((left, right) => right.probability - left.probability),
});

const picture = (
  index: number,
  classIndex: number,
  logits: number[],
  served?: ServedAnswer,
): ParityPicture => {
  const own = Float32Array.from(logits);
  return {
    example: { fileId: `file_${index}`, path: `${classNames[classIndex] ?? ''}/${index}.jpg`, classIndex },
    logits: own,
    served: served ?? answersOf(softmax(own, 2)),
  };
};

const compare = (pictures: readonly ParityPicture[]) =>
  compareAnswers({ classNames, temperature: 2, pictures, seconds: 1.5 });

describe('the pictures of a check', () => {
  it('are all of them where there are at most 64', () => {
    const labels = Array.from({ length: 64 }, (_, index) => index % 3);
    expect(chooseParityPictures(labels, 7)).toEqual([...labels.keys()]);
    expect(chooseParityPictures([], 7)).toEqual([]);
  });

  it('are 64 otherwise, each once, in their order, and the same for the same seed', () => {
    const labels = Array.from({ length: 500 }, (_, index) => index % 5);
    const chosen = chooseParityPictures(labels, 7);
    expect(chosen).toHaveLength(64);
    expect(new Set(chosen).size).toBe(64);
    expect(chosen).toEqual(chosen.toSorted((left, right) => left - right));
    expect(chooseParityPictures(labels, 7)).toEqual(chosen);
    expect(chooseParityPictures(labels, 8)).not.toEqual(chosen);
  });

  it('have every class, however few pictures it has', () => {
    // 400 of one class, three of each of two others.
    const labels = [...Array.from({ length: 400 }, () => 0), 1, 1, 1, 2, 2, 2];
    const chosen = chooseParityPictures(labels, 7).map((position) => labels[position]);
    const counts = [0, 1, 2].map((label) => chosen.filter((other) => other === label).length);
    expect(counts).toEqual([58, 3, 3]);
  });

  it('are of 64 classes where there are more, and not always of the first', () => {
    const labels = Array.from({ length: 600 }, (_, index) => index % 100);
    const classes = new Set(chooseParityPictures(labels, 7).map((position) => labels[position] ?? 0));
    expect(classes.size).toBe(64);
    expect(Math.max(...classes)).toBeGreaterThan(80);
  });
});

describe('the comparison of a version with its trainer', () => {
  it('passes where every probability is the same, whatever is right', () => {
    const parity = compare([picture(1, 0, [3, 0, 0]), picture(2, 1, [2, 0, 1])]);
    expect(isParity(parity)).toBe(true);
    expect(parity).toEqual({
      images: 2,
      maxDifference: 0,
      tolerance: 1e-4,
      accuracyTrainer: 0.5,
      accuracyServed: 0.5,
      seconds: 1.5,
      drifted: { total: 0, listed: [] },
    });
  });

  it('allows what arithmetic in another order does, and no more', () => {
    const near = (by: number) => {
      const [first = 0, second = 0, third = 0] = softmax(Float32Array.of(3, 0, 0), 2);
      return compare([picture(1, 0, [3, 0, 0], answersOf([first - by, second + by, third]))]);
    };
    expect(isParity(near(0.9e-4))).toBe(true);
    expect(near(0.9e-4).maxDifference).toBeCloseTo(0.9e-4, 8);
    expect(isParity(near(1.1e-4))).toBe(false);
  });

  it('sees classes in another order, also where the set of probabilities is the same', () => {
    const probabilities = softmax(Float32Array.of(3, 0, 0), 2);
    const swapped = answersOf(probabilities, ['dog', 'cat', 'owl']);
    const parity = compare([picture(1, 0, [3, 0, 0], swapped)]);
    expect(isParity(parity)).toBe(false);
    expect(parity).toMatchObject({ accuracyTrainer: 1, accuracyServed: 0 });
    expect(parity.drifted.listed).toMatchObject([
      { path: 'cat/1.jpg', expected: { className: 'cat' }, received: { className: 'dog' } },
    ]);
  });

  it('sees a class that the version does not know', () => {
    const named = answersOf(softmax(Float32Array.of(3, 0, 0), 2), ['lynx', 'dog', 'owl']);
    const { drifted } = compare([picture(1, 0, [3, 0, 0], named)]);
    expect(drifted.listed[0]?.received).toMatchObject({ className: 'lynx' });
  });

  it('sees another number of right ones although every probability is near enough', () => {
    const served = answersOf([0.33333, 0.33334, 0.33333]);
    const parity = compare([picture(1, 0, [0, 0, 0], served)]);
    expect(parity.drifted.total).toBe(0);
    expect(isParity(parity)).toBe(false);
    expect(parityError(parity)).toMatchObject({
      code: 'PARITY_FAILED',
      message: expect.stringContaining('an accuracy of 0, where the trainer had 1') as string,
    });
  });

  it('counts a picture without an answer, and one that is no number, as different and not right', () => {
    const parity = compare([
      picture(1, 0, [3, 0, 0]),
      picture(2, 0, [3, 0, 0], answersOf([Number.NaN, 0, 0])),
      picture(3, 0, [3, 0, 0], { fault: 'its weights cannot be read' }),
    ]);
    expect(parity).toMatchObject({ maxDifference: 0, accuracyServed: 1 / 3, drifted: { total: 2 } });
    expect(parity.drifted.listed.map(({ received }) => received)).toEqual([
      { fault: 'it gives a probability that is not a number' },
      { fault: 'its weights cannot be read' },
    ]);
    expect(compare([picture(1, 0, [3, 0, 0], { fault: 'none' })]).maxDifference).toBeNull();
  });

  it('lists the worst 20 first, and counts all', () => {
    const pictures = Array.from({ length: 30 }, (_, index) => {
      const off = (index + 1) / 100;
      return picture(index, 0, [0, 0, 0], answersOf([1 / 3 + off, 1 / 3 - off, 1 / 3]));
    });
    const { drifted, maxDifference } = compare(pictures);
    expect(maxDifference).toBeCloseTo(0.3, 9);
    expect(drifted.total).toBe(30);
    expect(drifted.listed.map(({ fileId }) => fileId)).toEqual(
      Array.from({ length: 20 }, (_, index) => `file_${29 - index}`),
    );
  });
});

describe('the error of a version that answers otherwise', () => {
  it('says how many pictures differ, which one most, what was expected and what came', () => {
    const swapped = answersOf(softmax(Float32Array.of(3, 0, 0), 2), ['dog', 'cat', 'owl']);
    const parity = compare([picture(1, 0, [3, 0, 0], swapped), picture(2, 1, [0, 3, 0])]);
    expect(parityError(parity).message).toBe(
      'expected the version to answer its validation pictures as the trainer did, each probability within 0.0001; received 1 of 2 pictures that differ; the worst is "cat/1.jpg": expected "cat" at 0.6914, received "dog" at 0.6914, a probability differs by 0.54. Nothing was published.',
    );
  });

  it('says why there was no answer', () => {
    const parity = compare([picture(1, 0, [3, 0, 0], { fault: 'the weights are gone' })]);
    expect(parityError(parity).message).toContain('received no answer (the weights are gone)');
  });
});
