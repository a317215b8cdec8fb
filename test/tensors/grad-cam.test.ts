import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { argMax, convolutionPlan, type HeadArchitecture, makeRandom } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';
import { floatsOf, readWeightsFile, type WeightsFile } from '../../src/safetensors/index.ts';
import { HALF_PRECISION_FILE } from '../../src/tensors/base-weights.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createFrozenBase } from '../../src/tensors/frozen-base.ts';
import { gradCam } from '../../src/tensors/grad-cam.ts';
import { glorotWeights, type InitialWeights } from '../../src/tensors/head-architecture.ts';
import { createNetwork, type Network } from '../../src/tensors/network.ts';
import { poolRow } from '../../src/tensors/pool-row.ts';
import { expectNoTensorLeak } from './expect-no-tensor-leak.ts';

interface RecordedCase {
  readonly frozenConvolutions: number;
  readonly pool: HeadArchitecture['pool'];
  readonly hidden: readonly (readonly [string, number])[];
  readonly photos: readonly {
    readonly photo: string;
    readonly classIndex: number;
    readonly values: readonly number[];
  }[];
}

/** Written by `record.py` beside it. */
const { cases } = JSON.parse(readFileSync('test/fixtures/grad-cam/grad-cam.json', 'utf8')) as {
  readonly cases: readonly RecordedCase[];
};

const CLASSES = 3;
const PLACES = 49;
const engine = startEngine({ device: 'auto' });
const { tf } = engine;
const reader = createPictureReader();
let stored: WeightsFile;

beforeAll(async () => {
  stored = await readWeightsFile(join('weights', HALF_PRECISION_FILE));
});

const headOf = (
  pool: HeadArchitecture['pool'],
  hidden: readonly (readonly [string, number])[],
): HeadArchitecture => {
  let inputs = pool === 'average' ? 512 : PLACES * 512;
  const layers = [...hidden, ['predictions', CLASSES] as const].map(([name, units]) => {
    const layer = {
      name,
      inputs,
      units,
      activation: name === 'predictions' ? ('linear' as const) : ('relu' as const),
    };
    inputs = units;
    return layer;
  });
  return { pool, layers };
};

/** The formula of `record.py`. */
const noise = (name: string, size: number): Float32Array => {
  const seed = Buffer.from(name).reduce((sum, letter) => sum + letter, 0);
  return Float32Array.from({ length: size }, (_, index) => {
    let hash = Math.imul(index + seed * 65537, 0x9e3779b1) >>> 0;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0;
    hash = (hash ^ (hash >>> 13)) >>> 0;
    return hash / 2 ** 31 - 1;
  });
};

const recordedWeights: InitialWeights = (name, shape) => {
  const values = noise(
    name,
    shape.reduce((size, length) => size * length, 1),
  );
  const array = stored.arrays.get(name);
  if (array !== undefined) {
    const original = floatsOf(array);
    return values.map((value, at) => (original[at] ?? 0) * Math.fround(1 + Math.fround(0.2) * value));
  }
  const [inputs = 0, units] = shape;
  const limit = Math.fround(units === undefined ? 0.1 : Math.sqrt(6 / (inputs + units)));
  return values.map((value) => value * limit);
};

const rowsAt = async (
  frozenConvolutions: number,
  photos: readonly string[],
): Promise<readonly Float32Array[]> => {
  // The recordings are of the half-precision base, which a folder with better weights does not give.
  const weightsDir = await mkdtemp(join(tmpdir(), 'weights-'));
  try {
    await symlink(resolve('weights', HALF_PRECISION_FILE), join(weightsDir, HALF_PRECISION_FILE));
    const options = { width: 224, height: 224, interpolation: 'bilinear', orient: false } as const;
    const pictures = await Promise.all(
      photos.map((photo) => reader.decode({ path: join('examples/photos', photo) }, options)),
    );
    const base = await createFrozenBase(engine, {
      weightsDir,
      frozenConvolutions,
      precision: 'float32',
      parent: null,
    });
    const rows = await base.rowsOf(pictures, 'caffe');
    await base.close();
    return rows;
  } finally {
    await rm(weightsDir, { recursive: true });
  }
};

/** As the service takes them: averages where the whole base is frozen and the head averages. */
const logitsOf = ({ plan, logits }: Network, row: Float32Array): Float32Array => {
  const isPooled = plan.frozenConvolutions === convolutionPlan().length && plan.head.pool === 'average';
  const taken = isPooled ? poolRow(row) : row;
  return tf.tidy(() => logits(tf.tensor2d(taken, [1, taken.length])).dataSync<'float32'>());
};

const largestDifference = (computed: Float32Array, expected: readonly number[]): number => {
  expect(computed.length).toBe(expected.length);
  return computed.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (expected[index] ?? Number.NaN))),
    0,
  );
};

