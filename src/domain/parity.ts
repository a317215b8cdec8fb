import type { Example } from './dataset.ts';
import { AppError } from './errors.ts';
import { argMax, softmax } from './evaluation.ts';
import { makeRandom } from './random.ts';

/** Most validation pictures that a version answers before it is published. */
const PARITY_MAX_PICTURES = 64;

/** How far a probability may be from the trainer's. */
const PARITY_TOLERANCE = 1e-4;

/** Most pictures that a report lists of those that differ. */
const PARITY_MAX_LISTED = 20;

/** A class and what it was given. `className` is as it was named, be it one of the job's or not. */
export interface ParityAnswer {
  readonly className: string;
  readonly probability: number;
}

/** A picture that was not answered as the trainer did. */
export interface ParityDrift {
  readonly fileId: string;
  /** As the user named it. */
  readonly path: string;
  /** What was likeliest to the trainer. */
  readonly expected: ParityAnswer;
  /** What was likeliest when it was served, or why there was no answer, as a sentence. */
  readonly received: ParityAnswer | { readonly fault: string };
  /** The largest distance of two probabilities of one class; null without an answer. */
  readonly difference: number | null;
}

/** How a version answers, as it will be served, against what the trainer computed for the same pictures. */
export interface Parity {
  readonly images: number;
  /** Over all classes of all answered pictures; null where none was answered. */
  readonly maxDifference: number | null;
  readonly tolerance: number;
  /** The share of the pictures whose likeliest class is their own. A picture without an answer is not right. */
  readonly accuracyTrainer: number;
  readonly accuracyServed: number;
  /** How long it took. */
  readonly seconds: number;
  /** The pictures that differ by more than `tolerance`, those first that were not answered, then the worst; `listed`: at most 20. */
  readonly drifted: { readonly total: number; readonly listed: readonly ParityDrift[] };
}

/** What one picture was given: a probability for each class by its name, or why there is none, as a sentence. */
export type ServedAnswer = { readonly answers: readonly ParityAnswer[] } | { readonly fault: string };

/** One picture of a check. `logits`: `[classNames.length]`, of the trainer. */
export interface ParityPicture {
  readonly example: Pick<Example, 'fileId' | 'path' | 'classIndex'>;
  readonly logits: Float32Array;
  readonly served: ServedAnswer;
}

/** What a check is made of. `classNames` in the order of the trainer's logits. */
export interface ParityInput {
  readonly classNames: readonly string[];
  readonly temperature: number;
  readonly pictures: readonly ParityPicture[];
  readonly seconds: number;
}

/**
 * Positions of the pictures to check, rising: all of them, or `PARITY_MAX_PICTURES` that are drawn with `seed`, class after class
 * in turn, so that each class has its share. `labels`: the class of each picture.
 */
export const chooseParityPictures = (labels: readonly number[], seed: number): readonly number[] => {
  if (labels.length <= PARITY_MAX_PICTURES) return [...labels.keys()];
  const { shuffle } = makeRandom(seed).fork('parity');
  const classes = new Map<number, number[]>();
  for (const position of shuffle([...labels.keys()])) {
    const label = labels[position] ?? 0;
    classes.set(label, [...(classes.get(label) ?? []), position]);
  }
  const chosen: number[] = [];
  // The classes come in the order in which they were drawn, so that with more classes than pictures it is not always the first.
  for (let turn = 0; chosen.length < PARITY_MAX_PICTURES; turn += 1) {
    for (const positions of classes.values()) chosen.push(...positions.slice(turn, turn + 1));
  }
  return chosen.slice(0, PARITY_MAX_PICTURES).sort((left, right) => left - right);
};

/** One picture, compared. */
interface Compared {
  readonly isTrainerRight: boolean;
  readonly isServedRight: boolean;
  /** Infinite without an answer. */
  readonly difference: number;
  readonly drift: ParityDrift;
}

const likeliest = (answers: readonly ParityAnswer[]): ParityAnswer =>
  answers.reduce((best, answer) => (answer.probability > best.probability ? answer : best), {
    className: '',
    probability: 0,
  });

