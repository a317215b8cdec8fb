import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  boundaryShape,
  makeRandom,
  OPTIMIZER_DEFAULTS,
  PRESETS,
  type Recipe,
} from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFit, type Fit, type FitInput } from '../../src/tensors/fit.ts';
import type { Averages } from '../../src/tensors/fit-averages.ts';
import type { FitCounters } from '../../src/tensors/gradient-fit.ts';
import { glorotWeights } from '../../src/tensors/head-architecture.ts';
import type { HeldArray } from '../../src/tensors/variable.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { madeFeatures, recipeWith, rowsOf } from './made-features.ts';

const engine = startEngine({ device: 'auto' });
const signal = new AbortController().signal;
const { sgd, adam, adamw, rmsprop } = OPTIMIZER_DEFAULTS;
const EPOCHS = 3;

/** Three steps an epoch of a head with a hidden layer, dropout, L2, standardised features and a rate that changes at every step. */
const headRecipe = (optimizer: Recipe['optimizer']): Recipe => ({
  ...recipeWith({ optimizer, batchSize: 16, epochs: EPOCHS, stepsPerEpoch: 3 }),
  head: { ...PRESETS.fast.head, units: 16, dropout: 0.3 },
  classWeights: 'balanced',
  loss: { labelSmoothing: 0.1 },
});

const headInput = (optimizer: Recipe['optimizer']): FitInput => ({
  recipe: headRecipe(optimizer),
  classNames: ['a', 'b', 'c'],
  train: madeFeatures('train', 3, 20),
  validation: madeFeatures('validation', 3, 5),
  seed: 7,
  frozenConvolutions: 13,
  initial: glorotWeights(7),
});

/** The last convolution of block5 trained on few made maps, its head converged first. */
const block5Input = (): FitInput => {
  const random = makeRandom(2).fork('maps');
  const size = boundaryShape(12).reduce((product, length) => product * length, 1);
  const rows = rowsOf(
    Array.from({ length: 5 }, () => Float32Array.from({ length: size }, () => Math.max(0, random.normal()))),
  );
  return {
    recipe: {
      ...PRESETS['fine-tune'],
      optimizer: { ...sgd, learningRate: 1e-3, momentum: 0.9 },
      head: { ...PRESETS['fine-tune'].head, dropout: 0.2 },
      batchSize: 2,
      epochs: EPOCHS,
    },
    classNames: ['a', 'b'],
    train: { rows, labels: [0, 1, 0, 1, 0] },
    validation: { rows, labels: [0, 1, 0, 1, 0] },
    seed: 3,
    frozenConvolutions: 12,
    initial: glorotWeights(3),
  };
};

/** With the states to go on from; all where none are given. 0 is the start; then come for each epoch its steps and its end. */
const cases: readonly (readonly [string, FitInput, readonly number[] | null])[] = [
  [
    'sgd with momentum',
    headInput({
      ...sgd,
      momentum: 0.9,
      schedule: { name: 'cosine', warmupSteps: 2, decaySteps: null, alpha: 0 },
    }),
    null,
  ],
  [
    'sgd with nesterov momentum',
    headInput({ ...sgd, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    null,
  ],
  [
    'adam',
    headInput({ ...adam, schedule: { name: 'step', warmupSteps: 0, everySteps: 2, factor: 0.5 } }),
    null,
  ],
  ['adamw', headInput(adamw), null],
  ['rmsprop', headInput(rmsprop), null],
  ['block5 trained', block5Input(), [1, 3, 6]],
];

const joined = (pieces: readonly Float32Array[]): Float32Array => {
  const whole = new Float32Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

const readAll = (arrays: readonly HeldArray[]): ReadonlyMap<string, Float32Array> =>
  new Map(arrays.map(({ name, pieces }) => [name, joined([...pieces()])]));

/** The bits of every array, by name. */
const digest = (arrays: ReadonlyMap<string, Float32Array>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...arrays].map(([name, values]) => [name, createHash('sha256').update(values).digest('hex')]),
  );

/** A state as it lies in a file: JSON and arrays. */
interface Kept {
  readonly counters: string;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

const keep = (fit: Fit): Kept => {
  const state = fit.state();
  if (state === null) throw new Error('no state');
  return { counters: JSON.stringify(state.counters), arrays: readAll(state.arrays) };
};

const restore = (fit: Fit, { counters, arrays }: Kept): void => {
  fit.restore(JSON.parse(counters) as FitCounters, (name) => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`no ${name}`);
    return Float32Array.from(found);
  });
};

interface Outcome {
  readonly averages: readonly Averages[];
  readonly weights: Readonly<Record<string, string>>;
  /** The state at the start, after each step, and after each epoch. */
  readonly kept: readonly Kept[];
}

/** Runs the epochs from `epoch` (0-based) on; every rate is lowered a bit after the first, as a plateau would. */
const run = async (fit: Fit, epoch: number, keepsStates: boolean): Promise<Outcome> => {
  const kept: Kept[] = keepsStates ? [keep(fit)] : [];
  const averages: Averages[] = [];
  for (let done = epoch; done < EPOCHS; done += 1) {
    averages.push(
      await fit.runEpoch(() => {
        if (keepsStates) kept.push(keep(fit));
        return Promise.resolve();
      }, signal),
    );
    if (done === 0) fit.setLearningRate(0.9e-3);
    if (keepsStates) kept.push(keep(fit));
  }
  return { averages, weights: digest(readAll(fit.sources())), kept };
};

describe('a fit that is taken up again', () => {
  it.each(cases)(
    'with %s ends with the bits of one that was not interrupted, wherever it was',
    async (_, input, states) => {
      await expectNoTensorLeak(engine, async () => {
        const whole = await createFit(engine, input);
        const expected = await run(whole, 0, true);
        const perEpoch = whole.stepsPerEpoch + 1;
        whole.close();
        for (const at of states ?? expected.kept.keys()) {
          const kept = expected.kept[at];
          if (kept === undefined) throw new Error(`no state ${at}`);
          const resumed = await createFit(engine, input);
          restore(resumed, kept);
          const { counters, arrays } = keep(resumed);
          expect([counters, digest(arrays)]).toEqual([kept.counters, digest(kept.arrays)]);
          const epoch = Math.floor(at / perEpoch);
          const { averages, weights } = await run(resumed, epoch, false);
          resumed.close();
          expect(averages, `state ${at}`).toEqual(expected.averages.slice(epoch));
          expect(weights, `state ${at}`).toEqual(expected.weights);
        }
      });
    },
  );

  it('has no state with lbfgs', async () => {
    await expectNoTensorLeak(engine, async () => {
      const fit = await createFit(engine, { ...headInput(sgd), recipe: recipeWith({}) });
      await fit.runEpoch(() => Promise.resolve(), signal);
      expect(fit.state()).toBeNull();
      fit.close();
    });
  });
});