/** A map at a boundary after ReLU: about half of it 0. */
const madeMap = (size: number): Float32Array => {
  const random = makeRandom(11).fork('map');
  return Float32Array.from({ length: size }, () => Math.max(0, random.normal()));
};

describe('Grad-CAM', () => {
  it.each(cases)(
    'is what Keras computes for real photos ($frozenConvolutions frozen convolutions, $pool, hidden $hidden)',
    async ({ frozenConvolutions, pool, hidden, photos }) => {
      await expectNoTensorLeak(engine, async () => {
        const rows = await rowsAt(
          frozenConvolutions,
          photos.map(({ photo }) => photo),
        );
        const plan = { frozenConvolutions, head: headOf(pool, hidden), frozenDense: [] };
        const network = createNetwork(engine, plan, recordedWeights);
        for (const [index, { photo, classIndex, values }] of photos.entries()) {
          const row = rows[index] ?? new Float32Array();
          expect(argMax(logitsOf(network, row)), photo).toBe(classIndex);
          const map = gradCam(engine, network, row, classIndex);
          expect(largestDifference(map, values), photo).toBeLessThan(1e-4);
          expect(Math.max(...map)).toBe(1);
        }
        network.close();
      });
    },
  );

  it.each([
    { pool: 'average', hidden: [['dense', 6]], settings: {} },
    {
      pool: 'flatten',
      hidden: [
        ['fc1', 6],
        ['fc2', 5],
      ],
      settings: { dropout: 0.5 },
    },
    {
      pool: 'average',
      hidden: [],
      settings: {
        standardiser: {
          mean: new Float32Array(512).fill(0.4),
          deviation: Float32Array.from({ length: 512 }, (_, feature) => 0.1 + feature / 512),
        },
      },
    },
  ] as const)(
    'rests on the gradient that differences of logits show ($pool, hidden $hidden)',
    async ({ pool, hidden, settings }) => {
      await expectNoTensorLeak(engine, () => {
        const plan = { frozenConvolutions: 13, head: headOf(pool, hidden), frozenDense: [] };
        const network = createNetwork(engine, plan, glorotWeights(3), settings);
        const map = madeMap(PLACES * 512);
        const gradient = tf.tidy(() =>
          network.logitGradient(tf.tensor2d(map, [1, map.length]), 1).gradient.dataSync<'float32'>(),
        );
        const most = gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
        expect(most).toBeGreaterThan(0);
        // Large enough for float32, small enough that no unit changes sides.
        const step = pool === 'average' ? 2 : 0.05;
        const logit = (at: number, by: number): number => {
          const moved = map.slice();
          moved[at] = (moved[at] ?? 0) + by;
          return logitsOf(network, moved)[1] ?? Number.NaN;
        };
        for (const at of [0, 511, 512 * 24 + 77, PLACES * 512 - 1]) {
          const difference = (logit(at, step) - logit(at, -step)) / (2 * step);
          expect(Math.abs(difference - (gradient[at] ?? Number.NaN)) / most, `${at}`).toBeLessThan(0.01);
        }
        network.close();
      });
    },
  );

  it('is all 0 where nothing speaks for the class', async () => {
    await expectNoTensorLeak(engine, () => {
      const plan = { frozenConvolutions: 13, head: headOf('average', []), frozenDense: [] };
      const network = createNetwork(engine, plan, (name, shape) =>
        recordedWeights(name, shape).map((value) => -Math.abs(value)),
      );
      const speaksAgainst = gradCam(engine, network, madeMap(PLACES * 512), 0);
      const ofBlack = gradCam(engine, network, new Float32Array(PLACES * 512), 0);
      expect([...speaksAgainst, ...ofBlack]).toEqual(new Array(2 * PLACES).fill(0));
      network.close();
    });
  });

  it('is hot in the only place that speaks for the class, and nowhere else', async () => {
    await expectNoTensorLeak(engine, () => {
      const plan = { frozenConvolutions: 13, head: headOf('average', []), frozenDense: [] };
      // Channel 7 speaks for class 2 and against class 0.
      const network = createNetwork(engine, plan, (_, shape) => {
        const values = new Float32Array(shape.reduce((size, length) => size * length, 1));
        if (shape.length === 2) values.set([-1, 0, 1], 7 * CLASSES);
        return values;
      });
      const row = new Float32Array(PLACES * 512);
      row[(3 * 7 + 5) * 512 + 7] = 4;
      const hot = new Float32Array(PLACES);
      hot[3 * 7 + 5] = 1;
      expect(gradCam(engine, network, row, 2)).toEqual(hot);
      expect(gradCam(engine, network, row, 0)).toEqual(new Float32Array(PLACES));
      network.close();
    });
  });
});
