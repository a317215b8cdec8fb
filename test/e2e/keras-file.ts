import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportVersion } from '../../src/keras/index.ts';
import { aHead, makeVersion } from '../keras/made-version.ts';

/** A whole model of three classes as Keras writes it: VGG16 with small fully connected layers. Made in `folder`. */
export const makeKerasFile = async (folder: string): Promise<Buffer<ArrayBuffer>> => {
  const location = join(folder, 'model.h5');
  await exportVersion(await makeVersion(folder, aHead('flatten', 8, 8, 3)), 'keras', location);
  return Buffer.from(readFileSync(location));
};
