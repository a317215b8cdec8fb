import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, type AugmentRecipe, type Example, type Precision } from '../../src/domain/index.ts';
import { AUGMENT_WARNING } from '../../src/tensors/augmented-rows.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFeatureCache, type FeatureKey } from '../../src/tensors/feature-cache.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { type PreparedRows, prepareRows, type RowsInput } from '../../src/tensors/prepare-rows.ts';
import type { Rows } from '../../src/tensors/rows.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';
import { examplePhotos, pixelsOf } from './photos.ts';

const engine = startEngine({ device: 'auto' });
const photos = examplePhotos(3);
const [train, validation] = [photos.slice(0, 6), photos.slice(6)];
const WIDTH = 512;

const KEY: FeatureKey = {
  datasetFingerprint: 'example photos',
  base: 'the base of this test',
  preprocess: 'caffe',
  interpolation: 'bilinear',
  orient: true,
  pool: 'average',
  width: WIDTH,
  engine: engine.device.engine,
};

let folder: string;
let opened: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rows-'));
  opened = 0;
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const openBaseIn = (precision: Precision) => () => {
  opened += 1;
  return createFrozenBase(engine, { weightsDir: 'weights', frozenConvolutions: 13, precision, parent: null });
};

/** The quicker one; what is said of rows is said of both. */
const openBase = openBaseIn('int8');

interface Heard {
  readonly done: (readonly [number, number])[];
  readonly warnings: string[];
}

const prepare = async (
  changes: Partial<RowsInput> = {},
  signal = new AbortController().signal,
): Promise<PreparedRows & Heard> => {
  const heard: Heard = { done: [], warnings: [] };
  const cache = createFeatureCache({ folder, maxBytes: 1024 ** 3, reserveBytes: 0 });
  const input: RowsInput = {
    train,
    validation,
    pixelsOf,
    openBase,
    cache,
    key: KEY,
    augment: null,
    ...changes,
  };
  const prepared = await prepareRows(
    input,
    {
      onDone: (done, pictures) => void heard.done.push([done, pictures]),
      onWarning: (message) => void heard.warnings.push(message),
    },
    signal,
  );
  return { ...prepared, ...heard };
};

const all = (rows: Rows): Promise<Float32Array> => rows.gather([...Array(rows.count).keys()], 0);

/** What `prepare` gives for all its pictures, training first. */
const bitsOf = async (changes: Partial<RowsInput> = {}): Promise<Buffer> => {
  const prepared = await prepare(changes);
  const rows = [await all(prepared.train), await all(prepared.validation)];
  await prepared.close();
  return Buffer.concat(rows.map((values) => Buffer.from(values.buffer)));
};

const noBase = (): never => {
  throw new Error('no row had to be computed');
};

