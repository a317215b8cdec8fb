import { describe, expect, it } from 'vitest';
import {
  boundaryShape,
  type HeadArchitecture,
  makeRandom,
  OPTIMIZER_DEFAULTS,
} from '../../src/domain/index.ts';
import { type Engine, startEngine, type Tensor } from '../../src/tensors/engine.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import { type Batch, createNetwork, type Network, type NetworkSettings } from '../../src/tensors/network.ts';
import type { NetworkPlan } from '../../src/tensors/network-plan.ts';
import { createOptimizer, type Optimizer } from '../../src/tensors/optimizer.ts';
import type { Variable } from '../../src/tensors/variable.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

const engine = startEngine({ device: 'auto' });
const { tf } = engine;

const headOf = (pool: HeadArchitecture['pool'], hidden: number | null): HeadArchitecture => {
  const features = pool === 'average' ? 512 : 25088;
  const output = { name: 'predictions', units: 3, activation: 'linear' } as const;
  if (hidden === null) return { pool, layers: [{ ...output, inputs: features }] };
  return {
    pool,
    layers: [
      { name: 'dense', inputs: features, units: hidden, activation: 'relu' },
      { ...output, inputs: hidden },
    ],
  };
};

const batchOf = (frozenConvolutions: number, width: number | null, labels: readonly number[]): Batch => {
  const random = makeRandom(3).fork('rows');
  const size = width ?? boundaryShape(frozenConvolutions).reduce((product, length) => product * length, 1);
  return {
    rows: Float32Array.from({ length: labels.length * size }, () => Math.max(0, random.normal())),
    labels,
  };
};

/** Keeps the gradients and changes nothing. */
const recorder = (network: Network) => {
  const names = new Map<Variable, string>([...network.trained].map(([name, variable]) => [variable, name]));
  const gradients = new Map<string, Float32Array>();
  const optimizer: Optimizer = {
    beginStep: () => undefined,
    apply: (variable, gradient) => {
      const computed = gradient();
      gradients.set(names.get(variable) ?? 'unknown', computed.dataSync<'float32'>());
      computed.dispose();
    },
    slotsOf: () => [],
    restore: () => undefined,
    close: () => undefined,
  };
  return { gradients, optimizer };
};

const valuesOf = (network: Network): ReadonlyMap<string, Float32Array> =>
  new Map(
    network
      .sources()
      .map(({ name, pieces }) => [name, Float32Array.from([...pieces()].flatMap((piece) => [...piece]))]),
  );

const largest = (values: Float32Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const differenceOf = (left: Float32Array, right: Float32Array): number =>
  largest(left.map((value, index) => value - (right[index] ?? Number.NaN)));

/** The loss of the network as TensorFlow.js writes it, to be differentiated by itself. */
const lossOf = (
  { tf }: Engine,
  { frozenConvolutions, head }: NetworkPlan,
  settings: NetworkSettings,
  { rows, labels }: Batch,
  weights: ReadonlyMap<string, Tensor>,
  dropped: (value: Tensor) => Tensor,
): Tensor => {
  const take = (name: string): Tensor => {
    const found = weights.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  let value: Tensor = tf.tensor(rows, [labels.length, ...boundaryShape(frozenConvolutions)]);
  for (const name of ['block5_conv2', 'block5_conv3']) {
    const convolved = tf.conv2d(value as Tensor4D, take(`${name}/kernel`) as Tensor4D, 1, 'same');
    value = tf.relu(tf.add(convolved, take(`${name}/bias`)));
  }
  value = tf.maxPool(value as Tensor4D, 2, 2, 'valid');
  value = head.pool === 'average' ? tf.mean(value, [1, 2]) : tf.reshape(value, [labels.length, 25088]);
  if (settings.standardiser !== null) {
    const { mean, deviation } = settings.standardiser;
    value = tf.div(tf.sub(value, tf.tensor1d(mean)), tf.tensor1d(deviation));
  }
  let penalty: Tensor = tf.scalar(0);
  for (const { name, activation } of head.layers) {
    const kernel = take(`${name}/kernel`);
    value = tf.add(tf.matMul(value, kernel), take(`${name}/bias`));
    if (activation === 'relu') value = dropped(tf.relu(value));
    penalty = tf.add(penalty, tf.mul(settings.l2, tf.sum(tf.square(kernel))));
  }
  const hot = tf.oneHot(tf.tensor1d([...labels], 'int32'), 3);
  const targets = tf.add(tf.mul(hot, 1 - settings.labelSmoothing), settings.labelSmoothing / 3);
  const each = tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(value)), 1));
  const weighted = tf.mul(each, tf.tensor1d(labels.map((label) => settings.classWeights?.[label] ?? 1)));
  return tf.add(tf.div(tf.sum(weighted), labels.length), penalty);
};

