import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ModelManifest, makeRandom } from '../../src/domain/index.ts';
import { createPredictor, type PredictorProcess } from '../../src/inference/index.ts';
import type { InferenceInput, InferenceReply } from '../../src/ports/index.ts';
import { writeWeightsFile } from '../../src/safetensors/index.ts';
import { examplePhotos, pixelsOf } from '../tensors/photos.ts';
import { aManifest } from '../unit/fakes.ts';
import { waitFor } from './support/child.ts';

const live = new AbortController().signal;

let folder: string;
let predictor: PredictorProcess;
let versions: readonly ModelManifest[];
let pixels: readonly Uint8Array[];

const weightsLocation = ({ model }: ModelManifest): string => join(folder, `${model}.safetensors`);

/** A version with a single dense layer of random weights on the int8 base. */
const publish = async (model: string, seed: number): Promise<ModelManifest> => {
  const random = makeRandom(seed);
  const plain = aManifest();
  const manifest: ModelManifest = {
    ...plain,
    model,
    classNames: ['a', 'b', 'c'],
    backbone: { ...plain.backbone, precision: 'int8', ownLayers: [] },
    preprocessing: { ...plain.preprocessing, mode: 'caffe' },
    head: { pool: 'average', layers: [{ name: 'predictions', inputs: 512, units: 3, activation: 'linear' }] },
  };
  const arrays = [
    { name: 'predictions/kernel', shape: [512, 3] },
    { name: 'predictions/bias', shape: [3] },
  ].map(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    return { name, shape, pieces: () => [Float32Array.from({ length: size }, () => random.float() - 0.5)] };
  });
  await writeWeightsFile(weightsLocation(manifest), arrays);
  const bytes = await readFile(weightsLocation(manifest));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...manifest, weights: { file: 'weights.safetensors', bytes: bytes.length, sha256 } };
};

const infer = (manifest: ModelManifest, inputs: readonly InferenceInput[]): Promise<InferenceReply> =>
  predictor.infer({ manifest, inputs, deadlineMs: Date.now() + 60_000 }, live);

const asInput = (picture: Uint8Array, explain = false): InferenceInput => ({
  kind: 'pixels',
  pixels: picture,
  explain,
});

/** It measures first which precision is quicker, and a busy machine takes long for that. */
const untilReady = () =>
  vi.waitFor(
    () => {
      expect(predictor.health().state).toBe('ready');
    },
    { timeout: 120_000, interval: 20 },
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'predictor-'));
  pixels = await Promise.all(examplePhotos(1).map(pixelsOf));
  versions = [await publish('first', 1), await publish('second', 2)];
  predictor = createPredictor({
    child: {
      entry: fileURLToPath(new URL('../../dist/bin/predictor.js', import.meta.url)),
      env: {
        PATH: process.env['PATH'] ?? '',
        DATA_DIR: folder,
        DEVICE: 'cpu',
        CUDA_VISIBLE_DEVICES: '-1',
        TF_CPP_MIN_LOG_LEVEL: '2',
      },
      onLine: () => undefined,
    },
    batching: { maxBatch: 16, windowMs: 2, maxWaiting: 64, nowMs: Date.now },
    weightsLocation,
  });
  await untilReady();
}, 150_000);
afterAll(async () => {
  await predictor.close();
  await rm(folder, { recursive: true });
});

describe('the predictor process of this program', () => {
  it('answers pictures of several versions in one batch, their rows alike, and explains where it is asked', async () => {
    const [picture, other] = pixels;
    if (picture === undefined || other === undefined) throw new Error('two pictures');
    for (const version of versions) {
      const seen = await infer(version, [asInput(picture, true), asInput(other)]);
      expect(seen.pictures.map(({ logits }) => logits.length)).toEqual([3, 3]);
      expect(seen.pictures.map(({ row }) => row.length)).toEqual([512, 512]);
      expect(seen.pictures.map(({ explanation }) => explanation?.heatMap.values.length)).toEqual([
        49,
        undefined,
      ]);
      const again = await infer(
        version,
        seen.pictures.map(({ row }) => ({ kind: 'row', row })),
      );
      expect(again.pictures.map(({ logits }) => logits)).toEqual(seen.pictures.map(({ logits }) => logits));
    }
    expect(versions.map((version) => predictor.isLoaded(version))).toEqual([true, true]);
  });

  it('that is killed in a batch fails what it had, and the next one answers with the versions loaded', async () => {
    const [first, second] = versions;
    const [picture] = pixels;
    if (first === undefined || second === undefined || picture === undefined) throw new Error('two versions');
    const before = await infer(second, [asInput(picture)]);
    const lost = [first, second].map((version) =>
      infer(
        version,
        Array.from({ length: 8 }, () => asInput(picture)),
      ).catch((error: unknown) => error),
    );
    await nextTurn();
    const pid = predictor.pid() ?? 0;
    process.kill(pid, 'SIGKILL');
    for (const error of await Promise.all(lost)) {
      expect(error).toMatchObject({ code: 'PREDICTOR_UNAVAILABLE', status: 503, retryAfterSeconds: 2 });
    }
    expect(versions.map((version) => predictor.isLoaded(version))).toEqual([false, false]);
    await untilReady();
    await waitFor('both versions to be loaded', () =>
      versions.every((version) => predictor.isLoaded(version)) ? true : undefined,
    );
    expect(predictor.pid()).not.toBe(pid);
    expect((await infer(second, [asInput(picture)])).pictures).toEqual(before.pictures);
  });
});
