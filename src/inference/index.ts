/** Predictions: batches that form while one runs, answered by a process of its own. */
export { makeAnswerCache } from './answer-cache.ts';
export {
  type CandidateServingOptions,
  type LocalEngine,
  makeCandidateServing,
} from './candidate-serving.ts';
export { createPredictor, type PredictorOptions, type PredictorProcess } from './create-predictor.ts';
export { type BatchedResult, type BatcherSettings, MicroBatcher, type RunBatch } from './micro-batcher.ts';
export type {
  HeldChange,
  PictureOutcome,
  PredictorProtocol,
  PredictorReply,
  PredictorRequest,
  SentExplanation,
  SentGroup,
  SentInput,
} from './predictor-protocol.ts';
export { type PredictingEngine, servePredictor } from './serve-predictor.ts';
export type { PinnedVersions } from './watch-pinned.ts';
