import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widenHalfFloats } from '../../src/safetensors/half-float.ts';
import {
  floatsOf,
  parseSafetensors,
  readWeightsFile,
  takeFloats,
} from '../../src/safetensors/safetensors.ts';
import { writeWeightsFile } from '../../src/safetensors/write-weights-file.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fileOf = (header: unknown, data: Uint8Array): Buffer => {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
};

const array = (begin: number, end: number, more: object = {}) => ({
  dtype: 'F32',
  shape: [(end - begin) / 4],
  data_offsets: [begin, end],
  ...more,
});

describe('a weights file', () => {
  it('gives back what was written, piece by piece, and leaves no other file behind', async () => {
    const location = join(folder, 'written.safetensors');
    const kernel = Float32Array.from({ length: 6 }, (_, index) => index / 3);
    await writeWeightsFile(location, [
      { name: 'a/kernel', shape: [2, 3], pieces: () => [kernel.subarray(0, 3), kernel.subarray(3)] },
      { name: 'a/bias', shape: [1], pieces: () => [Float32Array.of(-0.5)] },
    ]);
    const file = await readWeightsFile(location);
    expect(takeFloats(file, 'a/kernel', [2, 3])).toEqual(kernel);
    expect(takeFloats(file, 'a/bias', [1])).toEqual(Float32Array.of(-0.5));
    expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await readdir(folder)).toEqual(['written.safetensors']);
    expect(() => takeFloats(file, 'a/bias', [2])).toThrow('Expected a/bias of shape [2], received [1]');
    expect(() => takeFloats(file, 'b/bias', [2])).toThrow('there is none');
  });

  it('stays as it was when writing another over it fails', async () => {
    const location = join(folder, 'kept.safetensors');
    await writeWeightsFile(location, [{ name: 'a', shape: [1], pieces: () => [Float32Array.of(1)] }]);
    const before = (await readWeightsFile(location)).sha256;
    const short = { name: 'a', shape: [2], pieces: () => [Float32Array.of(2)] };
    await expect(writeWeightsFile(location, [short])).rejects.toThrow('has 1 values');
    expect((await readWeightsFile(location)).sha256).toBe(before);
    expect(await readdir(folder)).not.toContain('kept.safetensors.partial');
  });

  it('that the disk does not take is told as such', async () => {
    const source = { name: 'a', shape: [1], pieces: () => [Float32Array.of(1)] };
    await expect(writeWeightsFile(join(folder, 'no', 'folder'), [source])).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
  });

  it('that is not there is told apart from one that is damaged', async () => {
    await expect(readWeightsFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
    const damaged = join(folder, 'damaged');
    await writeFile(damaged, 'no weights');
    await expect(readWeightsFile(damaged)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
  });
});

describe('the reader of weights files', () => {
  const bytes = new Uint8Array(8);
  it.each([
    ['shorter than its header', Buffer.alloc(4), 'shorter than its header'],
    ['with a header longer than the file', fileOf({}, bytes).subarray(0, 9), 'longer than the file'],
    ['whose header is no object', fileOf([], bytes), 'not an object'],
    ['of another type', fileOf({ a: array(0, 8, { dtype: 'F64', shape: [1] }) }, bytes), 'the type F64'],
    [
      'whose shape does not fit its bytes',
      fileOf({ a: array(0, 8, { shape: [3] }) }, bytes),
      'not that of its shape',
    ],
    ['that ends after the file', fileOf({ a: array(0, 12) }, bytes), 'ends after the file'],
    ['with arrays that overlap', fileOf({ a: array(0, 8), b: array(4, 8) }, bytes), 'does not begin where'],
    ['with a hole', fileOf({ a: array(4, 8) }, bytes), 'does not begin where'],
    ['with bytes left over', fileOf({ a: array(0, 4) }, bytes), 'belong to no array'],
    ['with a negative shape', fileOf({ a: array(0, 8, { shape: [-2] }) }, bytes), 'no valid shape'],
  ])('refuses a file %s', (_, file, reason) => {
    expect(() => parseSafetensors(file)).toThrow(reason);
  });

  it('reads arrays that do not begin at a multiple of their width', () => {
    const file = fileOf(
      '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}  ',
      new Uint8Array(Float32Array.of(1.5, -2).buffer),
    );
    const stored = parseSafetensors(Buffer.concat([Buffer.alloc(1), file]).subarray(1)).get('a');
    expect(stored && floatsOf(stored)).toEqual(Float32Array.of(1.5, -2));
  });
});

describe('half precision', () => {
  it('widens zeros, subnormal, normal, infinite and undefined values exactly', () => {
    const halves = Uint16Array.of(
      0x0000,
      0x8000,
      0x0001,
      0x03ff,
      0x0400,
      0x3c00,
      0xc000,
      0x7bff,
      0x7c00,
      0xfc00,
      0x7e00,
    );
    expect([...widenHalfFloats(halves)]).toEqual([
      0,
      -0,
      2 ** -24,
      1023 * 2 ** -24,
      2 ** -14,
      1,
      -2,
      65504,
      Infinity,
      -Infinity,
      Number.NaN,
    ]);
  });
});
