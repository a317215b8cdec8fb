import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRandom } from '../../src/domain/index.ts';
import { readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { storedWeights } from '../../src/tensors/head-architecture.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { createOptimizer } from '../../src/tensors/optimizer.ts';
import { expectNoTensorLeak } from '../tensors/expect-no-tensor-leak.ts';
import { gradientRecipeOf, recordedHead } from './recorded-training.ts';
import { readArrays, readNumbers, readPhoto } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
const weightsDir = resolve('weights');
const { flow_from_directory: files, head_training: head, block5_fine_tuning: recorded } = readNumbers();

/** The first ten convolutions stay: blocks 1 to 4. */
const FROZEN = 10;

const rowsOf = async (names: readonly string[]): Promise<readonly Float32Array[]> => {
  const options = { weightsDir, frozenConvolutions: FROZEN, precision: 'float32', parent: null } as const;
  const base = await createFrozenBase(engine, options);
  try {
    const pictures = await Promise.all(names.map((name) => readPhoto(name, 'nearest')));
    return await base.rowsOf(pictures, 'caffe');
  } finally {
    await base.close();
  }
};

const join = (rows: readonly Float32Array[]): Float32Array => {
  const width = rows[0]?.length ?? 0;
  const joined = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) joined.set(row, index * width);
  return joined;
};

describe('training block5 and a head', () => {
  it('has the losses that Keras had, step by step', async () => {
    const start = await readArrays('head-start.safetensors');
    const base = storedWeights(await readWeightsFile(resolve(weightsDir, 'vgg16-notop.f16.safetensors')));
    await expectNoTensorLeak(engine, async () => {
      const used = head.batches.flat();
      const rows = await rowsOf(used);
      const recipe = gradientRecipeOf('sgd', recorded.settings);
      const plan = { frozenConvolutions: FROZEN, head: recordedHead(files), frozenDense: [] };
      const network = createNetwork(engine, plan, (name, shape) =>
        name.startsWith('block') ? base(name, shape) : start(name),
      );
      const optimizer = createOptimizer(engine, recipe);
      for (const [step, loss] of recorded.loss_before_each_step.entries()) {
        const names = head.batches[step % head.batches.length] ?? [];
        const batch = {
          rows: join(names.flatMap((name) => rows[used.indexOf(name)] ?? [])),
          labels: names.map((name) => files.classes[files.filenames.indexOf(name)] ?? -1),
        };
        optimizer.beginStep(recipe.learningRate);
        const computed = network.trainOnBatch(batch, optimizer, makeRandom(0)).loss;
        expect(Math.abs(computed - loss) / loss, `step ${step}`).toBeLessThanOrEqual(1e-3);
      }
      optimizer.close();
      network.close();
    });
  });
});
