import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Preprocess } from '../../src/domain/index.ts';
import { HALF_PRECISION_FILE } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase, type FrozenBase } from '../../src/tensors/frozen-base.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { readArrays, readNumbers, readPhoto } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
const { filenames } = readNumbers().flow_from_directory;
let base: FrozenBase;
let pictures: readonly Uint8Array[];
let recorded: (array: string) => Float32Array;

const largestDifference = (computed: Float32Array, expected: Float32Array): number => {
  expect(computed.length).toBe(expected.length);
  return computed.reduce(
    (largest, value, index) => Math.max(largest, Math.abs(value - (expected[index] ?? Number.NaN))),
    0,
  );
};

beforeAll(async () => {
  // The recordings are of the half-precision base, which a folder with better weights does not give.
  const weightsDir = await mkdtemp(join(tmpdir(), 'weights-'));
  await symlink(resolve('weights', HALF_PRECISION_FILE), join(weightsDir, HALF_PRECISION_FILE));
  recorded = await readArrays('features.safetensors');
  pictures = await Promise.all(filenames.map((filename) => readPhoto(filename, 'nearest')));
  base = await createFrozenBase(engine, {
    weightsDir,
    frozenConvolutions: 13,
    precision: 'float32',
    parent: null,
  });
  await rm(weightsDir, { recursive: true });
});

afterAll(() => base.close());

const modes: readonly { mode: Preprocess; name: string }[] = [
  { mode: 'none', name: 'raw' },
  { mode: 'caffe', name: 'caffe' },
];

describe.each(modes)('features of $name pixels', ({ mode, name }) => {
  it('equal the pooled features that Keras computed, for every photo', async () => {
    const rows = (await base.rowsOf(pictures, mode)).map(poolRow);
    const all = new Float32Array(rows.length * 512);
    rows.forEach((row, index) => {
      all.set(row, index * 512);
    });
    expect(largestDifference(all, recorded(`${name}/global_average`))).toBeLessThanOrEqual(1e-3);
  });

  it('equal the whole feature map that Keras computed for the first photo', async () => {
    const [row] = await base.rowsOf(pictures.slice(0, 1), mode);
    expect(
      largestDifference(row ?? new Float32Array(), recorded(`${name}/first_photo_block5_pool`)),
    ).toBeLessThanOrEqual(1e-3);
  });
});