describe('the rows of a job', () => {
  it('are what the frozen part gives for each picture, in order, pooled in double precision', async () => {
    await expectNoTensorLeak(engine, async () => {
      const prepared = await prepare({ openBase: openBaseIn('float32') });
      const base = await openBaseIn('float32')();
      const pictures = await Promise.all(validation.map(pixelsOf));
      const maps = await base.rowsOf(pictures, 'caffe');
      await base.close();
      expect(prepared.train).toMatchObject({ count: 6, width: WIDTH });
      expect(prepared.validation).toMatchObject({ count: 3, width: WIDTH });
      const [first, second] = [2, 0].map((index) => poolRow(maps[index] ?? new Float32Array()));
      const gathered = await prepared.validation.gather([2, 0], 0);
      expect(gathered.subarray(0, WIDTH)).toEqual(first);
      expect(gathered.subarray(WIDTH)).toEqual(second);
      expect(prepared.done).toEqual([[9, 9]]);
      expect(prepared.warnings).toEqual([]);
      await prepared.close();
    });
  });

  it('are computed once: a later job on the same pictures, split in another way, never loads the base', async () => {
    await expectNoTensorLeak(engine, async () => {
      const before = await bitsOf();
      expect(opened).toBe(1);
      const other = { train: photos.slice(0, 2), validation: photos.slice(2), openBase: noBase };
      expect((await bitsOf(other)).equals(before)).toBe(true);
      const again = await prepare(other);
      expect(again.done).toEqual([[9, 9]]);
      await again.close();
    });
  });

  it.each(['float32', 'int8'] as const)(
    'have the same bits whichever pictures were computed together, and without any cache: %s',
    async (precision) => {
      await expectNoTensorLeak(engine, async () => {
        const base = { openBase: openBaseIn(precision) };
        const together = await bitsOf({
          ...base,
          cache: createFeatureCache({ folder, maxBytes: 0, reserveBytes: 0 }),
        });
        const first = await prepare({ ...base, train: photos.slice(4, 5), validation: [] });
        await first.close();
        expect((await bitsOf(base)).equals(together)).toBe(true);
      });
    },
  );

  it('are computed again where the file is damaged, and the base is freed again', async () => {
    await expectNoTensorLeak(engine, async () => {
      const before = await bitsOf();
      const name = readdirSync(folder).find((each) => !each.includes('.')) ?? 'none';
      const path = join(folder, name, 'values.f32');
      const values = readFileSync(path);
      writeFileSync(path, values.fill(0, WIDTH * 4, 3 * WIDTH * 4));
      expect((await bitsOf()).equals(before)).toBe(true);
      expect(opened).toBe(2);
      expect((await bitsOf({ openBase: noBase })).equals(before)).toBe(true);
    });
  });

  it('can be whole maps', async () => {
    await expectNoTensorLeak(engine, async () => {
      const few = { train: photos.slice(0, 1), validation: [], openBase };
      const maps = await bitsOf({ ...few, key: { ...KEY, pool: 'map', width: 25088 } });
      const pooled = await bitsOf(few);
      const map = new Float32Array(maps.buffer, maps.byteOffset, 25088);
      expect(Buffer.from(poolRow(map).buffer).equals(pooled)).toBe(true);
    });
  });

  it('are not made to the end when the signal aborts; those that were made stay', async () => {
    await expectNoTensorLeak(engine, async () => {
      const many = examplePhotos(7);
      const stop = new AbortController();
      const reason = new Error('cancelled');
      let decoded = 0;
      const stopping = (example: Example): Promise<Uint8Array> => {
        decoded += 1;
        return pixelsOf(example);
      };
      const cache = createFeatureCache({ folder, maxBytes: 1024 ** 3, reserveBytes: 0 });
      const input = {
        train: many,
        validation: [],
        pixelsOf: stopping,
        openBase,
        cache,
        key: KEY,
        augment: null,
      };
      const onDone = (): void => {
        stop.abort(reason);
      };
      const work = prepareRows(input, { onDone, onWarning: noBase }, stop.signal);
      await expect(work).rejects.toBe(reason);
      expect(decoded).toBe(21);
      const later = await prepare({ train: many.slice(0, 16), validation: [], openBase: noBase });
      expect(later.done).toEqual([[16, 16]]);
      await later.close();
    });
  });

  it('fail with what a picture fails with', async () => {
    await expectNoTensorLeak(engine, async () => {
      const unreadable = new AppError('IMAGE_UNREADABLE', 'damaged');
      await expect(prepare({ pixelsOf: () => Promise.reject(unreadable) })).rejects.toBe(unreadable);
      expect(readdirSync(folder).filter((name) => name.includes('.lock'))).toEqual([]);
    });
  });

  it('are no more once they are closed, and closing waits for a gather', async () => {
    const prepared = await prepare();
    const gathering = prepared.train.gather([0], 0);
    await prepared.close();
    expect(await gathering).toHaveLength(WIDTH);
    await expect(prepared.train.gather([0], 0)).rejects.toThrow('closed');
  });
});

describe('rows of pictures that are changed at random', () => {
  const recipe: AugmentRecipe = { flip: 'horizontal', rotation: 15, zoom: 0.1, shift: 0.1, brightness: 0.2 };
  const augment = { recipe, seed: 7 };
  const few = { train: photos.slice(0, 2), validation: photos.slice(2, 3), augment };

  it('depend on the seed, the step and the place in the batch alone; validation stays as it is', async () => {
    await expectNoTensorLeak(engine, async () => {
      const first = await prepare(few);
      const drawn = [await first.train.gather([0, 1], 4), await first.train.gather([0, 1], 5)];
      const validated = await all(first.validation);
      await first.close();
      const second = await prepare(few);
      expect(await second.train.gather([0, 1], 5)).toEqual(drawn[1]);
      expect(await second.train.gather([0, 1], 4)).toEqual(drawn[0]);
      expect(drawn[0]).not.toEqual(drawn[1]);
      await second.close();
      const other = await prepare({ ...few, augment: { recipe, seed: 8 } });
      expect(await other.train.gather([0, 1], 4)).not.toEqual(drawn[0]);
      await other.close();
      const plain = await prepare({ train: [], validation: few.validation, openBase: noBase });
      expect(await all(plain.validation)).toEqual(validated);
      await plain.close();
    });
  });

  it('are those of the pictures themselves where every knob is 0', async () => {
    await expectNoTensorLeak(engine, async () => {
      const still: AugmentRecipe = { flip: 'none', rotation: 0, zoom: 0, shift: 0, brightness: 0 };
      const same = await prepare({ ...few, augment: { recipe: still, seed: 7 } });
      const plain = await prepare({ ...few, augment: null });
      expect(await all(same.train)).toEqual(await all(plain.train));
      await same.close();
      await plain.close();
    });
  });

  it('lie beside those of the same pictures as they are, which a start is measured on', async () => {
    await expectNoTensorLeak(engine, async () => {
      const changed = await prepare(few);
      const plain = await prepare({ ...few, augment: null });
      const unchanged = await all(plain.train);
      expect(await all(changed.plainTrain)).toEqual(unchanged);
      expect(await all(changed.train)).not.toEqual(unchanged);
      expect(plain.plainTrain).toBe(plain.train);
      await changed.close();
      await plain.close();
    });
  });

  it('are told of to the user; only validation pictures count as prepared', async () => {
    const prepared = await prepare(few);
    expect(prepared.warnings).toEqual([AUGMENT_WARNING]);
    expect(prepared.done).toEqual([[1, 1]]);
    await prepared.close();
  });
});
