/** The room of TensorFlow: features, heads, training and inference. A tensor never leaves it. */

export { findBaseBySha } from './base-weights.ts';
export type { InferenceItem, InferenceResult } from './infer-items.ts';
export { createInferenceEngine, type InferenceEngine, type InferenceOptions } from './inference-engine.ts';
export { createTrainer, type TrainerOptions } from './trainer.ts';
