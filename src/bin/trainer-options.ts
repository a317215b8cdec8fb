import { join } from 'node:path';
import type { Config } from '../config/index.ts';
import { hasLargeHead, type JobRequest } from '../domain/index.ts';
import type { TrainerOptions } from '../tensors/index.ts';
import { ownPath } from './entries.ts';

/**
 * What a trainer in this process is started with, for one job. TensorFlow reads its environment when it is loaded, which is
 * after this. It takes every GPU that it sees, so a job for the CPU must not see one. With oneDNN its own pool keeps all that
 * it ever held, so that what the backbone used cannot become a large head's: with the fully connected head of VGG16 a trainer
 * peaked at 2.64 GiB, and with the system's allocator at 1.89; that one makes the backbone 18 % slower, so others keep the pool.
 */
export const trainerOptions = (config: Config, { device: asked, recipe }: JobRequest): TrainerOptions => {
  const device = asked === 'auto' ? config.DEVICE : asked;
  if (device === 'cpu') process.env['CUDA_VISIBLE_DEVICES'] = '-1';
  if (hasLargeHead(recipe)) process.env['TF_ONEDNN_USE_SYSTEM_ALLOCATOR'] ??= '1';
  const cacheDir = join(config.DATA_DIR, 'cache');
  return {
    weightsDir: config.WEIGHTS_DIR ?? ownPath('weights'),
    device,
    cacheDir,
    featureCacheMaxBytes: config.FEATURE_CACHE_MAX_BYTES,
  };
};
