import { describe, expect, it } from 'vitest';
import {
  abstentionTable,
  abstentionWarnings,
  chooseThreshold,
  type LabelledLogits,
  makeRandom,
  softmax,
} from '../../src/domain/index.ts';

/** Pictures of two classes, all labelled 0. */
const answers = (
  pictures: readonly { readonly sure: number; readonly right: boolean }[],
): LabelledLogits => ({
  labels: pictures.map(() => 0),
  classes: 2,
  logits: Float32Array.from(pictures.flatMap(({ sure, right }) => (right ? [sure, 0] : [0, sure]))),
});
const sureness = (logit: number): number => Math.max(...softmax(Float32Array.of(logit, 0)));
/** Between two probabilities that occur. */
const middle = (one: number, other: number): number => (sureness(one) + sureness(other)) / 2;
const yes = (sure: number) => ({ sure, right: true });
const no = (sure: number) => ({ sure, right: false });

describe('the threshold for a precision', () => {
  it('lies below the least sure probability down to which enough answers are right', () => {
    const input = answers([yes(5), yes(4), no(3), yes(2), no(1)]);
    expect(chooseThreshold(input, 1, 0.75)).toMatchObject({
      isReached: true,
      threshold: middle(2, 1),
      answered: 4,
      right: 3,
      coverage: 0.8,
      precision: 0.75,
    });
    expect(chooseThreshold(input, 1, 0.76)).toMatchObject({ threshold: middle(4, 3), answered: 2, right: 2 });
  });

  it('is 0 when all answers together are right often enough', () => {
    expect(chooseThreshold(answers([yes(1), yes(0.1)]), 1, 1)).toMatchObject({ threshold: 0, coverage: 1 });
    expect(chooseThreshold(answers([no(3), yes(1)]), 1, 0.5)).toMatchObject({ threshold: 0, answered: 2 });
  });

  it('never parts equally sure pictures', () => {
    const input = answers([yes(5), yes(3), no(3), yes(3), no(1)]);
    expect(chooseThreshold(input, 1, 1)).toMatchObject({ threshold: middle(5, 3), answered: 1 });
    expect(chooseThreshold(input, 1, 0.75)).toMatchObject({ threshold: middle(3, 1), answered: 4 });
  });

  it('counts calibrated probabilities', () => {
    const input = answers([yes(4), no(2)]);
    expect(chooseThreshold(input, 2, 1)?.threshold).toBeCloseTo(middle(2, 1), 12);
  });

  it('is that of the highest precision where the precision cannot be had', () => {
    expect(chooseThreshold(answers([no(5), yes(4), yes(3), no(2)]), 1, 0.9)).toMatchObject({
      isReached: false,
      threshold: middle(3, 2),
      answered: 3,
      precision: 2 / 3,
    });
  });

  it('stays on its side of every picture when probabilities are rounded to single precision', () => {
    const random = makeRandom(5);
    for (let round = 0; round < 50; round += 1) {
      const pictures = Array.from({ length: 30 }, () => ({
        sure: 0.5 + 4 * random.float(),
        right: random.float() < 0.8,
      }));
      const chosen = chooseThreshold(answers(pictures), 1, 0.85);
      if (chosen === null) throw new Error('expected a threshold');
      const certainties = pictures.map(({ sure }) => sureness(Math.fround(sure)));
      const answered = (shown: (certainty: number) => number): number =>
        certainties.filter((certainty) => shown(certainty) >= chosen.threshold).length;
      expect(answered((certainty) => certainty)).toBe(chosen.answered);
      for (const shift of [-1e-9, 1e-9]) {
        expect(answered((certainty) => Math.fround(certainty + shift))).toBe(chosen.answered);
      }
    }
  });

  it('is the higher probability where no number lies between it and the next', () => {
    const [low, high] = [1, 1 + 2 ** -22].map((sure) => sureness(sure));
    expect(high).toBeGreaterThan(low ?? 1);
    const input = answers([yes(1 + 2 ** -22), no(1)]);
    const chosen = chooseThreshold(input, 1, 1);
    expect(chosen).toMatchObject({ answered: 1, right: 1 });
    expect(chosen?.threshold).toBeGreaterThan(low ?? 1);
    expect(chosen?.threshold).toBeLessThanOrEqual(high ?? 0);
  });

  it('answers what is certain beyond doubt even where nothing is right', () => {
    expect(chooseThreshold(answers([no(1000), no(1)]), 1, 0.9)).toMatchObject({ threshold: 1, answered: 1 });
    expect(chooseThreshold(answers([no(1000)]), 1, 0.9)).toMatchObject({ threshold: 1, answered: 1 });
  });

  it('is 1 where nothing is right, and there is none without pictures', () => {
    expect(chooseThreshold(answers([no(2), no(1)]), 1, 0.9)).toMatchObject({
      isReached: false,
      threshold: 1,
      answered: 0,
      precision: null,
      precisionInterval: null,
    });
    expect(chooseThreshold(answers([]), 1, 0.9)).toBeNull();
    expect(abstentionTable(answers([]), 1)).toEqual([]);
  });

  it('answers as many pictures as the smallest that holds, on random answers', () => {
    const random = makeRandom(11);
    for (let round = 0; round < 200; round += 1) {
      const classes = 3;
      const labels = Array.from({ length: 1 + random.below(40) }, () => random.below(classes));
      const logits = Float32Array.from({ length: labels.length * classes }, () => random.below(5));
      const asked = 0.3 + 0.7 * random.float();
      const pictures = labels.map((label, row) => {
        const shares = softmax(logits.subarray(row * classes, (row + 1) * classes), 1.3);
        const certainty = Math.max(...shares);
        return { certainty, isRight: shares.indexOf(certainty) === label };
      });
      const precisionAt = (threshold: number): number => {
        const answered = pictures.filter(({ certainty }) => certainty >= threshold);
        return answered.filter(({ isRight }) => isRight).length / answered.length;
      };
      const candidates = [0, ...pictures.map(({ certainty }) => certainty)].sort((a, b) => a - b);
      const holding = candidates.find((threshold) => precisionAt(threshold) >= asked);
      const chosen = chooseThreshold({ logits, labels, classes }, 1.3, asked);
      expect(chosen?.isReached).toBe(holding !== undefined);
      if (holding !== undefined) {
        const least = pictures.filter(({ certainty }) => certainty >= holding).length;
        const shown = pictures.filter(({ certainty }) => certainty >= (chosen?.threshold ?? 2)).length;
        expect(chosen?.answered).toBe(least);
        expect(shown).toBe(least);
      } else if (chosen?.precision !== null) {
        const best = Math.max(...candidates.map(precisionAt));
        expect(chosen?.precision).toBe(best);
      }
    }
  });
});