type Tensor4D = ReturnType<typeof tf.tensor4d>;

const plain: NetworkSettings = {
  l2: 0,
  dropout: 0,
  labelSmoothing: 0,
  classWeights: null,
  standardiser: null,
};

describe('a network with own convolutions', () => {
  it.each([
    { pool: 'average', hidden: null, settings: plain },
    { pool: 'flatten', hidden: 4, settings: { ...plain, l2: 0.01, dropout: 0.5 } },
    {
      pool: 'average',
      hidden: 8,
      settings: {
        ...plain,
        labelSmoothing: 0.1,
        classWeights: [0.5, 1, 3],
        standardiser: { mean: new Float32Array(512).fill(0.4), deviation: new Float32Array(512).fill(0.1) },
      },
    },
  ] as const)(
    'has the gradients that automatic differentiation finds ($pool, hidden $hidden)',
    async (given) => {
      await expectNoTensorLeak(engine, () => {
        const { settings, pool, hidden } = given;
        const plan = { frozenConvolutions: 11, head: headOf(pool, hidden), frozenDense: [] };
        const initial = glorotWeights(5);
        const network = createNetwork(engine, plan, initial, settings);
        const batch = batchOf(11, null, [0, 2]);
        const { gradients, optimizer } = recorder(network);
        const { loss } = network.trainOnBatch(batch, optimizer, makeRandom(9));
        const masks = makeRandom(9);
        const names = [...network.trained.keys()];
        tf.tidy(() => {
          const first = names.map((name) => {
            const shape = [...(network.trained.get(name)?.shape ?? [])];
            return tf.tensor(initial(name, shape), shape);
          });
          const drop = (value: Tensor): Tensor => {
            if (settings.dropout === 0) return value;
            const mask = Float32Array.from({ length: value.size }, () => (masks.float() < 0.5 ? 0 : 2));
            return tf.mul(value, tf.tensor(mask, value.shape));
          };
          const { value, grads } = tf.valueAndGrads((...weights: Tensor[]) => {
            const named = new Map(names.map((name, index) => [name, weights[index] ?? tf.scalar(0)]));
            return lossOf(engine, plan, settings, batch, named, drop).asScalar();
          })(first);
          expect(loss).toBeCloseTo(value.dataSync()[0] ?? Number.NaN, 4);
          for (const [index, name] of names.entries()) {
            const expected = grads[index]?.dataSync<'float32'>() ?? new Float32Array();
            const computed = gradients.get(name) ?? new Float32Array();
            expect(largest(expected), name).toBeGreaterThan(0);
            expect(differenceOf(computed, expected) / largest(expected), name).toBeLessThan(1e-4);
          }
        });
        network.close();
      });
    },
  );

  it('moves every array above the boundary, and gives the logits of its own weights', async () => {
    await expectNoTensorLeak(engine, () => {
      const plan = { frozenConvolutions: 12, head: headOf('average', null), frozenDense: [] };
      const network = createNetwork(engine, plan, glorotWeights(5));
      const optimizer = createOptimizer(engine, { ...OPTIMIZER_DEFAULTS.sgd, momentum: 0.9 });
      const batch = batchOf(12, null, [0, 1]);
      const before = valuesOf(network);
      optimizer.beginStep(0.1);
      network.trainOnBatch(batch, optimizer, makeRandom(1));
      const after = valuesOf(network);
      expect([...after.keys()]).toEqual([
        'block5_conv3/kernel',
        'block5_conv3/bias',
        'predictions/kernel',
        'predictions/bias',
      ]);
      for (const [name, values] of after)
        expect(differenceOf(values, before.get(name) ?? values), name).toBeGreaterThan(0);
      const again = createNetwork(engine, plan, (name) => after.get(name) ?? new Float32Array());
      const logits = ({ logits }: Network): Float32Array =>
        tf.tidy(() => logits(tf.tensor2d(batch.rows, [2, batch.rows.length / 2])).dataSync<'float32'>());
      expect(logits(again)).toEqual(logits(network));
      optimizer.close();
      network.close();
      again.close();
    });
  });
});

