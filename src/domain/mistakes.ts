import type { Example } from './dataset.ts';
import { type JudgedPictures, type LabelledLogits, softmax } from './evaluation.ts';

/** A picture whose likeliest class is not its own. Probabilities are calibrated; null where the logits are no numbers. */
export interface Mistake {
  readonly fileId: string;
  /** As the user named it. */
  readonly path: string;
  /** Index of the class that it is labelled with. */
  readonly truth: number;
  readonly prediction: number;
  readonly probability: number | null;
  /** Of the class that it is labelled with. */
  readonly truthProbability: number | null;
}

/** What mistakes are found in: `examples[i]` is the picture of `logits`' row i. */
export interface MistakesInput {
  readonly examples: readonly Pick<Example, 'fileId' | 'path'>[];
  readonly input: LabelledLogits;
  readonly judged: JudgedPictures;
  readonly temperature: number;
}

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? value : null;

/** All mistakes, the most certain first; equally certain ones in the order of the examples. */
export const mistakesOf = ({ examples, input, judged, temperature }: MistakesInput): readonly Mistake[] => {
  const { logits, classes } = input;
  const mistakes = examples.flatMap(({ fileId, path }, picture): readonly Mistake[] => {
    const truth = judged.labels[picture];
    const prediction = judged.predictions[picture];
    if (truth === undefined || prediction === undefined || truth === prediction) return [];
    const probabilities = softmax(logits.subarray(picture * classes, (picture + 1) * classes), temperature);
    const probability = finite(probabilities[prediction]);
    return [{ fileId, path, truth, prediction, probability, truthProbability: finite(probabilities[truth]) }];
  });
  return mistakes.sort((left, right) => (right.probability ?? -1) - (left.probability ?? -1));
};
