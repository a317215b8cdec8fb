import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase, type FrozenBase, type FrozenBaseOptions } from '../../src/tensors/frozen-base.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
let pictures: readonly Uint8Array[];

beforeAll(async () => {
  pictures = await Promise.all(examplePhotos(1).slice(0, 2).map(pixelsOf));
});

const open = (
  frozenConvolutions: number,
  how: Pick<FrozenBaseOptions, 'precision' | 'run'> = { precision: 'float32' },
): Promise<FrozenBase> =>
  createFrozenBase(engine, { weightsDir: 'weights', frozenConvolutions, parent: null, ...how });

const openGraph = (frozenConvolutions: number): Promise<FrozenBase> =>
  open(frozenConvolutions, { precision: 'float32', run: 'graph' });

describe('the ways to run the frozen base', () => {
  it('give the same rows under the same key in steps and as a graph', async () => {
    await expectNoTensorLeak(engine, async () => {
      const [steps, graph] = [await open(4), await openGraph(4)];
      expect(graph.key).toBe(steps.key);
      expect(graph.sha256).toBe(steps.sha256);
      const [expected] = await steps.rowsOf(pictures.slice(0, 1), 'caffe');
      const [received] = await graph.rowsOf(pictures.slice(0, 1), 'caffe');
      expect(received?.length).toBe(56 * 56 * 128);
      expect(received?.every((value, index) => value === expected?.[index])).toBe(true);
      await steps.close();
      await graph.close();
    });
  });

  it('as a graph hears the signal between batches', async () => {
    await expectNoTensorLeak(engine, async () => {
      const graph = await openGraph(0);
      const reason = new Error('enough');
      await expect(graph.rowsOf(pictures.slice(0, 1), 'caffe', AbortSignal.abort(reason))).rejects.toBe(
        reason,
      );
      await graph.close();
    });
  });

  it.each([
    ['in steps', () => open(10)],
    ['as a graph', () => openGraph(10)],
    ['in int8', () => open(10, { precision: 'int8' })],
  ] as const)(
    '%s gives averaged rows with the bits that the average of its maps has',
    async (_, openBase) => {
      await expectNoTensorLeak(engine, async () => {
        const base = await openBase();
        expect(await base.pooledRowsOf(pictures, 'caffe')).toEqual(
          (await base.rowsOf(pictures, 'caffe')).map(poolRow),
        );
        await base.close();
      });
    },
  );
});
