import Type, { type Static } from 'typebox';
import type { JobRequest } from '../domain/index.ts';
import { DeviceBody } from './job.ts';
import { presetName, RecipeBody } from './recipe.ts';
import { closed, component, count, oneOf, refTo, sha256 } from './schema.ts';

const seconds = (description: string) => Type.Number({ minimum: 0, description });
const bytes = (description: string) => Type.Integer({ minimum: 0, description });

/** The plan of a job, which `POST /jobs?dryRun=true` gives instead of starting it. */
export const PlanBody = component(
  'Plan',
  {
    model: Type.String(),
    preset: presetName,
    recipe: refTo(RecipeBody),
    dataset: closed({ id: Type.String(), fingerprint: sha256('Of the dataset.') }),
    pictures: closed({
      train: count('Pictures to train on.'),
      validation: count('Pictures that are set aside.'),
      decoded: count('Pictures that were decoded for this plan.'),
    }),
    device: refTo(DeviceBody),
    precision: oneOf(['float32', 'int8'], { description: 'Of the frozen part of the backbone.' }),
    steps: closed({
      perEpoch: count('Training steps of an epoch.'),
      validationPerEpoch: count('Validation steps of an epoch.'),
      total: count('Training steps if every epoch is run.'),
    }),
    secondsPerPicture: seconds('Measured: decoding and the frozen part of the backbone, once a picture.'),
    secondsPerStep: seconds('Measured: one training step.'),
    secondsPerEpoch: seconds('Its training and validation steps.'),
    etaSeconds: seconds('For the whole job if every epoch is run and nothing is in the feature cache.'),
    memory: closed({
      neededBytes: bytes('Most that the trainer will hold.'),
      availableBytes: bytes('What this machine could give now.'),
    }),
    warnings: Type.Array(Type.String()),
  },
  {
    description: 'What a job would do and cost, measured by a short trial on the machine of the API.',
  },
);
export type PlanBody = Static<typeof PlanBody>;

/** What is planned, as the use case gives it. */
export interface PlanFacts
  extends Pick<
    PlanBody,
    'device' | 'precision' | 'secondsPerPicture' | 'secondsPerStep' | 'secondsPerEpoch' | 'etaSeconds'
  > {
  readonly request: JobRequest;
  readonly pictures: PlanBody['pictures'];
  readonly steps: PlanBody['steps'];
  readonly memory: PlanBody['memory'];
  readonly warnings: readonly string[];
}

/** A plan as it goes over the wire. */
export const toPlanBody = ({ request, warnings, ...facts }: PlanFacts): PlanBody => ({
  model: request.model,
  preset: request.preset,
  recipe: request.recipe,
  dataset: { id: request.datasetId, fingerprint: request.datasetFingerprint },
  ...facts,
  warnings: [...warnings],
});
