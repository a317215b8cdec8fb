import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  openWeightsFile,
  readWeightsFile,
  takeFloats,
  writeWeightsFile,
} from '../../src/safetensors/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

const collect = async (pieces: AsyncIterable<Float32Array>): Promise<number[][]> => {
  const collected: number[][] = [];
  for await (const piece of pieces) collected.push([...piece]);
  return collected;
};

async function* oneByOne(...values: readonly number[]): AsyncGenerator<Float32Array> {
  for (const value of values) yield await Promise.resolve(Float32Array.of(value));
}

describe('a weights file that is read piece by piece', () => {
  test('gives the values that were written as they came, in pieces of the size asked for', async () => {
    const location = join(folder, 'a.safetensors');
    await writeWeightsFile(
      location,
      [
        { name: 'one', shape: [2], pieces: () => oneByOne(1, 2) },
        { name: 'two', shape: [5, 1], pieces: () => [Float32Array.of(3, 4, 5, 6, 7)] },
      ],
      { classNames: '["cât"]' },
    );
    const file = await openWeightsFile(location);
    expect([...file.shapes]).toEqual([
      ['one', [2]],
      ['two', [5, 1]],
    ]);
    expect(await collect(file.pieces('two', 2))).toEqual([[3, 4], [5, 6], [7]]);
    expect(await collect(file.pieces('one', 100))).toEqual([[1, 2]]);
    expect(() => file.pieces('three', 1)).toThrow('Expected an array three in the weights file, found none.');
    await file.close();
    expect((await readWeightsFile(location)).arrays.size).toBe(2);
    expect((await readFile(location)).toString('utf8', 8)).toContain(
      '"__metadata__":{"classNames":"[\\"cât\\"]"}',
    );
  });

  test('widens half precision', async () => {
    const file = await openWeightsFile('weights/vgg16-notop.f16.safetensors');
    const pieces = await collect(file.pieces('block1_conv1/kernel', 1000));
    await file.close();
    expect(pieces.map(({ length }) => length)).toEqual([1000, 728]);
    const whole = await readWeightsFile('weights/vgg16-notop.f16.safetensors');
    const kernel = [...takeFloats(whole, 'block1_conv1/kernel', [3, 3, 3, 64])];
    expect(pieces.flat()).toEqual(kernel);
  });

  test('is refused when it is not there or broken off', async () => {
    await expect(openWeightsFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'WEIGHTS_MISSING' });
    const location = join(folder, 'cut');
    await writeFile(location, 'too short');
    await expect(openWeightsFile(location)).rejects.toMatchObject({ code: 'WEIGHTS_INVALID' });
  });
});
