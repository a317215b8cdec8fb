import type { PredictionStore } from '../ports/index.ts';
import { noPrediction } from './find-prediction.ts';

/** Makes the use case behind `DELETE /predictions/:id`: it is gone at once, with its picture. `PREDICTION_NOT_FOUND`. */
export const makeRemovePrediction =
  ({ predictions }: { readonly predictions: Pick<PredictionStore, 'remove'> }) =>
  async (id: string): Promise<void> => {
    if (!(await predictions.remove(id))) throw noPrediction(id);
  };
