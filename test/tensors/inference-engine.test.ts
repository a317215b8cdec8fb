import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/domain/index.ts';
import {
  answered,
  expectedLogits,
  heads,
  item,
  logitsOf,
  pictures,
  placeBeside,
  publish,
  removeVersions,
  type Traits,
  withEngine,
} from './served-versions.ts';

afterAll(removeVersions);

const kinds: readonly (readonly [string, Traits])[] = [
  ['in float32', {}],
  ['in float32 on raw pixels, without pooling', { mode: 'none', head: heads.flatten }],
  ['in float32 with a block5 of its own', { frozenConvolutions: 10 }],
  ['in int8', { precision: 'int8' }],
  ['in int8 without pooling', { precision: 'int8', head: heads.flatten }],
  ['in int8 with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
  ['with all convolutions of its own', { frozenConvolutions: 0, mode: 'rescale' }],
];

describe('the inference engine', () => {
  it.each(kinds)('answers a version trained %s as it was trained, to the bit', async (name, traits) => {
    const version = await publish(name.replaceAll(' ', '-'), 1, traits);
    await withEngine(async (inference) => {
      const results = await inference.infer([item(version, 0), item(version, 1)]);
      expect(logitsOf(results)).toEqual(await expectedLogits(1, traits, pictures.slice(0, 2)));
    });
  });

  it('answers versions of every kind in one call, each picture in its place', async () => {
    const versions = await Promise.all(
      kinds.slice(0, 6).map(([, traits], index) => publish(`mixed${index}`, index, traits)),
    );
    await withEngine(async (inference) => {
      const asked = versions.flatMap((version) => [0, 1].map((picture) => item(version, picture)));
      const alone: Float32Array[] = [];
      for (const one of asked) alone.push(...logitsOf(await inference.infer([one])));
      const together = await inference.infer([...asked].reverse());
      for (const [index, expected] of alone.reverse().entries()) {
        const { logits } = answered(together[index]);
        expect(logits.length).toBe(expected.length);
        const scale = Math.max(...expected.map(Math.abs));
        logits.forEach((logit, at) => {
          expect(Math.abs(logit - (expected[at] ?? Number.NaN)) / scale).toBeLessThan(1e-3);
        });
      }
    });
  });

  it('fails only the pictures of a version whose weights are gone, changed or for another base', async () => {
    const [sound, other, gone, foreign] = [
      await publish('sound', 3),
      await publish('other', 4),
      await publish('gone', 5),
      await publish('foreign', 6),
    ];
    await rm(gone.weightsLocation);
    const changed = { ...other, weightsLocation: sound.weightsLocation };
    const { backbone } = foreign.manifest;
    const onOther = {
      ...foreign,
      manifest: { ...foreign.manifest, backbone: { ...backbone, sha256: 'another' } },
    };
    await withEngine(async (inference) => {
      const results = await inference.infer([
        item(gone, 0),
        item(changed, 0),
        item(sound, 0),
        item(onOther, 0),
      ]);
      const codes = results.map((result) => (result instanceof AppError ? result.code : 'answered'));
      expect(codes).toEqual(['WEIGHTS_MISSING', 'WEIGHTS_INVALID', 'answered', 'WEIGHTS_MISSING']);
      expect(results[3]).toMatchObject({ message: expect.stringContaining('another') as string });
    });
  });

  it('answers what needs no file of the base where there is none, and fails only the rest', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'weights-'));
    await cp('weights/vgg16-notop.int8', join(empty, 'vgg16-notop.int8'), { recursive: true });
    const float32 = await publish('needs-base', 7);
    const int8 = await publish('needs-quantised', 8, { precision: 'int8' });
    const unfit = {
      ...int8.manifest,
      preprocessing: { ...int8.manifest.preprocessing, mode: 'none' as const },
    };
    await withEngine(async (inference) => {
      const results = await inference.infer([
        item(float32, 0),
        item(int8, 0),
        item({ ...int8, manifest: unfit }, 0),
      ]);
      const codes = results.map((result) => (result instanceof AppError ? result.code : 'answered'));
      expect(codes).toEqual(['WEIGHTS_MISSING', 'answered', 'PRECISION_UNAVAILABLE']);
      await expect(inference.warmUp(empty)).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
    }, empty);
    await rm(empty, { recursive: true });
  });

  it('finds out while it warms up in which precisions this machine works', async () => {
    await withEngine(async (inference) => {
      const folder = placeBeside('.');
      const support = await inference.warmUp(folder);
      expect(support.int8).toBe('available');
      expect(['float32', 'int8']).toContain(support.auto);
      expect(await inference.warmUp(folder)).toEqual(support);
    });
    expect(JSON.parse(await readFile(placeBeside('precision.json'), 'utf8'))).toBeTypeOf('object');
  });

  it('answers calls that come together, one after the other', async () => {
    const version = await publish('together', 10, { mode: 'rescale' });
    await withEngine(async (inference) => {
      const [first, second] = await Promise.all([
        inference.infer([item(version, 0)]),
        inference.infer([item(version, 0)]),
      ]);
      expect(first).toEqual(second);
      expect(await inference.infer([])).toEqual([]);
    });
  });
});