describe('the warnings of a threshold', () => {
  const warningsOf = (input: LabelledLogits, precision: number) =>
    abstentionWarnings(precision, chooseThreshold(input, 1, precision), input.labels.length);

  it('are none where it holds on 20 answers', () => {
    expect(warningsOf(answers(Array.from({ length: 20 }, () => yes(2))), 0.95)).toEqual([]);
  });

  it('say that few answers say little', () => {
    expect(warningsOf(answers(Array.from({ length: 19 }, () => yes(2))), 0.95)).toEqual([
      'The abstain threshold rests on few pictures: of 19 that are validated on, 19 are answered, so the precision is a rough figure.',
    ]);
  });

  it('say what is reached instead, and at which threshold', () => {
    const input = answers([...Array.from({ length: 24 }, () => yes(2)), no(2)]);
    expect(warningsOf(input, 0.99)).toEqual([
      'No abstain threshold gives a precision of 0.99 on the validation pictures: the best is 0.9600 (24 right of 25 answered), at the threshold 0.0000, which the model takes.',
    ]);
  });

  it('say that there is nothing to choose on', () => {
    expect(warningsOf(answers([]), 0.9)).toEqual([
      'There are no validation pictures to choose the abstain threshold for a precision of 0.9 on: the model never abstains.',
    ]);
  });
});
