import type { JobRequest } from '../domain/index.ts';
import type {
  DatasetStore,
  ParentVersion,
  PictureDecoder,
  Trainer,
  TrainingMeasurement,
} from '../ports/index.ts';
import { loadExamples, makePixelsOf, refuseOtherDevice } from './training-examples.ts';

/** What `makeMeasureTraining` needs. */
export interface MeasureTrainingDeps {
  readonly datasets: Pick<DatasetStore, 'find' | 'allFiles' | 'content'>;
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly trainer: Pick<Trainer, 'device' | 'measure'>;
}

/**
 * Makes the use case that a planner process runs: the first steps of a job, on its own pictures, timed. `DEVICE_UNAVAILABLE`,
 * `DATASET_NOT_FOUND`, and the errors of the trainer, the stores and the decoder.
 */
export const makeMeasureTraining =
  ({ datasets, decoder, trainer }: MeasureTrainingDeps) =>
  async (
    request: JobRequest,
    parent: ParentVersion | null,
    signal: AbortSignal,
  ): Promise<TrainingMeasurement> => {
    refuseOtherDevice(request, trainer.device);
    const { warnings, ...examples } = await loadExamples(datasets, request);
    const { recipe, seed } = request;
    const pixelsOf = makePixelsOf({ datasets, decoder }, request);
    const measured = await trainer.measure({ ...examples, recipe, seed, parent, pixelsOf }, signal);
    return { ...measured, warnings: [...warnings, ...measured.warnings] };
  };