/** The probabilities in the order of `classNames`, or why there are none. */
const givenTo = (classNames: readonly string[], served: ServedAnswer): readonly number[] | string => {
  if ('fault' in served) return served.fault;
  // By name: a version whose classes are named in another order answers with other classes.
  const byName = new Map(served.answers.map(({ className, probability }) => [className, probability]));
  const given = classNames.map((name) => byName.get(name) ?? 0);
  return given.every((probability) => Number.isFinite(probability))
    ? given
    : 'it gives a probability that is not a number';
};

const compare = (
  { example, logits, served }: ParityPicture,
  { classNames, temperature }: ParityInput,
): Compared => {
  const { fileId, path, classIndex } = example;
  const probabilities = softmax(logits, temperature);
  const best = argMax(probabilities);
  const isTrainerRight = best === classIndex;
  const expected = { className: classNames[best] ?? '', probability: probabilities[best] ?? 0 };
  const given = givenTo(classNames, served);
  if (typeof given === 'string') {
    const drift = { fileId, path, expected, received: { fault: given }, difference: null };
    return { isTrainerRight, isServedRight: false, difference: Number.POSITIVE_INFINITY, drift };
  }
  const distances = probabilities.map((probability, index) => Math.abs(probability - (given[index] ?? 0)));
  const difference = Math.max(...distances);
  const received = likeliest('answers' in served ? served.answers : []);
  const drift = { fileId, path, expected, received, difference };
  return { isTrainerRight, isServedRight: argMax(given) === classIndex, difference, drift };
};

/** Compares what a version answered with what the trainer computed. At least one picture. */
export const compareAnswers = (input: ParityInput): Parity => {
  const compared = input.pictures.map((picture) => compare(picture, input));
  const share = (isRight: (picture: Compared) => boolean): number =>
    compared.filter(isRight).length / compared.length;
  const answered = compared.flatMap(({ drift }) => (drift.difference === null ? [] : [drift.difference]));
  const drifted = compared
    .filter(({ difference }) => difference > PARITY_TOLERANCE)
    .sort(
      (left, right) =>
        Number(right.difference > left.difference) - Number(right.difference < left.difference),
    )
    .map(({ drift }) => drift);
  return {
    images: compared.length,
    maxDifference: answered.length === 0 ? null : Math.max(...answered),
    tolerance: PARITY_TOLERANCE,
    accuracyTrainer: share(({ isTrainerRight }) => isTrainerRight),
    accuracyServed: share(({ isServedRight }) => isServedRight),
    seconds: input.seconds,
    drifted: { total: drifted.length, listed: drifted.slice(0, PARITY_MAX_LISTED) },
  };
};

/** Whether every picture was answered as the trainer did, and as many of them rightly. */
export const isParity = ({ drifted, accuracyTrainer, accuracyServed }: Parity): boolean =>
  drifted.total === 0 && accuracyTrainer === accuracyServed;

const shownAnswer = ({ className, probability }: ParityAnswer): string =>
  `${JSON.stringify(className)} at ${probability.toFixed(4)}`;

const shownDrift = ({ path, expected, received, difference }: ParityDrift): string => {
  const came =
    'fault' in received
      ? `received no answer (${received.fault})`
      : `received ${shownAnswer(received)}, a probability differs by ${(difference ?? 0).toPrecision(2)}`;
  return `${JSON.stringify(path)}: expected ${shownAnswer(expected)}, ${came}`;
};

/** Why a version is not published: which pictures differ, the worst of them, and what was expected. `PARITY_FAILED`. */
export const parityError = (parity: Parity): AppError => {
  const { images, tolerance, drifted, accuracyTrainer, accuracyServed } = parity;
  const rule = `expected the version to answer its validation pictures as the trainer did, each probability within ${tolerance}`;
  const [worst] = drifted.listed;
  const differ =
    worst === undefined
      ? `an accuracy of ${accuracyServed}, where the trainer had ${accuracyTrainer}`
      : `${drifted.total} of ${images} pictures that differ; the worst is ${shownDrift(worst)}`;
  return new AppError('PARITY_FAILED', `${rule}; received ${differ}. Nothing was published.`);
};
