import { describe, expect, it } from 'vitest';
import type { HeadArchitecture } from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { type Batch, createHead } from '../../src/tensors/head.ts';
import { createOptimizer, type GradientRecipe } from '../../src/tensors/optimizer.ts';
import { expectNoTensorLeak } from '../tensors/expect-no-tensor-leak.ts';
import { readArrays, readNumbers } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
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
    features: Float32Array.from(rows.flatMap((row) => [...pooled.subarray(row * 512, (row + 1) * 512)])),
    labels: rows.map((row) => files.classes[row] ?? -1),
  };
});

const numberOf = (settings: Readonly<Record<string, unknown>>, name: string, otherwise: number): number => {
  const value = settings[name];
  return typeof value === 'number' ? value : otherwise;
};

const recipeOf = (name: string, settings: Readonly<Record<string, unknown>>): GradientRecipe => {
  const learningRate = numberOf(settings, 'learningRate', Number.NaN);
  const epsilon = numberOf(settings, 'epsilon', Number.NaN);
  const betas = {
    beta1: numberOf(settings, 'beta1', Number.NaN),
    beta2: numberOf(settings, 'beta2', Number.NaN),
  };
  if (name === 'adam') return { name, learningRate, ...betas, epsilon };
  if (name === 'adamw') {
    return {
      name,
      learningRate,
      weightDecay: numberOf(settings, 'weightDecay', Number.NaN),
      ...betas,
      epsilon,
    };
  }
  if (name === 'rmsprop') return { name, learningRate, rho: numberOf(settings, 'rho', Number.NaN), epsilon };
  if (!name.startsWith('sgd')) throw new Error(`no such optimizer: ${name}`);
  return {
    name: 'sgd',
    learningRate,
    momentum: numberOf(settings, 'momentum', 0),
    nesterov: settings['nesterov'] === true,
  };
};

/** keras.optimizers.schedules.CosineDecay with alpha 0, where the recording has a schedule. */
const rateOf = (settings: Readonly<Record<string, unknown>>): ((step: number) => number) => {
  const rate = numberOf(settings, 'learningRate', Number.NaN);
  const schedule = settings['schedule'] as { name: string; decaySteps: number; alpha: number } | undefined;
  if (schedule === undefined) return () => rate;
  expect(schedule).toMatchObject({ name: 'cosine', alpha: 0 });
  return (step) =>
    rate * 0.5 * (1 + Math.cos((Math.PI * Math.min(step, schedule.decaySteps)) / schedule.decaySteps));
};

describe('training a head', () => {
  it.each(Object.entries(recorded.optimizers))(
    'with %s has the losses that Keras had, step by step',
    async (name, settings) => {
      const expected = recorded.loss_before_each_step[name] ?? [];
      expect(expected.length).toBeGreaterThan(0);
      await expectNoTensorLeak(engine, () => {
        const head = createHead(engine, architecture, start);
        const optimizer = createOptimizer(engine, recipeOf(name, settings), rateOf(settings));
        expected.forEach((loss, step) => {
          const batch = batches[step % batches.length];
          if (batch === undefined) throw new Error('no batch');
          const computed = head.trainOnBatch(batch, optimizer).loss;
          if (loss > 1e-3) expect(Math.abs(computed - loss) / loss, `step ${step}`).toBeLessThanOrEqual(1e-4);
        });
        optimizer.close();
        head.close();
      });
    },
  );
});