describe('a network with frozen dense layers', () => {
  const layers = [
    { name: 'fc1', inputs: 6, units: 5, activation: 'relu' },
    { name: 'fc2', inputs: 5, units: 4, activation: 'relu' },
    { name: 'predictions', inputs: 4, units: 3, activation: 'linear' },
  ] as const;

  it('leaves them as they are, asks nothing of them on the way back, and does not count them in the penalty', async () => {
    await expectNoTensorLeak(engine, () => {
      const plan = {
        frozenConvolutions: 13,
        head: { pool: 'flatten', layers },
        frozenDense: ['fc1', 'fc2'],
      } as const;
      const network = createNetwork(engine, plan, glorotWeights(5), { l2: 1 });
      const batch = batchOf(13, 6, [0, 1, 2]);
      const { gradients, optimizer } = recorder(network);
      const { loss } = network.trainOnBatch(batch, optimizer, makeRandom(1));
      expect([...gradients.keys()].sort()).toEqual(['predictions/bias', 'predictions/kernel']);
      const free = createNetwork(engine, plan, glorotWeights(5));
      const squares = (valuesOf(network).get('predictions/kernel') ?? new Float32Array()).reduce(
        (sum, weight) => sum + weight ** 2,
        0,
      );
      expect(loss - free.testOnBatch(batch).loss).toBeCloseTo(squares, 4);
      expect(network.sources().map(({ name }) => name)).toContain('fc1/kernel');
      network.close();
      free.close();
    });
  });
});

describe('dropout', () => {
  it('drops about the part asked for of the features of a single layer, in training only', async () => {
    await expectNoTensorLeak(engine, () => {
      const head = {
        pool: 'average',
        layers: [{ name: 'predictions', inputs: 2000, units: 2, activation: 'linear' }],
      } as const;
      const plan = { frozenConvolutions: 13, head, frozenDense: [] };
      const network = createNetwork(
        engine,
        plan,
        (_, shape) => new Float32Array(shape.reduce((a, b) => a * b, 1)),
        { dropout: 0.25 },
      );
      const { gradients, optimizer } = recorder(network);
      network.trainOnBatch({ rows: new Float32Array(2000).fill(1), labels: [0] }, optimizer, makeRandom(1));
      // With zero weights both probabilities are 0.5: the gradient of a kept feature is -0.5 / (1 - 0.25).
      const kernel = gradients.get('predictions/kernel') ?? new Float32Array();
      const firsts = kernel.filter((_, index) => index % 2 === 0);
      expect(new Set(firsts.map((value) => Math.abs(value)))).toEqual(new Set([0, Math.fround(0.5 / 0.75)]));
      const dropped = firsts.filter((value) => value === 0).length;
      expect(dropped).toBeGreaterThan(400);
      expect(dropped).toBeLessThan(600);
      network.close();
    });
  });
});

describe('making a network', () => {
  it('leaves nothing behind when an array is missing', async () => {
    await expectNoTensorLeak(engine, () => {
      const initial = glorotWeights(1);
      const plan = { frozenConvolutions: 12, head: headOf('average', null), frozenDense: [] };
      for (const missing of ['block5_conv3/bias', 'predictions/bias']) {
        expect(() =>
          createNetwork(engine, plan, (name, shape) => {
            if (name === missing) throw new Error(`no ${name}`);
            return initial(name, shape);
          }),
        ).toThrow(`no ${missing}`);
      }
    });
  });
});
