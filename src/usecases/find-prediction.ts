import { AppError, predictionExpiry, type StoredPrediction } from '../domain/index.ts';
import type { PredictionStore } from '../ports/index.ts';

/** A stored prediction with the time (ISO 8601) from which on it is removed. */
export interface PredictionView {
  readonly prediction: StoredPrediction;
  readonly expiresAt: string;
}

/** For how many days predictions are kept. */
export interface PredictionRetention {
  readonly keptDays: number;
}

/** The view of a prediction that was read from the store. */
export const predictionViewOf = (
  prediction: StoredPrediction,
  { keptDays }: PredictionRetention,
): PredictionView => ({ prediction, expiresAt: predictionExpiry(prediction.createdAt, keptDays) });

/** The error for an id that no stored prediction has. */
export const noPrediction = (id: string): AppError =>
  new AppError('PREDICTION_NOT_FOUND', `expected the id of a stored prediction, received "${id}"`);

/** Makes the use case behind `GET /predictions/:id`. `PREDICTION_NOT_FOUND`. */
export const makeFindPrediction =
  (deps: PredictionRetention & { readonly predictions: Pick<PredictionStore, 'find'> }) =>
  async (id: string): Promise<PredictionView> => {
    const prediction = await deps.predictions.find(id);
    if (prediction === null) throw noPrediction(id);
    return predictionViewOf(prediction, deps);
  };
