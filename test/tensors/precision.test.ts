import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/tensors/engine.ts';
import {
  findPrecisionSupport,
  type PrecisionConditions,
  settlePrecision,
} from '../../src/tensors/precision.ts';
import { aManifest } from '../unit/fakes.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

const engine = startEngine({ device: 'auto' });
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'precision-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fast = (): PrecisionConditions => ({
  weightsDir: 'weights',
  cacheDir: join(folder, 'cache'),
  frozenConvolutions: 13,
  preprocess: 'caffe',
  parent: null,
});

const measurements = (): string => join(fast().cacheDir, 'precision.json');

const unlike: readonly (readonly [string, Partial<PrecisionConditions>])[] = [
  ['preprocessing other than caffe', { preprocess: 'none' }],
  ['a boundary that there is no int8 file for', { frozenConvolutions: 7 }],
  [
    'convolutions of its own in the frozen part',
    {
      parent: {
        manifest: {
          ...aManifest(),
          backbone: { ...aManifest().backbone, ownLayers: ['block5_conv3'] },
        },
        weightsLocation: '/nowhere',
      },
    },
  ],
];

describe('the precision of a run', () => {
  it('is the one that is asked for, without a measurement', async () => {
    expect(await settlePrecision(engine, 'float32', fast())).toBe('float32');
    expect(await settlePrecision(engine, 'int8', fast())).toBe('int8');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(unlike)('cannot be int8 for %s: auto is float32, int8 is refused', async (_, difference) => {
    const conditions = { ...fast(), ...difference };
    expect(await settlePrecision(engine, 'auto', conditions)).toBe('float32');
    await expect(settlePrecision(engine, 'int8', conditions)).rejects.toMatchObject({
      code: 'PRECISION_UNAVAILABLE',
      message: expect.stringMatching(/expected .*, received .*Ask for float32/) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('is measured once on a machine, and kept for later processes', async () => {
    await expectNoTensorLeak(engine, async () => {
      const settled = await settlePrecision(engine, 'auto', fast());
      const file = measurements();
      const stored = await readFile(file, 'utf8');
      expect(Object.entries(JSON.parse(stored) as object)).toEqual([
        [
          expect.stringContaining('ONNX Runtime'),
          { float32Seconds: expect.any(Number) as number, int8Seconds: expect.any(Number) as number },
        ],
      ]);
      expect(await settlePrecision(engine, 'auto', fast())).toBe(settled);
      expect(await readFile(file, 'utf8')).toBe(stored);
      expect(await readdir(join(folder, 'cache'))).toEqual(['precision.json']);
    });
  });

  it.skipIf(engine.device.kind === 'gpu')('follows what was measured', async () => {
    const before = await readFile(measurements(), 'utf8');
    const [machine = ''] = Object.keys(JSON.parse(before) as object);
    const store = (float32Seconds: number) =>
      writeFile(measurements(), JSON.stringify({ [machine]: { float32Seconds, int8Seconds: 1 } }));
    await store(1.1);
    expect(await settlePrecision(engine, 'auto', fast())).toBe('float32');
    await store(1.3);
    expect(await settlePrecision(engine, 'auto', fast())).toBe('int8');
    expect(await findPrecisionSupport(engine, fast())).toEqual({ auto: 'int8', int8: 'available' });
  });

  it('is measured anew when the file holds something else', async () => {
    await expectNoTensorLeak(engine, async () => {
      await writeFile(measurements(), '{ "half a');
      await settlePrecision(engine, 'auto', fast());
      expect(Object.keys(JSON.parse(await readFile(measurements(), 'utf8')) as object)).toHaveLength(1);
    });
  });

  it('is float32, with the reason, where the int8 file is not there', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'weights-'));
    await writeFile(
      join(bare, 'vgg16-notop.f16.safetensors'),
      await readFile('weights/vgg16-notop.f16.safetensors'),
    );
    const conditions = { ...fast(), weightsDir: bare, cacheDir: bare };
    await expectNoTensorLeak(engine, async () => {
      expect(await findPrecisionSupport(engine, conditions)).toEqual({
        auto: 'float32',
        int8: expect.stringContaining('to-block5_pool.onnx') as string,
      });
      expect(await settlePrecision(engine, 'auto', conditions)).toBe('float32');
    });
    await rm(bare, { recursive: true });
  });
});
