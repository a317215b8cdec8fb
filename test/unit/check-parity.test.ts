import { describe, expect, it } from 'vitest';
import { AppError, type Example, isParity, softmax } from '../../src/domain/index.ts';
import type { PictureDecoder } from '../../src/ports/index.ts';
import { makeCheckParity } from '../../src/usecases/check-parity.ts';
import { makeServing } from './candidate-world.ts';
import { aManifest, fake } from './fakes.ts';

const never = new AbortController().signal;

/** 40 pictures of two classes; the trainer is sure of the class of each but the last. */
const validation: readonly Example[] = Array.from({ length: 40 }, (_, index) => ({
  fileId: `file_${index}`,
  path: `${index % 2 === 0 ? 'cat' : 'dog'}/${index}.jpg`,
  sha256: `sha-${index}`,
  classIndex: index % 2,
  lookAlikes: null,
  reference: null,
}));
const logitsOf = (index: number): Float32Array =>
  index === 39 || index % 2 === 0 ? Float32Array.of(4, index / 10) : Float32Array.of(index / 10, 6);
const logits = Float32Array.from(validation.flatMap((_, index) => [...logitsOf(index)]));

const makeWorld = (
  serving = makeServing(logitsOf),
  decode: PictureDecoder['decode'] = () => Promise.resolve(new Uint8Array(3)),
) => {
  const decoded: unknown[] = [];
  const checked: [number, number][] = [];
  const check = makeCheckParity({
    datasets: { content: (id, { sha256 }) => Promise.resolve({ path: `/datasets/${id}/${sha256}` }) },
    decoder: fake<PictureDecoder>('decoder', {
      decode: (source, options) => {
        decoded.push(source);
        return decode(source, options);
      },
    }),
    candidates: serving.candidates,
    readFile: (path) => Promise.resolve(new TextEncoder().encode(path)),
    clock: { now: () => new Date(0) },
  });
  const { version: _version, createdAt: _createdAt, weights: _weights, ...manifest } = aManifest();
  const candidate = { manifest, weightsLocation: '/attempt/best.safetensors' };
  const input = { candidate, datasetId: 'ds_1', seed: 7, classNames: ['cat', 'dog'], validation, logits };
  const run = (pictures = validation, signal = never) =>
    check(
      { ...input, validation: pictures, temperature: manifest.calibration.temperature },
      (...counts) => checked.push(counts),
      signal,
    );
  return { run, serving, decoded, checked, candidate };
};

describe('asking a version for its validation pictures before it is published', () => {
  it('finds that it answers as the trainer did', async () => {
    const { run, serving, candidate } = makeWorld();
    const parity = await run();
    expect(parity).toMatchObject({
      images: 40,
      maxDifference: 0,
      accuracyTrainer: 39 / 40,
      accuracyServed: 39 / 40,
      drifted: { total: 0 },
    });
    expect(serving.served).toEqual([candidate]);
    expect(serving.closed()).toBe(1);
  });

  it('sends the bytes of the file, as a client would, in calls of 16', async () => {
    const { run, serving, decoded, checked } = makeWorld();
    await run();
    expect(decoded).toHaveLength(40);
    expect(decoded[3]).toEqual({ bytes: new TextEncoder().encode('/datasets/ds_1/sha-3') });
    expect(serving.requests.map(({ inputs }) => inputs.length)).toEqual([16, 16, 8]);
    expect(serving.requests[0]?.inputs[0]).toEqual({
      kind: 'pixels',
      pixels: new Uint8Array(3),
      explain: false,
    });
    expect(checked).toEqual([
      [16, 40],
      [32, 40],
      [40, 40],
    ]);
  });

  it('asks for nothing where there are no validation pictures', async () => {
    const { run, serving } = makeWorld();
    expect(await run([])).toBeNull();
    expect(serving.served).toEqual([]);
  });

  it('finds another temperature in the manifest, which changes no class', async () => {
    const serving = makeServing(logitsOf, (manifest) => ({
      ...manifest,
      calibration: { temperature: 1.01, eceBefore: 0, eceAfter: 0 },
    }));
    const parity = await makeWorld(serving).run();
    expect(parity).toMatchObject({ accuracyTrainer: 39 / 40, accuracyServed: 39 / 40 });
    expect(parity === null || isParity(parity)).toBe(false);
  });

  it('takes a version that cannot be loaded for one that answers nothing', async () => {
    const serving = makeServing(() => new AppError('WEIGHTS_INVALID', 'the weights are cut off'));
    const parity = await makeWorld(serving).run();
    expect(parity).toMatchObject({ maxDifference: null, accuracyServed: 0, drifted: { total: 40 } });
    expect(parity?.drifted.listed).toHaveLength(20);
    expect(parity?.drifted.listed[0]).toMatchObject({
      expected: { className: 'cat', probability: softmax(logitsOf(0), 2)[0] },
      received: { fault: 'the weights are cut off' },
    });
  });

  it('takes a picture that is refused for one without an answer, and the others for what they are', async () => {
    const isBad = (bytes: Uint8Array): boolean => new TextDecoder().decode(bytes).endsWith('sha-3');
    const { run } = makeWorld(
      makeServing(() => Float32Array.of(0, 0)),
      (source) =>
        'bytes' in source && isBad(source.bytes)
          ? Promise.reject(new AppError('IMAGE_UNREADABLE', 'damaged'))
          : Promise.resolve(new Uint8Array(3)),
    );
    const parity = await run();
    expect(parity?.drifted.listed[0]).toMatchObject({ fileId: 'file_3', received: { fault: 'damaged' } });
  });

  it('passes on what is no fault of the version, and frees it', async () => {
    const world = makeWorld(makeServing(() => new AppError('INTERNAL', 'out of memory')));
    await expect(world.run()).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(world.serving.closed()).toBe(1);
  });

  it('ends when the attempt ends', async () => {
    const attempt = new AbortController();
    const serving = makeServing((index) => {
      attempt.abort('handBack');
      return logitsOf(index);
    });
    const { run, decoded } = makeWorld(serving);
    await expect(run(validation, attempt.signal)).rejects.toBe('handBack');
    expect(decoded.length).toBeLessThan(40);
    expect(serving.closed()).toBe(1);
  });
});
