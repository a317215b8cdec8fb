import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRandom, OPTIMIZER_DEFAULTS } from '../../src/domain/index.ts';
import { countUp, inBatches } from '../../src/tensors/batches.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { addBatch, averagesOf, NO_SUMS } from '../../src/tensors/fit-averages.ts';
import { createNetwork } from '../../src/tensors/network.ts';
import { createOptimizer } from '../../src/tensors/optimizer.ts';
import { expectNoTensorLeak } from '../tensors/expect-no-tensor-leak.ts';

/** Made by running Keras; `made` says how. */
interface WeightedTraining {
  readonly made: string;
  readonly features: readonly number[];
  readonly labels: readonly number[];
  readonly weights: Readonly<Record<string, readonly number[]>>;
  readonly history: Readonly<Record<'loss' | 'accuracy' | 'val_loss' | 'val_accuracy', readonly number[]>>;
}

const engine = startEngine({ device: 'auto' });
const recorded = JSON.parse(
  readFileSync('test/fixtures/keras/weighted-training.json', 'utf8'),
) as WeightedTraining;
const FEATURES = 6;

const batchesOf = (pictures: number) =>
  inBatches(countUp(pictures), 16).map((indices) => ({
    rows: Float32Array.from(
      indices.flatMap((index) => recorded.features.slice(index * FEATURES, (index + 1) * FEATURES)),
    ),
    labels: indices.map((index) => recorded.labels[index] ?? -1),
  }));

describe('training with class weights, label smoothing, L2 and weight decay', () => {
  it('reports the losses and accuracies of Keras, in training and validation', async () => {
    await expectNoTensorLeak(engine, () => {
      const network = createNetwork(
        engine,
        {
          frozenConvolutions: 13,
          head: {
            pool: 'average',
            layers: [
              { name: 'dense', inputs: FEATURES, units: 4, activation: 'relu' },
              { name: 'predictions', inputs: 4, units: 3, activation: 'linear' },
            ],
          },
          frozenDense: [],
        },
        (name, [size = 0]) => Float32Array.from(recorded.weights[name] ?? new Float32Array(size)),
        { l2: 0.01, labelSmoothing: 0.1, classWeights: [0.5, 1, 3] },
      );
      const optimizer = createOptimizer(engine, { ...OPTIMIZER_DEFAULTS.rmsprop, weightDecay: 0.02 });
      const { loss, accuracy, val_loss: valLoss, val_accuracy: valAccuracy } = recorded.history;
      for (const epoch of loss.keys()) {
        let [trained, tested] = [NO_SUMS, NO_SUMS];
        for (const batch of batchesOf(recorded.labels.length)) {
          optimizer.beginStep(0.01);
          const result = network.trainOnBatch(batch, optimizer, makeRandom(0));
          trained = addBatch(trained, result, batch.labels.length);
        }
        for (const batch of batchesOf(20)) {
          tested = addBatch(tested, network.testOnBatch(batch), batch.labels.length);
        }
        const [train, validation] = [averagesOf(trained), averagesOf(tested)];
        expect(train.loss / (loss[epoch] ?? Number.NaN), `loss ${epoch}`).toBeCloseTo(1, 5);
        expect(train.accuracy).toBeCloseTo(accuracy[epoch] ?? Number.NaN, 6);
        expect(validation.loss / (valLoss[epoch] ?? Number.NaN), `val_loss ${epoch}`).toBeCloseTo(1, 5);
        expect(validation.accuracy).toBeCloseTo(valAccuracy[epoch] ?? Number.NaN, 6);
      }
      optimizer.close();
      network.close();
    });
  });
});
