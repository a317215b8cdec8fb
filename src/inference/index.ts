/** Predictions: batches that form while one runs, answered by a process of its own. */
export { makeAnswerCache } from './answer-cache.ts';
export { createPredictor, type PredictorOptions, type PredictorProcess } from './create-predictor.ts';
export {
  type BatchedResult,
  type BatcherSettings,
  type BatchItem,
  MicroBatcher,
  type RunBatch,
} from './micro-batcher.ts';
export type { GroupOutcome, PictureGroup, PredictorProtocol } from './predictor-protocol.ts';
