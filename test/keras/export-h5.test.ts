import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dataset, File, Group, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelLayers } from '../../src/domain/index.ts';
import { exportVersion } from '../../src/keras/export-version.ts';
import { kerasModelConfig } from '../../src/keras/write-config.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';
import { aHead, BASE as BASE_FILE, makeVersion } from './made-version.ts';

interface Recorded {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly shape?: readonly number[];
  readonly dtype?: string;
}

const recordings = process.env['KERAS_RECORDINGS'] ?? 'test/fixtures/keras';
const recorded = (
  JSON.parse(readFileSync(join(recordings, 'h5/full-model-h5.json'), 'utf8')) as {
    'full_model.h5': Readonly<Record<string, Recorded>>;
  }
)['full_model.h5'];

/** The tutorial's model: VGG16 with its top, whose last layer Keras called `dense`. */
const tutorialHead = (units: number) => {
  const { pool, layers } = aHead('flatten', units, units, 2);
  return {
    pool,
    layers: layers.map((layer) => (layer.name === 'predictions' ? { ...layer, name: 'dense' } : layer)),
  };
};

const BASE = { name: 'vgg16', weights: 'imagenet', sha256: '', precision: 'float32', ownLayers: [] } as const;

let folder: string;
beforeAll(async () => {
  await ready;
  folder = await mkdtemp(join(tmpdir(), 'export-h5-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file in the form of the recording. */
const describeFile = (location: string): Record<string, Recorded> => {
  const file = new File(location, 'r');
  const found: Record<string, Recorded> = {};
  for (const path of ['/', ...file.paths()]) {
    const entity = path === '/' ? file : file.get(path);
    if (!(entity instanceof Group) && !(entity instanceof Dataset)) throw new Error(`what is ${path}?`);
    const attributes = Object.fromEntries(
      Object.entries(entity.attrs).map(([name, { json_value: value }]) => [name, value]),
    );
    found[path] =
      entity instanceof Dataset
        ? { attributes, shape: entity.shape ?? [], dtype: entity.dtype === '<f' ? 'float32' : 'another' }
        : { attributes };
  }
  file.close();
  return found;
};

const smaller = (shape: readonly number[]): number[] => shape.map((length) => (length === 4096 ? 8 : length));

describe('a version exported for Keras', () => {
  test('has the architecture that Keras writes for the same model, key by key', () => {
    const layers = modelLayers({ head: tutorialHead(4096), backbone: BASE });
    const { model_config: expected } = recorded['/']?.attributes ?? {};
    expect(JSON.stringify(kerasModelConfig(layers))).toBe(JSON.stringify(JSON.parse(String(expected))));
  });

  test('has the groups, arrays and attributes of a file of Keras, without the optimizer', async () => {
    const location = join(folder, 'tutorial.h5');
    await exportVersion(await makeVersion(folder, tutorialHead(8)), 'keras', location);
    const { model_config: _, ...found } = describeFile(location)['/']?.attributes ?? {};
    expect(found).toEqual({ backend: 'tensorflow', keras_version: '3.15.1' });
    const expected = Object.entries(recorded).filter(([path]) => path.startsWith('model_weights'));
    expect(
      Object.entries(describeFile(location))
        .filter(([path]) => path !== '/')
        .sort(),
    ).toEqual(
      expected
        .map(([path, { shape, ...one }]) => [
          path,
          shape === undefined ? one : { ...one, shape: smaller(shape) },
        ])
        .sort(),
    );
  });

  test('holds the values of the version, and of the frozen base where it trained none', async () => {
    const location = join(folder, 'values.h5');
    // 25088 x 200 is large enough to be written in parts.
    const files = await makeVersion(folder, aHead('flatten', 200, 3), ['block5_conv3']);
    const bytes = await exportVersion(files, 'keras', location);
    const own = await readWeightsFile(files.weightsLocation);
    const base = await readWeightsFile(BASE_FILE);
    const file = new File(location, 'r');
    let values = 0;
    for (const { name } of modelLayers(files.manifest)) {
      for (const kind of ['kernel', 'bias']) {
        const stored = own.arrays.get(`${name}/${kind}`) ?? base.arrays.get(`${name}/${kind}`);
        if (stored === undefined) continue;
        const dataset = file.get(`model_weights/${name}/${name}/${kind}`);
        if (!(dataset instanceof Dataset)) throw new Error(`no ${name}/${kind}`);
        expect(dataset.shape).toEqual(stored.shape);
        const expected = floatsOf(stored);
        values += expected.length;
        expect(
          Buffer.compare(
            new Uint8Array((dataset.value as Float32Array).buffer),
            new Uint8Array(Float32Array.from(expected).buffer),
          ),
        ).toBe(0);
      }
    }
    file.close();
    expect(values).toBe(14_714_688 + 25_089 * 200 + 201 * 3);
    expect(bytes).toBeGreaterThan(values * 4);
  });

  test('is refused when its weights are not those of the manifest', async () => {
    const files = await makeVersion(folder, aHead('average', 3));
    const location = join(folder, 'refused.h5');
    const changed = (backbone: object, weights: object, head = files.manifest.head) => ({
      ...files,
      manifest: {
        ...files.manifest,
        head,
        backbone: { ...files.manifest.backbone, ...backbone },
        weights: { ...files.manifest.weights, ...weights },
      },
    });
    for (const [given, message] of [
      [changed({}, { sha256: 'x' }), 'Expected weights of the version with the sha256 x, found'],
      [changed({ sha256: 'x' }, {}), 'no base x'],
      [
        changed({}, {}, aHead('average', 4)),
        'Expected predictions/kernel of shape [512,4], found one of [512,3]',
      ],
      [changed({}, {}, aHead('average', 4, 3)), 'Expected fc1/kernel of shape [512,4], found none'],
      [{ ...files, weightsLocation: join(folder, 'none') }, 'Expected the weights file none'],
    ] as const) {
      await expect(exportVersion(given, 'keras', location)).rejects.toThrow(message);
    }
  });

  test('says so when the disk does not take the file', async () => {
    const files = await makeVersion(folder, aHead('average', 3));
    for (const format of ['keras', 'tfjs', 'safetensors'] as const) {
      await expect(exportVersion(files, format, '/dev/full/model')).rejects.toMatchObject({
        code: 'STORAGE_UNAVAILABLE',
      });
    }
  });
});
