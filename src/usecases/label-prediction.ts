import { AppError, classNameFault, classNameForm } from '../domain/index.ts';
import type { Clock, PredictionStore } from '../ports/index.ts';
import {
  noPrediction,
  type PredictionRetention,
  type PredictionView,
  predictionViewOf,
} from './find-prediction.ts';

/** What `makeLabelPrediction` needs. */
export interface LabelPredictionDeps extends PredictionRetention {
  readonly predictions: Pick<PredictionStore, 'find' | 'label'>;
  readonly clock: Clock;
}

/**
 * Makes the use case behind `POST /predictions/:id/label`: a label replaces the one before; where it is the same, nothing is
 * written. The class need not be one of the model's. `PREDICTION_NOT_FOUND`, `REQUEST_INVALID` for what no class can be called.
 */
export const makeLabelPrediction =
  (deps: LabelPredictionDeps) =>
  async (id: string, given: string, by: string): Promise<PredictionView> => {
    const detail = classNameFault(given);
    if (detail !== null)
      throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/className', detail }] });
    const className = classNameForm(given);
    const found = await deps.predictions.find(id);
    if (found === null) throw noPrediction(id);
    if (found.label?.className === className) return predictionViewOf(found, deps);
    const labelled = await deps.predictions.label(id, { className, at: deps.clock.now().toISOString(), by });
    if (labelled === null) throw noPrediction(id);
    return predictionViewOf(labelled, deps);
  };
