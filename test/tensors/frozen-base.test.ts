import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PICTURE_BYTES } from '../../src/domain/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase, type FrozenBase } from '../../src/tensors/frozen-base.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
let pictures: readonly Uint8Array[];

beforeAll(async () => {
  pictures = await Promise.all(examplePhotos(1).map(pixelsOf));
});

const open = (
  frozenConvolutions: number,
  precision: 'float32' | 'int8' = 'float32',
  weightsDir = 'weights',
): Promise<FrozenBase> =>
  createFrozenBase(engine, { weightsDir, frozenConvolutions, precision, parent: null });

const cosine = (one: Float32Array, other: Float32Array): number => {
  let [dot, ones, others] = [0, 0, 0];
  for (const [index, value] of one.entries()) {
    const peer = other[index] ?? 0;
    dot += value * peer;
    ones += value * value;
    others += peer * peer;
  }
  return dot / Math.sqrt(ones * others);
};

describe('the frozen base', () => {
  it.each([
    [0, 224 * 224 * 3],
    [1, 224 * 224 * 64],
    [4, 56 * 56 * 128],
    [10, 14 * 14 * 512],
    [12, 14 * 14 * 512],
    [13, 7 * 7 * 512],
  ])('cut after %i convolutions gives maps of %i values', async (boundary, size) => {
    await expectNoTensorLeak(engine, async () => {
      const base = await open(boundary);
      const rows = await base.rowsOf(pictures.slice(0, 1), 'caffe');
      expect(rows.map((row) => row.length)).toEqual([size]);
      expect(rows[0]?.every((value) => Number.isFinite(value))).toBe(true);
      await base.close();
    });
  });

  it('gives the preprocessed pixels when nothing is frozen, and needs no weights for it', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'weights-'));
    await expectNoTensorLeak(engine, async () => {
      const base = await open(0, 'float32', empty);
      const pixels = Uint8Array.from({ length: PICTURE_BYTES }, (_, index) => index % 251);
      const [caffe] = await base.rowsOf([pixels], 'caffe');
      const [raw] = await base.rowsOf([pixels], 'none');
      const [scaled] = await base.rowsOf([pixels], 'rescale');
      expect([...(caffe ?? []).slice(0, 3)]).toEqual(
        [2 - 103.939, 1 - 116.779, 0 - 123.68].map((value) => Math.fround(value)),
      );
      expect([...(raw ?? []).slice(3, 6)]).toEqual([3, 4, 5]);
      expect(scaled?.[250]).toBeCloseTo(250 / 255, 6);
      expect(base.sha256).toBeNull();
      await base.close();
    });
    await rm(empty, { recursive: true });
  });

  it.each([13, 10])('in int8 up to %i convolutions gives nearly what float32 gives', async (boundary) => {
    await expectNoTensorLeak(engine, async () => {
      const [float32, int8] = [await open(boundary), await open(boundary, 'int8')];
      const [exact, quantised] = [
        await float32.rowsOf(pictures, 'caffe'),
        await int8.rowsOf(pictures, 'caffe'),
      ];
      for (const [index, row] of quantised.entries()) {
        expect(cosine(row, exact[index] ?? new Float32Array())).toBeGreaterThan(0.98);
      }
      expect(int8.sha256).toBe(float32.sha256);
      expect(int8.key).not.toBe(float32.key);
      await float32.close();
      await int8.close();
    });
  });
});
