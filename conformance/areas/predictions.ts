import { join } from 'node:path';
import { type Preprocess, softmax } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import type { Engine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import type { Network } from '../../src/tensors/network.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import type { Tally } from './area.ts';

const PIXELS = { width: 224, height: 224, interpolation: 'nearest', orient: false } as const;

/** Photos as rows at the boundary of a network, one after the other; pooled where the network begins with the head. */
export const rowsOf = async (
  engine: Engine,
  weightsDir: string,
  { frozenConvolutions, head }: Network['plan'],
  files: readonly string[],
  mode: Preprocess,
): Promise<Float32Array> => {
  const reader = createPictureReader();
  const pictures = await Promise.all(files.map((file) => reader.decode({ path: file }, PIXELS)));
  const base = await createFrozenBase(engine, {
    weightsDir,
    frozenConvolutions,
    precision: 'float32',
    parent: null,
  });
  const maps = await base.rowsOf(pictures, mode);
  await base.close();
  const rows = frozenConvolutions === 13 && head.pool === 'average' ? maps.map(poolRow) : maps;
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) all.set(row, index * width);
  return all;
};

/** The folder of weights of a run, beside the folders of the areas. */
export const weightsBeside = (folder: string): string => join(folder, '..', 'weights');

/** Compares each probability of each photo with Keras's. */
export const comparePredictions = (
  tally: Tally,
  of: string,
  { tf }: Engine,
  network: Network,
  rows: Float32Array,
  keras: readonly (readonly number[])[],
): void => {
  const logits = tf.tidy(() =>
    network.logits(tf.tensor2d(rows, [keras.length, rows.length / keras.length])).dataSync<'float32'>(),
  );
  const classes = logits.length / keras.length;
  for (const [photo, expected] of keras.entries()) {
    const ours = softmax(logits.subarray(photo * classes, (photo + 1) * classes));
    for (const [index, probability] of expected.entries()) {
      const difference = Math.abs((ours[index] ?? Number.NaN) - probability);
      tally.number(`${of}, photo ${photo}, class ${index}`, difference);
    }
  }
};
