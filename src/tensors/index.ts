/** The room of TensorFlow: features, heads, training and inference. A tensor never leaves it. */
export { startEngine } from './engine.ts';
