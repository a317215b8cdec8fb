import type { Engine } from './engine.ts';
import type { Network } from './network.ts';

/** Divided by the largest, so that the most is 1; all 0 where nothing is above 0. */
const scaleToOne = (values: Float32Array): Float32Array => {
  const most = values.reduce((largest, value) => Math.max(largest, value), 0);
  return most > 0 ? values.map((value) => value / most) : new Float32Array(values.length);
};

/**
 * Where in a picture a class was seen: Grad-CAM (Selvaraju et al. 2017, equations 1 and 2) on the last map of the backbone,
 * `block5_pool`. Each channel weighs as much as the mean, over the 49 places, of the gradient of the class's logit by it.
 * `row`: the whole map at the network's freeze boundary, also where the head averages. 49 values row by row, 0 (not at all) to 1
 * (most), or all 0 where nothing speaks for the class; they are the caller's.
 */
export const gradCam = (
  { tf }: Engine,
  network: Network,
  row: Float32Array,
  classIndex: number,
): Float32Array =>
  scaleToOne(
    tf.tidy(() => {
      const { map, gradient } = network.logitGradient(tf.tensor2d(row, [1, row.length]), classIndex);
      const weights = tf.mean(gradient, [1, 2], true);
      return tf.relu(tf.sum(tf.mul(map, weights), 3)).dataSync<'float32'>();
    }),
  );
