import { predictionLimit } from '../domain/index.ts';
import type { Clock, Log, PredictionStore } from '../ports/index.ts';
import type { PredictionRetention } from './find-prediction.ts';

/** What `makeSweepPredictions` needs. */
export interface SweepPredictionsDeps extends PredictionRetention {
  readonly predictions: Pick<PredictionStore, 'removeOlder' | 'removeExcess'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Makes what removes stored predictions that have expired, and those beyond the bytes that they may take. */
export const makeSweepPredictions =
  ({ predictions, clock, log, keptDays }: SweepPredictionsDeps) =>
  async (): Promise<void> => {
    const expired = await predictions.removeOlder(predictionLimit(clock.now(), keptDays));
    if (expired > 0) log.info({ expired, keptDays }, 'stored predictions that had expired were removed');
    const excess = await predictions.removeExcess();
    if (excess > 0) log.info({ excess }, 'stored predictions were removed to stay within their bytes');
  };
