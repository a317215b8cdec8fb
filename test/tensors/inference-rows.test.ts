import { rm } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { HeadArchitecture } from '../../src/domain/index.ts';
import { rowSizeOf } from '../../src/tensors/infer-items.ts';
import {
  answered,
  engine,
  expectedLogits,
  heads,
  item,
  logitsOf,
  pictures,
  publish,
  removeVersions,
  rowItem,
  type Traits,
  withEngine,
} from './served-versions.ts';

afterAll(removeVersions);

const wide = {
  pool: 'flatten',
  layers: [
    { name: 'dense', inputs: 25088, units: 256, activation: 'relu' },
    { name: 'predictions', inputs: 256, units: 2, activation: 'linear' },
  ],
} as const satisfies HeadArchitecture;

describe('rows and explanations', () => {
  it.each([
    ['averaged', { precision: 'int8' }],
    ['whole', { precision: 'int8', head: heads.flatten }],
    ['of a version with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
    ['in float32', {}],
  ] satisfies [string, Traits][])('answers rows %s as their pictures, to the bit', async (name, traits) => {
    const version = await publish(`rows-${name.replaceAll(' ', '-')}`, 21, traits);
    await withEngine(async (inference) => {
      const seen = (await inference.infer([item(version, 0), item(version, 1)])).map(answered);
      const again = await inference.infer(seen.map(({ row }) => rowItem(version, row)));
      expect(again.map(answered)).toEqual(seen);
      expect(seen[0]?.row).toHaveLength(rowSizeOf(version.manifest));
      const mixed = await inference.infer([
        rowItem(version, seen[0]?.row ?? new Float32Array()),
        item(version, 1),
      ]);
      // Beside fewer pictures the float base differs in its last bits.
      for (const [index, logits] of logitsOf(mixed).entries()) {
        logits.forEach((logit, at) => {
          expect(logit).toBeCloseTo(seen[index]?.logits[at] ?? Number.NaN, 3);
        });
      }
    });
  });

  it('refuses a row of another size, and answers the rest', async () => {
    const version = await publish('row-size', 22, { precision: 'int8' });
    await withEngine(async (inference) => {
      const [refused, other] = await inference.infer([
        rowItem(version, new Float32Array(3)),
        rowItem(version, new Float32Array(512)),
      ]);
      expect(refused).toMatchObject({
        code: 'INTERNAL',
        message: 'Expected a row of 512 values, received 3.',
      });
      expect(answered(other).logits).toHaveLength(3);
    });
  });

  it.each([
    ['that averages', { precision: 'int8' }],
    ['with a block5 of its own', { precision: 'int8', frozenConvolutions: 10 }],
  ] satisfies [string, Traits][])(
    'explains the likeliest class of a version %s, where it is asked',
    async (name, traits) => {
      const version = await publish(`explained-${name.replaceAll(' ', '-')}`, 23, traits);
      await withEngine(async (inference) => {
        const results = await inference.infer([item(version, 0), item(version, 1, true), item(version, 2)]);
        const [plain, explained, other] = results.map(answered);
        expect([plain?.explanation, other?.explanation]).toEqual([null, null]);
        const heatMap = explained?.explanation?.heatMap;
        const logits = [...(explained?.logits ?? [])];
        expect(heatMap).toMatchObject({
          classIndex: logits.indexOf(Math.max(...logits)),
          width: 7,
          height: 7,
        });
        expect(heatMap?.values).toHaveLength(49);
        expect(Math.min(...(heatMap?.values ?? []))).toBeGreaterThanOrEqual(0);
        const without = await inference.infer([item(version, 0), item(version, 1), item(version, 2)]);
        expect(without.map((result) => ({ ...answered(result), explanation: null }))).toEqual(
          results.map((result) => ({ ...answered(result), explanation: null })),
        );
      });
    },
  );
});

describe('many versions', () => {
  it('share one base: each takes the tensors of its head alone, and batches leave none behind', async () => {
    const versions = await Promise.all(
      Array.from({ length: 20 }, (_, index) => publish(`many${index}`, 100 + index, { precision: 'int8' })),
    );
    await withEngine(async (inference) => {
      const loaded: number[] = [];
      for (const version of versions) {
        await inference.load(version);
        loaded.push(engine.liveTensors().tensors);
      }
      // A kernel and a bias.
      expect(loaded).toEqual(loaded.map((_, index) => (loaded[0] ?? 0) + 2 * index));
      const row = new Float32Array(512).fill(1);
      const asked = versions.map((version, index) =>
        index < 2 ? item(version, index, index === 0) : rowItem(version, row),
      );
      for (let batch = 0; batch < 3; batch += 1) {
        expect(logitsOf(await inference.infer(asked))).toHaveLength(20);
        expect(engine.liveTensors().tensors).toBe(loaded.at(-1));
      }
    });
  });

  it('answer while another one is loaded', async () => {
    const [small, large] = [
      await publish('small', 31, { precision: 'int8' }),
      await publish('large', 32, { precision: 'int8', head: wide }),
    ];
    await withEngine(async (inference) => {
      await inference.load(small);
      const order: string[] = [];
      await Promise.all([
        inference.load(large).then(() => order.push('loaded')),
        inference.infer([rowItem(small, new Float32Array(512))]).then(() => order.push('answered a row')),
        inference.infer([item(small, 0)]).then(() => order.push('answered a picture')),
      ]);
      expect(order[0]).toBe('answered a row');
      expect(inference.isLoaded(large.manifest)).toBe(true);
      expect(answered((await inference.infer([item(large, 0)]))[0]).logits).toEqual(
        (await expectedLogits(32, { precision: 'int8', head: wide }, pictures.slice(0, 1)))[0],
      );
    });
  });

  it('are loaded with their base, which counts as well', async () => {
    const version = await publish('with-base', 33, { precision: 'int8' });
    await withEngine(async (inference) => {
      expect(inference.isLoaded(version.manifest)).toBe(false);
      await Promise.all([inference.load(version), inference.load(version)]);
      expect(inference.isLoaded(version.manifest)).toBe(true);
      await rm(version.weightsLocation);
      await inference.load(version);
      expect(logitsOf(await inference.infer([item(version, 0)]))).toHaveLength(1);
    });
  });
});
