import type { HeadArchitecture, Preprocess } from '../domain/index.ts';
import { findBase } from './base-weights.ts';
import type { Engine, Tensor } from './engine.ts';
import { createFloatBase, storedConvolution } from './float-base.ts';

/** Values of one picture's features, by pooling. */
export const FEATURES_PER_PICTURE = { average: 512, flatten: 7 * 7 * 512 } as const;

/** The frozen convolutional base of VGG16 on the engine. */
export interface Backbone {
  /** Of the base's weights. */
  readonly sha256: string;
  /**
   * Runs 1 to 16 pictures (RGB bytes `[224, 224, 3]`) through the base; gives `[pictures, 7, 7, 512]`, which the caller disposes.
   * Lets the event loop turn after each convolution; rejects with the signal's reason when it aborts.
   */
  readonly featureMap: (
    pictures: readonly Uint8Array[],
    mode: Preprocess,
    signal?: AbortSignal,
  ) => Promise<Tensor>;
  /** `[n, 7, 7, 512]` to `[n, 512]` (mean over height and width) or `[n, 25088]` (Keras's Flatten). The map stays the caller's. */
  readonly pool: (map: Tensor, pool: HeadArchitecture['pool']) => Tensor;
  /** Frees the weights. */
  readonly close: () => void;
}

/** Loads the base from `weightsDir`. `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. */
export const createBackbone = async (engine: Engine, weightsDir: string): Promise<Backbone> => {
  const { sha256, convolutions } = await findBase(weightsDir);
  const { mapsOf, close } = createFloatBase(engine, 13, storedConvolution(convolutions));
  return {
    sha256,
    featureMap: mapsOf,
    pool: (map, pool) =>
      pool === 'average'
        ? engine.tf.mean(map, [1, 2])
        : engine.tf.reshape(map, [-1, FEATURES_PER_PICTURE.flatten]),
    close,
  };
};
