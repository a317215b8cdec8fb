import { expect } from 'vitest';
import type { Engine } from '../../src/tensors/engine.ts';

/** Runs `work` and expects that it leaves not one tensor more behind than it found, in JavaScript and in the native addon. */
export const expectNoTensorLeak = async <T>(engine: Engine, work: () => T | Promise<T>): Promise<T> => {
  const before = engine.liveTensors();
  const result = await work();
  expect(engine.liveTensors()).toEqual(before);
  return result;
};
