import Type from 'typebox';
import { closed, count, nullable } from './schema.ts';

/** A share, 0 to 1. */
export const part = (description: string) => Type.Number({ minimum: 0, maximum: 1, description });
/** A share, or null where there is nothing that it could be a share of. */
export const partOrNull = (description: string) => nullable(part(description));

/** How sure the model is, against how often it is right. */
export const bins = (description: string) =>
  Type.Array(
    closed({
      from: part('Bound that is not in the bin, other than 0.'),
      to: part('Bound that is in the bin.'),
      images: count('Pictures whose highest probability falls into the bin.'),
      confidence: partOrNull('Mean of that probability; null in an empty bin.'),
      accuracy: partOrNull('Part of them that is right; null in an empty bin.'),
    }),
    { description },
  );

/** What a threshold does to the validation pictures. */
const abstentionChoice = closed({
  asked: part('The precision that the threshold is chosen for.'),
  reached: Type.Boolean({
    description: 'False where no threshold gives it: then this is the one with the highest precision.',
  }),
  threshold: part('Pictures whose highest probability is at least this are answered. 0: all are.'),
  answered: count('Pictures that are answered.'),
  right: count('Of those, the right ones.'),
  coverage: part('`answered / validation.images`.'),
  precision: partOrNull('`right / answered`; null where nothing is answered.'),
  interval: nullable(
    closed(
      { from: part('Lower end.'), to: part('Upper end.') },
      { description: 'The 95 % interval of the precision (Wilson); null where nothing is answered.' },
    ),
  ),
});

/** What the model's threshold does, and what others would do. */
export const abstention = closed(
  {
    chosen: nullable({
      ...abstentionChoice,
      description: 'For `publish.abstain.precision` of the job; null where it asks for none.',
    }),
    table: Type.Array(abstentionChoice, {
      description: 'For precisions of 0.9, 0.95 and 0.99; empty without pictures.',
    }),
  },
  { description: 'Below which threshold the model abstains, and what others would do.' },
);

/** Means over classes. */
export const averages = closed(
  {
    precision: partOrNull('A class that was never predicted counts as 0.'),
    recall: partOrNull('The balanced accuracy.'),
    f1: partOrNull('Of the F1 of each class.'),
  },
  { description: 'Means over the classes that have validation pictures, each counting the same.' },
);

/** What is known of each class. */
export const classes = Type.Array(
  closed({
    className: Type.String(),
    classIndex: count("Position in the model's output."),
    images: count('Validation pictures of the class.'),
    predicted: count('Pictures that were predicted as it, rightly or not.'),
    right: count('Pictures of it that were predicted as it.'),
    precision: partOrNull('`right / predicted`; null where nothing was predicted as it.'),
    recall: partOrNull('`right / images`; null without pictures.'),
    f1: partOrNull('`2 * right / (images + predicted)`; null where both are 0.'),
  }),
  { description: 'In the order of the classes.' },
);

/** Pictures by true and predicted class. */
export const confusionMatrix = closed(
  {
    classNames: Type.Array(Type.String()),
    counts: Type.Array(Type.Array(count('Pictures.')), {
      description: 'Rows are true classes, columns predicted ones, both in the order of `classNames`.',
    }),
    complete: Type.Boolean({
      description: 'False where there are more than 200 classes: it has those with most confusions then.',
    }),
  },
  { description: 'Validation pictures by true and predicted class.' },
);

/** Confused pairs of classes. */
export const confusions = Type.Array(
  closed({
    truth: Type.String({ description: 'The class that the pictures are labelled with.' }),
    prediction: Type.String({ description: 'The class that they were taken for.' }),
    images: count('How many.'),
  }),
  { description: 'Confused pairs of classes, most pictures first, at most 1,000.' },
);

/** Wrong pictures. */
export const mistakes = Type.Array(
  closed({
    fileId: Type.String(),
    path: Type.String({ description: 'As in the dataset.' }),
    truth: Type.String({ description: 'The class that the picture is labelled with.' }),
    prediction: Type.String({ description: 'The likeliest class.' }),
    probability: partOrNull('Of the prediction, calibrated.'),
    truthProbability: partOrNull('Of the class that the picture is labelled with, calibrated.'),
    image: Type.String({ description: 'Address of the picture.' }),
  }),
  { description: 'Wrong pictures, the most certain mistakes first, at most 1,000.' },
);
