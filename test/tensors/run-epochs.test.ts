import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Recipe } from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import {
  type Attempt,
  type AttemptOptions,
  expectSame,
  Killed,
  killedAt,
  makeRunFolder,
  type RunFolder,
  recipe,
  runAttempt,
} from './epochs-bench.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { recipeWith } from './made-features.ts';

const engine = startEngine({ device: 'auto' });

let folder: RunFolder;
const folders: RunFolder[] = [];
beforeEach(async () => {
  folder = await makeRunFolder();
  folders.push(folder);
});
afterEach(async () => {
  for (const one of folders.splice(0)) await one.remove();
});

const attempt = (options: Partial<AttemptOptions> = {}): Promise<Attempt> =>
  runAttempt(engine, { folder, recipe, ...options });

const whole = async (of: Recipe): Promise<Attempt> => {
  const apart = await makeRunFolder();
  folders.push(apart);
  return runAttempt(engine, { folder: apart, recipe: of, stateIntervalMs: 60_000 });
};

describe('a run that is resumed', () => {
  it('from what lay on the disk at any step has the same weights, epochs and decisions as one that was not', async () => {
    await expectNoTensorLeak(engine, async () => {
      const undisturbed = await whole(recipe);
      await attempt({
        onStep: () => {
          folders.push(folder.copy());
        },
      });
      const resumedFrom: number[] = [];
      for (const copy of folders.slice(2)) {
        const resumed = await attempt({ folder: copy, attempt: 2 });
        expectSame(resumed, undisturbed);
        resumedFrom.push(resumed.resumed.length);
      }
      expect(Math.max(...resumedFrom)).toBeGreaterThan(2);
    });
  });

  it('again and again after a fault at every third step goes on, and ends as if nothing had been', async () => {
    const undisturbed = await whole(recipe);
    let number = 1;
    let last: Attempt | null = null;
    while (last === null) {
      last = await attempt({ attempt: number, onStep: killedAt(3) }).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
        return null;
      });
      number += 1;
      expect(number).toBeLessThan(12);
    }
    expect(number).toBeGreaterThan(4);
    expectSame(last, undisturbed);
  });

  it('goes on in the middle of an epoch when its worker hands it back, having written its state at that step', async () => {
    const undisturbed = await whole(recipe);
    const controller = new AbortController();
    const first = attempt({
      stateIntervalMs: 60_000,
      signal: controller.signal,
      onStep: (step) => {
        if (step === 5) controller.abort('handBack');
      },
    });
    await expect(first).rejects.toBe('handBack');
    expect(await folder.states()).toEqual(['step-5-epoch-2']);
    const steps: number[] = [];
    const second = await attempt({ attempt: 2, stateIntervalMs: 60_000, onStep: (step) => steps.push(step) });
    expect(steps).toHaveLength(5);
    expect(second.resumed).toHaveLength(2);
    expectSame(second, undisturbed);
  });

  it('is handed back between two epochs without losing the one that ended', async () => {
    const undisturbed = await whole(recipe);
    const controller = new AbortController();
    const first = attempt({
      signal: controller.signal,
      stateIntervalMs: 60_000,
      onEpoch: ({ epoch }) => {
        if (epoch === 3) controller.abort('handBack');
        return Promise.resolve();
      },
    });
    await expect(first).rejects.toBe('handBack');
    expect(await folder.states()).toEqual(['step-6-epoch-3']);
    const second = await attempt({ attempt: 2 });
    expect(second.resumed).toHaveLength(3);
    expectSame(second, undisturbed);
  });

  it('carries the best weights of the earlier attempt over, and never overwrites them with worse ones', async () => {
    const rising: Recipe = {
      ...recipe,
      modelCheckpoint: { ...recipe.modelCheckpoint, monitor: 'loss', mode: 'max' },
    };
    const undisturbed = await whole(rising);
    expect(undisturbed.outcome.best.epoch).toBe(1);
    await expect(attempt({ recipe: rising, onStep: killedAt(6) })).rejects.toBeInstanceOf(Killed);
    const second = await attempt({ recipe: rising, attempt: 2 });
    expect(second.resumed.length).toBeGreaterThan(0);
    expect(second.outcome.weightsLocation).toBe(join(folder.path, 'attempt-2', 'epoch-1.safetensors'));
    expectSame(second, undisturbed);
  });

  it('keeps what early stopping and a plateau have counted, and the lowered rate', async () => {
    const patient: Recipe = {
      ...recipe,
      epochs: 12,
      earlyStopping: {
        monitor: 'loss',
        mode: 'max',
        minDelta: 0,
        patience: 6,
        baseline: null,
        restoreBestWeights: false,
        startFromEpoch: 0,
      },
      reduceLearningRateOnPlateau: {
        monitor: 'loss',
        mode: 'max',
        factor: 0.5,
        patience: 2,
        minDelta: 0,
        cooldown: 0,
        minLearningRate: 0,
      },
    };
    const undisturbed = await whole(patient);
    expect(undisturbed.outcome.stopReason).toBe('earlyStopping');
    expect(undisturbed.epochs).toMatchObject([
      { learningRate: 0.01 },
      { learningRate: 0.01 },
      { learningRate: 0.01 },
      { learningRate: Math.fround(0.005) },
      { learningRate: Math.fround(0.005) },
      { learningRate: Math.fround(0.0025) },
      { learningRate: Math.fround(0.0025) },
    ]);
    await expect(attempt({ recipe: patient, onStep: killedAt(9) })).rejects.toBeInstanceOf(Killed);
    const second = await attempt({ recipe: patient, attempt: 2 });
    expect(second.resumed.length).toBeGreaterThan(2);
    expectSame(second, undisturbed);
  });

  it('that was over before it could say so only ends', async () => {
    const undisturbed = await whole(recipe);
    const controller = new AbortController();
    const first = attempt({
      signal: controller.signal,
      onEpoch: ({ epoch }) => {
        if (epoch === recipe.epochs) controller.abort('handBack');
        return Promise.resolve();
      },
    });
    await expect(first).rejects.toBe('handBack');
    const second = await attempt({ attempt: 2, onStep: killedAt(1) });
    expect(second.resumed).toHaveLength(recipe.epochs);
    expectSame(second, undisturbed);
  });

  it('starts from the beginning with lbfgs, and says so', async () => {
    const solver = recipeWith({ epochs: 4 });
    const undisturbed = await whole(solver);
    await expect(attempt({ recipe: solver, onStep: killedAt(3) })).rejects.toBeInstanceOf(Killed);
    expect(await folder.states()).toEqual([]);
    const second = await attempt({ recipe: solver, attempt: 2 });
    expect(second.resumed).toEqual([]);
    expectSame(second, undisturbed);
  });
});

