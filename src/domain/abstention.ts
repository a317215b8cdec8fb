import { argMax, type LabelledLogits, shareInterval, softmax } from './evaluation.ts';

/** Precisions for which every report says what threshold they take. */
const REPORTED_PRECISIONS = [0.9, 0.95, 0.99] as const;

/** A precision that fewer answered pictures than this show is a rough figure. */
const FEW_ANSWERS = 20;

/** What a threshold does to the validation pictures: those whose highest calibrated probability is at least `threshold` are answered. */
export interface Abstention {
  /** The precision that the threshold was chosen for; above 0, at most 1. */
  readonly asked: number;
  /** False where no threshold gives `asked`: then this is the one with the highest precision. */
  readonly isReached: boolean;
  /** 0: everything is answered. */
  readonly threshold: number;
  /** Pictures that are answered. */
  readonly answered: number;
  /** Of those, the ones whose likeliest class is their own. */
  readonly right: number;
  /** The share of all pictures that is answered. */
  readonly coverage: number;
  /** `right / answered`; null where nothing is answered. */
  readonly precision: number | null;
  /** At 95 %, see `shareInterval`. */
  readonly precisionInterval: { readonly from: number; readonly to: number } | null;
}

/** Pictures that a threshold answers. */
interface Cut {
  readonly threshold: number;
  /** The lowest probability that is answered. */
  readonly lowest: number;
  readonly answered: number;
  readonly right: number;
}

const certaintyOf = (logits: Float32Array, temperature: number): number => {
  const highest = Math.max(...softmax(logits, temperature));
  // A model abstains only below its threshold, which what is no number never is.
  return Number.isNaN(highest) ? 1 : highest;
};

/**
 * Parts what is answered from what is not: the middle between two probabilities, so that the same picture falls on the same side when
 * its probability is computed again and rounded otherwise. The higher one where no number lies between.
 */
const between = (lower: number, higher: number): number => {
  const middle = (lower + higher) / 2;
  return middle > lower ? middle : higher;
};

/** One cut below each probability that occurs, highest first, so that equal ones go together. The last answers all, which takes no threshold. */
const cutsOf = ({ logits, labels, classes }: LabelledLogits, temperature: number): readonly Cut[] => {
  const judged = labels.map((label, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    return { certainty: certaintyOf(own, temperature), isRight: argMax(own) === label };
  });
  judged.sort((left, right) => right.certainty - left.certainty);
  const cuts: Cut[] = [];
  let right = 0;
  for (const [index, { certainty, isRight }] of judged.entries()) {
    right += isRight ? 1 : 0;
    const next = judged[index + 1];
    if (next?.certainty === certainty) continue;
    const threshold = next === undefined ? 0 : between(next.certainty, certainty);
    cuts.push({ threshold, lowest: certainty, answered: index + 1, right });
  }
  return cuts;
};

const precisionOf = ({ right, answered }: Cut): number => right / answered;

/** The highest precision there is, of equal ones with the most answers. With nothing right, only what is certain beyond doubt is answered. */
const bestOf = (cuts: readonly Cut[]): Cut => {
  const nothing: Cut = { threshold: 1, lowest: 1, answered: 0, right: 0 };
  const best = cuts.reduce<Cut | null>(
    (so, cut) => (so === null || precisionOf(cut) >= precisionOf(so) ? cut : so),
    null,
  );
  if (best !== null && best.right > 0) return best;
  const certain = cuts[0];
  return certain?.lowest === 1 ? { ...certain, threshold: 1 } : nothing;
};

const choose = (cuts: readonly Cut[], images: number, asked: number): Abstention => {
  const holding = cuts.findLast((cut) => precisionOf(cut) >= asked);
  const { threshold, answered, right } = holding ?? bestOf(cuts);
  return {
    asked,
    isReached: holding !== undefined,
    threshold,
    answered,
    right,
    coverage: answered / images,
    precision: answered === 0 ? null : right / answered,
    precisionInterval: shareInterval(right, answered),
  };
};

/**
 * The threshold that answers the most pictures of which the share of right ones is at least `precision`: 0, or the middle between
 * the lowest probability that is answered and the next one. Where there is none, that with the highest share. null without pictures.
 */
export const chooseThreshold = (
  input: LabelledLogits,
  temperature: number,
  precision: number,
): Abstention | null =>
  input.labels.length === 0 ? null : choose(cutsOf(input, temperature), input.labels.length, precision);

/** What thresholds for 90, 95 and 99 % precision do to the pictures; empty without pictures. */
export const abstentionTable = (input: LabelledLogits, temperature: number): readonly Abstention[] => {
  const cuts = cutsOf(input, temperature);
  if (cuts.length === 0) return [];
  return REPORTED_PRECISIONS.map((precision) => choose(cuts, input.labels.length, precision));
};

/** What a client should know of the threshold that was chosen for its `precision`, in sentences. `images`: all pictures it was chosen on. */
export const abstentionWarnings = (
  precision: number,
  chosen: Abstention | null,
  images: number,
): readonly string[] => {
  if (chosen === null) {
    return [
      `There are no validation pictures to choose the abstain threshold for a precision of ${precision} on: the model never abstains.`,
    ];
  }
  const { isReached, threshold, answered, right } = chosen;
  const warnings: string[] = [];
  if (!isReached) {
    const reached =
      chosen.precision === null ? 'none is right' : `the best is ${chosen.precision.toFixed(4)}`;
    warnings.push(
      `No abstain threshold gives a precision of ${precision} on the validation pictures: ${reached} (${right} right of ${answered} answered), at the threshold ${threshold.toFixed(4)}, which the model takes.`,
    );
  }
  if (answered < FEW_ANSWERS) {
    warnings.push(
      `The abstain threshold rests on few pictures: of ${images} that are validated on, ${answered} are answered, so the precision is a rough figure.`,
    );
  }
  return warnings;
};
