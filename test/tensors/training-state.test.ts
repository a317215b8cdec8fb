import { describe, expect, it } from 'vitest';
import type { DeviceInfo, Example } from '../../src/domain/index.ts';
import type { TrainingInput } from '../../src/ports/index.ts';
import { runIdentity } from '../../src/tensors/training-state.ts';
import { recipeWith } from './made-features.ts';

const CPU: DeviceInfo = { kind: 'cpu', name: 'one processor', engine: 'TensorFlow 2.21.0' };
const example = (path: string, classIndex: number): Example => ({
  fileId: path,
  path,
  sha256: `sha-${path}`,
  lookAlikes: null,
  reference: null,
  classIndex,
});

const input: TrainingInput = {
  recipe: recipeWith({}),
  classNames: ['cat', 'dog'],
  train: [example('cat/1', 0), example('dog/1', 1)],
  validation: [example('cat/2', 0)],
  seed: 7,
  datasetFingerprint: 'f1',
  parent: null,
  precision: null,
  pixelsOf: () => Promise.reject(new Error('not asked for')),
  attemptFolder: '/runs/1/attempt-1',
  stateFolder: '/runs/1/state',
};

const BASE = { sha256: 'base', precision: 'float32' } as const;
const identity = runIdentity(input, BASE, CPU);

describe('the identity of a run', () => {
  it('is the same for each attempt, on each machine with the same engine', () => {
    const later = { ...input, attemptFolder: '/elsewhere/attempt-2', stateFolder: '/elsewhere/state' };
    expect(runIdentity(later, BASE, { ...CPU, name: 'another processor' })).toBe(identity);
  });

  it.each([
    ['recipe', { recipe: recipeWith({ batchSize: 31 }) }],
    ['seed', { seed: 8 }],
    ['dataset', { datasetFingerprint: 'f2' }],
    ['order of the classes', { classNames: ['dog', 'cat'] }],
    ['split', { train: [...input.train, ...input.validation], validation: [] }],
    ['order of the pictures', { train: input.train.toReversed() }],
  ] as const)('is another with another %s', (_what, change) => {
    expect(runIdentity({ ...input, ...change }, BASE, CPU)).not.toBe(identity);
  });

  it('is another with other weights of the base, in another precision, on another kind of device, and with another engine', () => {
    expect(runIdentity(input, { ...BASE, sha256: 'full' }, CPU)).not.toBe(identity);
    expect(runIdentity(input, { ...BASE, precision: 'int8' }, CPU)).not.toBe(identity);
    expect(runIdentity(input, BASE, { ...CPU, kind: 'gpu' })).not.toBe(identity);
    expect(runIdentity(input, BASE, { ...CPU, engine: 'TensorFlow 2.22.0' })).not.toBe(identity);
  });
});
