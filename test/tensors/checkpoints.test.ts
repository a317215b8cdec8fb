import { rmSync, writeFileSync } from 'node:fs';
import { mkdir, rm, truncate, writeFile } from 'node:fs/promises';
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

describe('the states of a run', () => {
  beforeEach(async () => {
    await expect(attempt({ onStep: killedAt(7) })).rejects.toBeInstanceOf(Killed);
  });

  it('are two, the furthest', async () => {
    const states = await folder.states();
    expect(states).toHaveLength(2);
    expect(states.at(-1)).toMatch(/^step-[67]-/);
  });

  it.each([
    ['is cut short', (state: string) => truncate(join(state, 'arrays.safetensors'), 100)],
    ['has other bytes', (state: string) => writeFile(join(state, 'arrays.safetensors'), 'x', { flag: 'r+' })],
    ['has lost its checkpoint', (state: string) => rm(join(state, 'best.safetensors'))],
    [
      'has a damaged manifest',
      (state: string) => writeFile(join(state, 'manifest.json'), '{', { flag: 'r+' }),
    ],
  ] as const)(
    'stand in for each other: when the newest %s the one before is gone on from',
    async (_what, damage) => {
      const undisturbed = await whole(recipe);
      const [before, newest] = await folder.states();
      await damage(join(folder.path, 'state', newest ?? ''));
      const steps: number[] = [];
      const second = await attempt({
        attempt: 2,
        stateIntervalMs: 60_000,
        onStep: (step) => steps.push(step),
      });
      expect(steps).toHaveLength(10 - Number(before?.split('-')[1]));
      expectSame(second, undisturbed);
      expect(await folder.states()).not.toContain(newest);
    },
  );

  it('that are all damaged mean a start from the beginning', async () => {
    const undisturbed = await whole(recipe);
    for (const state of await folder.states()) {
      await truncate(join(folder.path, 'state', state, 'arrays.safetensors'), 8);
    }
    const second = await attempt({ attempt: 2 });
    expect(second.resumed).toEqual([]);
    expectSame(second, undisturbed);
  });

  it('of another run are not gone on from', async () => {
    const second = await attempt({ attempt: 2, identity: 'another' });
    expect(second.resumed).toEqual([]);
  });
});

describe('the checkpoints of a run', () => {
  it('are of the epoch that was saved last, alone in the folder of the attempt', async () => {
    const { outcome } = await attempt();
    expect(await folder.filesOf(1)).toEqual([`epoch-${outcome.best.epoch}.safetensors`]);
  });

  it('are there when training diverges', async () => {
    const told: number[] = [];
    const diverging: Recipe = {
      ...recipe,
      optimizer: {
        name: 'sgd',
        learningRate: 1e30,
        momentum: 0,
        nesterov: false,
        weightDecay: 0,
        // The first step is taken with the rate 0.
        schedule: { name: 'constant', warmupSteps: 8 },
      },
      stepsPerEpoch: 1,
    };
    const run = attempt({
      recipe: diverging,
      onEpoch: ({ epoch }) => {
        told.push(epoch);
        return Promise.resolve();
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'TRAINING_DIVERGED' });
    expect(told).toEqual([1, 2]);
    expect(await folder.filesOf(1)).toEqual(['epoch-1.safetensors']);
  });

  it('are there when training fails', async () => {
    await expect(attempt({ onStep: killedAt(9), stateIntervalMs: 60_000 })).rejects.toBeInstanceOf(Killed);
    expect(await folder.filesOf(1)).toEqual([expect.stringMatching(/^epoch-[1-4]\.safetensors$/)]);
  });

  it('that the disk does not take end the run with STORAGE_UNAVAILABLE', async () => {
    for (const epoch of [1, 2, 3, 4, 5]) {
      await mkdir(join(folder.path, 'attempt-1', `epoch-${epoch}.safetensors`, 'taken'), { recursive: true });
    }
    await expect(attempt({ stateIntervalMs: 60_000 })).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  });

  it('go on without states where those cannot be written, with one warning', async () => {
    const undisturbed = await whole(recipe);
    const second = await attempt({
      onStep: (step) => {
        if (step > 1) return;
        rmSync(join(folder.path, 'state'), { recursive: true });
        writeFileSync(join(folder.path, 'state'), '');
      },
    });
    expectSame(second, undisturbed);
    expect(second.warnings).toEqual([expect.stringMatching(/^The state to resume from cannot be written/)]);
  });

  it('hold the last weights, with a warning, when no epoch was better than the threshold', async () => {
    const strict: Recipe = {
      ...recipe,
      modelCheckpoint: { ...recipe.modelCheckpoint, initialValueThreshold: -1 },
    };
    const { outcome, warnings } = await attempt({ recipe: strict });
    expect(outcome.best.epoch).toBe(5);
    expect(warnings).toEqual([
      'No epoch was better than the threshold of the checkpoint: the weights of the last one are kept.',
    ]);
    expect(await folder.filesOf(1)).toEqual(['epoch-5.safetensors']);
  });
});
