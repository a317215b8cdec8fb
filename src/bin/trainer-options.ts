import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import type { DeviceRequest } from '../domain/index.ts';
import type { TrainerOptions } from '../tensors/index.ts';
import { ownPath } from './entries.ts';

/**
 * What a trainer in this process is started with. TensorFlow takes every GPU that it sees, so a job for the CPU must not see
 * one; it looks when it is loaded, which is after this.
 */
export const trainerOptions = (config: Config, asked: DeviceRequest): TrainerOptions => {
  const device = asked === 'auto' ? config.DEVICE : asked;
  if (device === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  const cacheDir = join(config.DATA_DIR, 'cache');
  return {
    weightsDir: config.WEIGHTS_DIR ?? ownPath('weights'),
    device,
    cacheDir,
    featureCacheMaxBytes: config.FEATURE_CACHE_MAX_BYTES,
  };
};
