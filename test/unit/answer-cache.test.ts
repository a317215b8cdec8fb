import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAnswerCache } from '../../src/inference/index.ts';
import { aManifest } from './fakes.ts';

const MIB = 1024 ** 2;
const row = Float32Array.of(1, 2, 3);
const logits = Float32Array.of(0.25, -1);
const manifest = aManifest();
const { head, preprocessing } = manifest;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the answer cache', () => {
  it('gives the row and the logits that were kept, to the bit, and nothing for another picture', () => {
    const cache = makeAnswerCache(MIB);
    expect(cache.find('a', manifest)).toBeNull();
    cache.keep('a', manifest, { row, logits });
    expect(cache.find('a', manifest)).toEqual({ row, logits });
    expect(cache.find('b', manifest)).toBeNull();
  });

  it('gives the row alone to another head on the same base', () => {
    const cache = makeAnswerCache(MIB);
    cache.keep('a', manifest, { row, logits });
    const others = [
      aManifest({ version: 2, weights: { ...manifest.weights, sha256: 'w2' } }),
      // The same weights below another activation are another head.
      aManifest({
        head: { ...head, layers: head.layers.map((layer) => ({ ...layer, activation: 'relu' })) },
      }),
    ];
    for (const other of others) expect(cache.find('a', other)).toEqual({ row, logits: null });
  });

  it.each([
    ['another preprocessing', aManifest({ preprocessing: { ...preprocessing, mode: 'none' } })],
    ['another precision', aManifest({ backbone: { ...manifest.backbone, precision: 'int8' } })],
    ['layers of its own', aManifest({ backbone: { ...manifest.backbone, ownLayers: ['block5_conv3'] } })],
  ])('gives nothing to a version with %s', (_what, other) => {
    const cache = makeAnswerCache(MIB);
    cache.keep('a', manifest, { row, logits });
    expect(cache.find('a', other)).toBeNull();
  });

  it('gives the same answer to the same weights under another version, temperature and threshold', () => {
    const cache = makeAnswerCache(MIB);
    cache.keep('a', manifest, { row, logits });
    const renamed = aManifest({ model: 'pets', version: 9, threshold: 0.9 });
    expect(cache.find('a', renamed)).toEqual({ row, logits });
  });

  it('keeps the logits of several versions beside one row, and drops them with it', () => {
    const cache = makeAnswerCache(MIB);
    const second = aManifest({ weights: { ...manifest.weights, sha256: 'w2' } });
    cache.keep('a', manifest, { row, logits });
    const known = cache.find('a', second);
    cache.keep('a', second, { row: known?.row ?? row, logits: Float32Array.of(7) });
    expect(cache.find('a', manifest)?.logits).toEqual(logits);
    expect(cache.find('a', second)?.logits).toEqual(Float32Array.of(7));
    cache.keep('a', second, { row: Float32Array.of(9), logits: Float32Array.of(8) });
    expect(cache.find('a', manifest)).toEqual({ row: Float32Array.of(9), logits: null });
  });

  it('does not keep a whole batch in memory for a part of it', () => {
    const cache = makeAnswerCache(MIB);
    const batch = new Float32Array(100_000);
    cache.keep('a', manifest, { row: batch.subarray(0, 3), logits: batch.subarray(3, 5) });
    const known = cache.find('a', manifest);
    expect(known?.row.buffer.byteLength).toBe(12);
    expect(known?.logits?.buffer.byteLength).toBe(8);
  });

  it('drops the answers that were used longest ago when there is no more room', () => {
    const cache = makeAnswerCache(10_000);
    const large = new Float32Array(500);
    for (const key of ['a', 'b', 'c']) cache.keep(key, manifest, { row: large, logits });
    expect(cache.find('a', manifest)).not.toBeNull();
    cache.keep('d', manifest, { row: large, logits });
    const left = ['a', 'b', 'c', 'd'].filter((key) => cache.find(key, manifest) !== null);
    expect(left).toEqual(['a', 'c', 'd']);
  });

  it('keeps nothing that is larger than all its room, and nothing at all without room', () => {
    for (const room of [1000, 0]) {
      const cache = makeAnswerCache(room);
      cache.keep('a', manifest, { row: new Float32Array(1000), logits });
      expect(cache.find('a', manifest)).toBeNull();
    }
  });

  it('fills most of its room with rows, and never more', () => {
    const cache = makeAnswerCache(4 * MIB);
    for (let index = 0; index < 5000; index += 1) {
      cache.keep(String(index), manifest, { row: new Float32Array(512), logits });
    }
    const kept = Array.from({ length: 5000 }, (_, index) => cache.find(String(index), manifest)).filter(
      (answer) => answer !== null,
    );
    const bytes = kept.reduce((sum, answer) => sum + answer.row.byteLength, 0);
    expect(bytes).toBeGreaterThan(2 * MIB);
    expect(bytes).toBeLessThan(4 * MIB);
  });
});

describe('the key of a picture', () => {
  const cache = makeAnswerCache(0);
  const keyOf = (bytes: Uint8Array) => cache.keyOf(bytes);

  it('is the sha256 of its bytes, however large, several at a time', async () => {
    const sizes = [0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB + 7];
    const pictures = sizes.map((size) => new Uint8Array(size).fill(size % 251));
    expect(await Promise.all(pictures.map(keyOf))).toEqual(pictures.map(sha256));
  });

  it('lets other work run while large pictures are hashed', async () => {
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    await Promise.all(Array.from({ length: 4 }, () => keyOf(new Uint8Array(4 * MIB))));
    clearImmediate(next);
    // One turn for each MiB of all pictures together.
    expect(turns).toBeGreaterThanOrEqual(14);
  });
});