describe('a run whose head is converged before it starts', () => {
  const converged: Recipe = {
    ...recipe,
    head: { ...recipe.head, units: null, dropout: 0, start: 'converged' },
  };

  it('keeps its start when no epoch is better, also when it is resumed', async () => {
    const perfect: Recipe = {
      ...converged,
      modelCheckpoint: { ...recipe.modelCheckpoint, monitor: 'val_accuracy' },
      optimizer: {
        name: 'sgd',
        learningRate: 0.01,
        momentum: 0,
        nesterov: false,
        weightDecay: 0,
        schedule: { name: 'constant', warmupSteps: 0 },
      },
    };
    const undisturbed = await whole(perfect);
    expect(undisturbed.outcome.best).toMatchObject({ epoch: 0, metrics: { val_accuracy: 1 } });
    expect(Object.keys(undisturbed.outcome.best.metrics).sort()).toEqual(['val_accuracy', 'val_loss']);
    await expect(attempt({ recipe: perfect, onStep: killedAt(5) })).rejects.toBeInstanceOf(Killed);
    const second = await attempt({ recipe: perfect, attempt: 2 });
    expect(second.resumed.length).toBeGreaterThan(0);
    expect(await folder.filesOf(2)).toEqual(['epoch-0.safetensors']);
    expectSame(second, undisturbed);
  });

  it('saves an epoch that is better than the start', async () => {
    const rising: Recipe = {
      ...converged,
      modelCheckpoint: { ...recipe.modelCheckpoint, monitor: 'val_loss', mode: 'max' },
    };
    const { outcome } = await attempt({ recipe: rising });
    expect(outcome.best.epoch).toBeGreaterThan(0);
    expect(await folder.filesOf(1)).toEqual([`epoch-${outcome.best.epoch}.safetensors`]);
  });
});
