import { describe, expect, it } from 'vitest';
import {
  type HeadArchitecture,
  learningRateAt,
  makeRandom,
  type ScheduleRecipe,
} from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { type Batch, createNetwork } from '../../src/tensors/network.ts';
import { createOptimizer, type GradientRecipe } from '../../src/tensors/optimizer.ts';
import { expectNoTensorLeak } from '../tensors/expect-no-tensor-leak.ts';
import { readArrays, readNumbers } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
const random = makeRandom(0);
const { flow_from_directory: files, head_training: recorded } = readNumbers();
const features = await readArrays('features.safetensors');
const start = await readArrays('head-start.safetensors');

const classes = Object.keys(files.class_indices).length;
const architecture: HeadArchitecture = {
  pool: 'average',
  layers: [
    { name: 'dense', inputs: 512, units: 64, activation: 'relu' },
    { name: 'predictions', inputs: 64, units: classes, activation: 'linear' },
  ],
};

const batches: readonly Batch[] = recorded.batches.map((names) => {
  const rows = names.map((name) => files.filenames.indexOf(name));
  const pooled = features('caffe/global_average');
  return {
    rows: Float32Array.from(rows.flatMap((row) => [...pooled.subarray(row * 512, (row + 1) * 512)])),
    labels: rows.map((row) => files.classes[row] ?? -1),
  };
});

const numberOf = (settings: Readonly<Record<string, unknown>>, name: string, otherwise: number): number => {
  const value = settings[name];
  return typeof value === 'number' ? value : otherwise;
};

const scheduleOf = (settings: Readonly<Record<string, unknown>>): ScheduleRecipe => {
  const schedule = settings['schedule'];
  if (schedule === undefined) return { name: 'constant', warmupSteps: 0 };
  expect(schedule).toMatchObject({ name: 'cosine', alpha: 0, decaySteps: 20 });
  return { name: 'cosine', warmupSteps: 0, decaySteps: 20, alpha: 0 };
};

const recipeOf = (name: string, settings: Readonly<Record<string, unknown>>): GradientRecipe => {
  const common = {
    learningRate: numberOf(settings, 'learningRate', Number.NaN),
    weightDecay: numberOf(settings, 'weightDecay', 0),
    schedule: scheduleOf(settings),
  };
  const epsilon = numberOf(settings, 'epsilon', Number.NaN);
  if (name === 'adam' || name === 'adamw') {
    const beta1 = numberOf(settings, 'beta1', Number.NaN);
    return { ...common, name, beta1, beta2: numberOf(settings, 'beta2', Number.NaN), epsilon };
  }
  if (name === 'rmsprop') return { ...common, name, rho: numberOf(settings, 'rho', Number.NaN), epsilon };
  if (!name.startsWith('sgd')) throw new Error(`no such optimizer: ${name}`);
  const momentum = numberOf(settings, 'momentum', 0);
  return { ...common, name: 'sgd', momentum, nesterov: settings['nesterov'] === true };
};

describe('training a head', () => {
  it.each(Object.entries(recorded.optimizers))(
    'with %s has the losses that Keras had, step by step',
    async (name, settings) => {
      const expected = recorded.loss_before_each_step[name] ?? [];
      expect(expected.length).toBeGreaterThan(0);
      await expectNoTensorLeak(engine, () => {
        const plan = { frozenConvolutions: 13, head: architecture, frozenDense: [] };
        const network = createNetwork(engine, plan, start);
        const recipe = recipeOf(name, settings);
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
