import { describe } from 'vitest';
import { predictionStoreConformance } from '../conformance/prediction-store.ts';
import { makeMemoryPredictions } from './memory-predictions.ts';

describe('a store of predictions in memory', () => {
  predictionStoreConformance(() => {
    const { predictions } = makeMemoryPredictions(100_000);
    return Promise.resolve({ store: predictions, again: () => predictions });
  });
});
