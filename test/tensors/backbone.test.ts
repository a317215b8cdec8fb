import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRandom, PICTURE_BYTES } from '../../src/domain/index.ts';
import { createBackbone } from '../../src/tensors/backbone.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { computeFeatures } from '../../src/tensors/features.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

const engine = startEngine({ device: 'auto' });

const noise = (label: string): Uint8Array => {
  const random = makeRandom(3).fork(label);
  return Uint8Array.from({ length: PICTURE_BYTES }, () => random.below(256));
};

describe('the engine', () => {
  it('says which TensorFlow runs on which device', () => {
    expect(engine.device.engine).toMatch(/^TensorFlow \d+\.\d+\.\d+/);
    expect(engine.device.name).not.toBe('');
  });

  it.skipIf(engine.device.kind === 'gpu')('refuses to run on the CPU when a GPU is asked for', () => {
    expect(() => startEngine({ device: 'gpu' })).toThrow(
      expect.objectContaining({ code: 'DEVICE_UNAVAILABLE' }),
    );
  });
});

describe('the convolutional base', () => {
  it('gives a picture the same features whatever pictures share its batch, and leaks nothing', async () => {
    await expectNoTensorLeak(engine, async () => {
      const backbone = await createBackbone(engine, 'weights');
      const pictures = [noise('one'), noise('two'), noise('three')];
      const together = await computeFeatures(backbone, pictures, 'rescale', 'average');
      const [alone] = await computeFeatures(backbone, pictures.slice(2), 'rescale', 'average');
      expect(together.map((row) => row.length)).toEqual([512, 512, 512]);
      const largest = Math.max(
        ...(together[2] ?? []).map((value, index) => Math.abs(value - (alone?.[index] ?? Number.NaN))),
      );
      expect(largest).toBeLessThan(1e-4);
      backbone.close();
    });
  });

  it('stops between two layers when the signal aborts, and leaks nothing', async () => {
    await expectNoTensorLeak(engine, async () => {
      const backbone = await createBackbone(engine, 'weights');
      const reason = new Error('enough');
      const work = backbone.featureMap([noise('one')], 'caffe', AbortSignal.abort(reason));
      await expect(work).rejects.toBe(reason);
      backbone.close();
    });
  });

  it('says which file is missing from the folder of weights', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'weights-'));
    await expect(createBackbone(engine, empty)).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
      message: expect.stringContaining('vgg16-notop.f16.safetensors') as string,
    });
    await rm(empty, { recursive: true });
  });

  it('refuses pictures of another size', async () => {
    await expectNoTensorLeak(engine, async () => {
      const backbone = await createBackbone(engine, 'weights');
      await expect(backbone.featureMap([new Uint8Array(3)], 'none')).rejects.toMatchObject({
        code: 'INTERNAL',
      });
      backbone.close();
    });
  });
});
