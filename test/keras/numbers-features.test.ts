import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Preprocess } from '../../src/domain/index.ts';
import { type Backbone, createBackbone } from '../../src/tensors/backbone.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { computeFeatures } from '../../src/tensors/features.ts';
import { readArrays, readNumbers, readPhoto } from './recordings.ts';

const engine = startEngine({ device: 'auto' });
const { filenames } = readNumbers().flow_from_directory;
let backbone: Backbone;
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
  recorded = await readArrays('features.safetensors');
  pictures = await Promise.all(filenames.map((filename) => readPhoto(filename, 'nearest')));
  backbone = await createBackbone(engine, 'weights');
});

afterAll(() => {
  backbone.close();
});

const modes: readonly { mode: Preprocess; name: string }[] = [
  { mode: 'none', name: 'raw' },
  { mode: 'caffe', name: 'caffe' },
];

describe.each(modes)('features of $name pixels', ({ mode, name }) => {
  it('equal the pooled features that Keras computed, for every photo', async () => {
    const rows = await computeFeatures(backbone, pictures, mode, 'average');
    const all = new Float32Array(rows.length * 512);
    rows.forEach((row, index) => {
      all.set(row, index * 512);
    });
    expect(largestDifference(all, recorded(`${name}/global_average`))).toBeLessThanOrEqual(1e-3);
  });

  it('equal the whole feature map that Keras computed for the first photo', async () => {
    const [row] = await computeFeatures(backbone, pictures.slice(0, 1), mode, 'flatten');
    expect(
      largestDifference(row ?? new Float32Array(), recorded(`${name}/first_photo_block5_pool`)),
    ).toBeLessThanOrEqual(1e-3);
  });
});
