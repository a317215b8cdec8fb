import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import { AppError, INPUT_SIZE, type ModelManifest, modelArrays, softmax } from '../../src/domain/index.ts';
import { exportVersion } from '../../src/keras/export-version.ts';
import type { VersionFiles } from '../../src/keras/export-weights.ts';
import { preprocessingFacts } from '../../src/keras/tfjs-texts.ts';
import { floatsOf, readWeightsFile } from '../../src/safetensors/index.ts';
import { startEngine } from '../../src/tensors/engine.ts';
import { createInferenceEngine, type InferenceEngine } from '../../src/tensors/inference-engine.ts';
import { aHead, BASE, makeVersion } from './made-version.ts';
import { readPhoto } from './recordings.ts';

const BLOCK5 = ['block5_conv1', 'block5_conv2', 'block5_conv3'];
const PHOTOS = ['fish/fish1.jpg', 'tool/hammer1.jpg'];

const { tf } = startEngine({ device: 'cpu' });

let folder: string;
let engine: InferenceEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'export-others-'));
  engine = createInferenceEngine({ weightsDir: 'weights', device: 'cpu' });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});

const unzip = async (location: string, target: string): Promise<readonly string[]> => {
  await mkdir(target);
  const zip = await yauzl.openPromise(location, { lazyEntries: true, autoClose: false });
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    names.push(entry.fileName);
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(join(target, entry.fileName)));
  }
  zip.close();
  return names;
};

const text = (...path: readonly string[]): Promise<string> => readFile(join(folder, ...path), 'utf8');

/** What a caller of the bundle does, by `preprocessing.json` alone. */
const prepare = (
  pixels: Uint8Array,
  facts: { readonly subtract: readonly number[]; readonly channelOrder: string },
) => {
  const order = facts.channelOrder === 'BGR' ? [2, 1, 0] : [0, 1, 2];
  return Float32Array.from({ length: pixels.length }, (_, index) => {
    const channel = index % 3;
    return (pixels[index - channel + (order[channel] ?? 0)] ?? 0) - (facts.subtract[channel] ?? 0);
  });
};

const ourProbabilities = async ({ manifest, weightsLocation }: VersionFiles, picture: Uint8Array) => {
  const input = { kind: 'pixels', pixels: picture, explain: false } as const;
  const [answer] = await engine.infer([{ manifest, weightsLocation, input }]);
  if (answer === undefined || answer instanceof AppError) throw answer ?? new Error('no answer');
  return softmax(answer.logits, 1);
};

describe('a bundle for TensorFlow.js', () => {
  test.each([
    ['a frozen base and one layer', aHead('average', 3), []],
    ['a trained block5 and hidden layers', aHead('flatten', 24, 16, 2), BLOCK5],
  ] as const)('answers as the service does, with %s', async (name, head, ownLayers) => {
    const files = await makeVersion(folder, head, ownLayers);
    const location = join(folder, `${name}.zip`);
    await exportVersion(files, 'tfjs', location);
    const names = await unzip(location, join(folder, name));
    expect(names.filter((one) => !one.startsWith('group1-'))).toEqual([
      'model.json',
      'labels.json',
      'preprocessing.json',
      'README.txt',
    ]);
    const model = await tf.loadLayersModel(`file://${join(folder, name, 'model.json')}`);
    const facts = JSON.parse(await text(name, 'preprocessing.json')) as Parameters<typeof prepare>[1];
    for (const photo of PHOTOS) {
      const pixels = await readPhoto(photo, 'bilinear');
      const input = tf.tensor(prepare(pixels, facts), [1, INPUT_SIZE, INPUT_SIZE, 3]);
      const output = model.predict(input);
      if (Array.isArray(output)) throw new Error('expected one output');
      const ours = await ourProbabilities(files, pixels);
      for (const [index, probability] of output.dataSync().entries()) {
        expect(Math.abs(probability - (ours[index] ?? Number.NaN))).toBeLessThan(1e-5);
      }
      tf.dispose([input, output]);
    }
    model.dispose();
  });

  test('says in data and in words how a picture becomes the input', async () => {
    const { manifest, ...files } = await makeVersion(folder, aHead('average', 2));
    const location = join(folder, 'words.zip');
    const changed: ModelManifest = {
      ...manifest,
      preprocessing: { ...manifest.preprocessing, mode: 'none', interpolation: 'nearest', orient: false },
      backbone: { ...manifest.backbone, precision: 'int8' },
    };
    await exportVersion({ manifest: changed, ...files }, 'tfjs', location);
    await unzip(location, join(folder, 'words'));
    expect(JSON.parse(await text('words', 'labels.json'))).toEqual(['class 0', 'class 1']);
    expect(JSON.parse(await text('words', 'preprocessing.json'))).toEqual({
      mode: 'none',
      width: 224,
      height: 224,
      interpolation: 'nearest',
      keepAspectRatio: false,
      rotateByExif: false,
      channelOrder: 'RGB',
      subtract: [0, 0, 0],
      divideBy: 1,
      calibration: { temperature: 2, isApplied: false },
    });
    const readme = await text('words', 'README.txt');
    expect(readme).toContain('animals, version 1');
    expect(readme).toContain('224 x 224 pixels (nearest)');
    expect(readme).toContain('Leave the values as they are, 0 to 255.');
    expect(readme).toContain('int8');
  });
});

test('all weights of a version in one .safetensors stand alone, with class names and preprocessing', async () => {
  const files = await makeVersion(folder, aHead('average', 3), BLOCK5);
  const location = join(folder, 'all.safetensors');
  await exportVersion(files, 'safetensors', location);
  const { arrays } = await readWeightsFile(location);
  expect([...arrays.keys()]).toEqual(modelArrays(files.manifest).map(({ name }) => name));
  const base = await readWeightsFile(BASE);
  const kernel = base.arrays.get('block1_conv1/kernel');
  const exported = arrays.get('block1_conv1/kernel');
  if (kernel === undefined || exported === undefined) throw new Error('no kernel');
  expect(exported.dtype).toBe('F32');
  expect(floatsOf(exported)).toEqual(floatsOf(kernel));
  const file = await readFile(location);
  const header: unknown = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0))));
  expect(header).toMatchObject({
    __metadata__: {
      model: 'animals',
      version: '1',
      classNames: '["class 0","class 1","class 2"]',
      preprocessing: JSON.stringify(preprocessingFacts(files.manifest)),
    },
  });
});
