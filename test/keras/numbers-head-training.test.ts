import { describe, expect, it } from 'vitest';
import { learningRateAt, makeRandom } from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { type Batch, createNetwork } from '../../src/tensors/network.ts';
import { createOptimizer } from '../../src/tensors/optimizer.ts';
import { expectNoTensorLeak } from '../tensors/expect-no-tensor-leak.ts';
import { gradientRecipeOf, recordedHead } from './recorded-training.ts';
import { readArrays, readNumbers } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
const random = makeRandom(0);
const { flow_from_directory: files, head_training: recorded } = readNumbers();
const features = await readArrays('features.safetensors');
const start = await readArrays('head-start.safetensors');

const batches: readonly Batch[] = recorded.batches.map((names) => {
  const rows = names.map((name) => files.filenames.indexOf(name));
  const pooled = features('caffe/global_average');
  return {
    rows: Float32Array.from(rows.flatMap((row) => [...pooled.subarray(row * 512, (row + 1) * 512)])),
    labels: rows.map((row) => files.classes[row] ?? -1),
  };
});

describe('training a head', () => {
  it.each(Object.entries(recorded.optimizers))(
    'with %s has the losses that Keras had, step by step',
    async (name, settings) => {
      const expected = recorded.loss_before_each_step[name] ?? [];
      expect(expected.length).toBeGreaterThan(0);
      await expectNoTensorLeak(engine, () => {
        const plan = { frozenConvolutions: 13, head: recordedHead(files), frozenDense: [] };
        const network = createNetwork(engine, plan, start);
        const recipe = gradientRecipeOf(name, settings);
        const optimizer = createOptimizer(engine, recipe);
        expected.forEach((loss, step) => {
          const batch = batches[step % batches.length];
          if (batch === undefined) throw new Error('no batch');
          optimizer.beginStep(learningRateAt(recipe.learningRate, recipe.schedule, step, expected.length));
          const computed = network.trainOnBatch(batch, optimizer, random).loss;
          if (loss > 1e-3) expect(Math.abs(computed - loss) / loss, `step ${step}`).toBeLessThanOrEqual(1e-4);
        });
        optimizer.close();
        network.close();
      });
    },
  );
});
