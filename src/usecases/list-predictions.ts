import type {
  Page,
  PageRequest,
  PredictionFilter,
  PredictionOrder,
  PredictionStore,
} from '../ports/index.ts';
import { type PredictionRetention, type PredictionView, predictionViewOf } from './find-prediction.ts';

/** Makes the use case behind `GET /predictions`. `REQUEST_INVALID` for an unknown `after`. */
export const makeListPredictions =
  (deps: PredictionRetention & { readonly predictions: Pick<PredictionStore, 'page'> }) =>
  async (
    filter: PredictionFilter,
    order: PredictionOrder,
    page: PageRequest,
  ): Promise<Page<PredictionView>> => {
    const { data, nextAfter } = await deps.predictions.page(filter, order, page);
    return { data: data.map((prediction) => predictionViewOf(prediction, deps)), nextAfter };
  };
