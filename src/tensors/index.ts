/** The room of TensorFlow: features, heads, training and inference. A tensor never leaves it. */

export { findBaseBySha } from './base-weights.ts';
export {
  createInferenceEngine,
  type InferenceEngine,
  type InferenceItem,
  type InferenceOptions,
  type InferenceResult,
} from './inference-engine.ts';
export { createTrainer, type TrainerOptions } from './trainer.ts';
