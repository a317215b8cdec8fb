import type { JobRequest } from '../domain/index.ts';
import type { ParentVersion } from './trainer.ts';
import type { TrainingMeasurement } from './training-measurement.ts';

/** Tries a job for a few steps without running it. */
export interface TrainingPlanner {
  /**
   * The errors of a trainer before training: `DEVICE_UNAVAILABLE`, `DATASET_NOT_FOUND`, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`,
   * `PRECISION_UNAVAILABLE`, `MEMORY_INSUFFICIENT`; `TRAINER_CRASHED`; `OVERLOADED` when too many trials wait already.
   */
  measure(
    request: JobRequest,
    parent: ParentVersion | null,
    signal: AbortSignal,
  ): Promise<TrainingMeasurement>;
}
