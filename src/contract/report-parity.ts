import Type, { type Static } from 'typebox';
import { isParity, type Parity, type ParityDrift } from '../domain/index.ts';
import { part, partOrNull } from './report-parts.ts';
import { closed, count, nullable } from './schema.ts';

const answer = (description: string) =>
  closed({ className: Type.String(), probability: part('Of it, calibrated.') }, { description });

/** How the version answers against what the trainer computed. */
export const parity = closed(
  {
    passed: Type.Boolean({
      description:
        'True where no picture differs and as many are right. A version that does not pass is not published: the job fails with `PARITY_FAILED`.',
    }),
    images: count(
      'Validation pictures that the version was asked for: all, or 64 that are spread over the classes.',
    ),
    maxDifference: partOrNull(
      'Largest distance of a probability from that of the trainer, over all classes; null where no picture was answered.',
    ),
    tolerance: part('What is allowed of it.'),
    accuracyTrainer: part('Part of these pictures that is right as the trainer has it.'),
    accuracyServed: part('Part of them that is right as the version answers.'),
    seconds: Type.Number({ minimum: 0, description: 'What the check took.' }),
    drifted: Type.Array(
      closed({
        fileId: Type.String(),
        path: Type.String({ description: 'As in the dataset.' }),
        expected: answer('The likeliest class as the trainer has it.'),
        received: nullable(answer('The likeliest class as the version answers; null without an answer.')),
        fault: nullable(Type.String({ description: 'Why there was no answer.' })),
        difference: partOrNull('Largest distance of a probability; null without an answer.'),
        image: Type.String({ description: 'Address of the picture.' }),
      }),
      { description: 'Pictures that differ by more than `tolerance`, the worst first, at most 20.' },
    ),
    driftedTotal: count('Of all pictures that differ.'),
  },
  {
    description:
      'How the version that would be published answers, through all that `POST /predict` goes through; null without validation pictures, and for jobs from before this was checked.',
  },
);

/** One that passed. */
export const exampleParity = {
  passed: true,
  images: 4,
  maxDifference: 0.0000021,
  tolerance: 0.0001,
  accuracyTrainer: 0.75,
  accuracyServed: 0.75,
  seconds: 0.4,
  drifted: [],
  driftedTotal: 0,
};

/** Address of a picture of the dataset whose address is `dataset`. */
export const imageOf = (dataset: string, fileId: string): string =>
  `${dataset}/files/${encodeURIComponent(fileId)}/image`;

const toDrift =
  (dataset: string) =>
  ({ fileId, path, expected, received, difference }: ParityDrift) => ({
    fileId,
    path,
    expected,
    received: 'fault' in received ? null : received,
    fault: 'fault' in received ? received.fault : null,
    difference,
    image: imageOf(dataset, fileId),
  });

/** A check as it goes over the wire. `dataset`: the address of the pictures' dataset. */
export const toParity = (checked: Parity, dataset: string): Static<typeof parity> => {
  const { drifted, ...measured } = checked;
  return {
    passed: isParity(checked),
    ...measured,
    drifted: drifted.listed.map(toDrift(dataset)),
    driftedTotal: drifted.total,
  };
};
