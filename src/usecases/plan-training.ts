import type { JobRequest } from '../domain/index.ts';
import type { ModelStore, TrainingMeasurement, TrainingPlanner } from '../ports/index.ts';
import { takeBackDataset } from './bin-dataset.ts';
import { type PrepareTrainingDeps, prepareTraining, type StartTrainingInput } from './prepare-training.ts';

/** What `makePlanTraining` needs. */
export interface PlanTrainingDeps extends PrepareTrainingDeps {
  readonly models: PrepareTrainingDeps['models'] & Pick<ModelStore, 'weightsLocation'>;
  readonly planner: TrainingPlanner;
}

/** What a job would do and cost. */
export interface TrainingPlan extends Omit<TrainingMeasurement, 'steps' | 'secondsPerValidationStep'> {
  readonly request: JobRequest;
  /** `total`: training steps if every epoch is run. */
  readonly steps: TrainingMeasurement['steps'] & { readonly total: number };
  readonly secondsPerEpoch: number;
  /** Every picture through the frozen part once, and every epoch. */
  readonly etaSeconds: number;
}

const toPlan = (
  request: JobRequest,
  { steps, secondsPerValidationStep, ...measured }: TrainingMeasurement,
): TrainingPlan => {
  const { epochs } = request.recipe;
  const { train, validation } = measured.pictures;
  const secondsPerEpoch =
    steps.perEpoch * measured.secondsPerStep + steps.validationPerEpoch * secondsPerValidationStep;
  return {
    ...measured,
    request,
    steps: { ...steps, total: steps.perEpoch * epochs },
    secondsPerEpoch,
    etaSeconds: (train + validation) * measured.secondsPerPicture + epochs * secondsPerEpoch,
  };
};

/**
 * Makes the use case behind `POST /jobs?dryRun=true`: checks the request as for a job, tries a few steps on this machine, and
 * leaves nothing behind, a dataset made for it included. The errors of `prepareTraining` and of the planner.
 */
export const makePlanTraining =
  (deps: PlanTrainingDeps) =>
  async (input: StartTrainingInput, signal: AbortSignal): Promise<TrainingPlan> => {
    const prepared = await prepareTraining(deps, input, () => Promise.resolve(), signal);
    const { request, parent: manifest, isNewDataset } = prepared;
    try {
      const parent =
        manifest === null ? null : { manifest, weightsLocation: deps.models.weightsLocation(manifest) };
      return toPlan(request, await deps.planner.measure(request, parent, signal));
    } finally {
      if (isNewDataset) await takeBackDataset(deps, request.datasetId);
    }
  };
