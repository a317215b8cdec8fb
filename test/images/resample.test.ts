import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeResampler } from '../../src/images/index.ts';
import { noise } from './pictures.ts';

/** Source size, target size, and the start of the sha256 of Pillow 13's result for NEAREST, BILINEAR, BICUBIC. */
const PILLOW: readonly [number, number, number, number, string, string, string][] = [
  [1, 1, 224, 224, '2f5b4fac8ea07aac', '2f5b4fac8ea07aac', '2f5b4fac8ea07aac'],
  [2, 3, 224, 224, '25bed49646d087b9', 'c605a8068ab1b190', '6b834b9d259c2ee4'],
  [223, 225, 224, 224, '7e2f248530600bab', '263c63efa37ab696', 'ec23cfac58a2ac4c'],
  [320, 240, 224, 224, '6956505f8a4b261b', '5cef2d8182d826c6', 'f20a4c2af9ef9961'],
  [240, 320, 224, 224, '8d81bd160ee165bc', '9ae23562070439d0', '3f8af7ae19e35ba4'],
  [1000, 30, 224, 224, '4a39b00d1929f988', '75c7191386ae467a', '8f607d7d1a6625a7'],
  [30, 1000, 224, 224, 'bc794cfaad6590ab', 'bcc27dcd736f29f8', 'a4b715418fca250b'],
  [448, 448, 224, 224, 'f0a11befd2eaf51b', '7b2e3f7ca959a0d4', 'eb44764111b26078'],
  [500, 224, 224, 224, 'fe24f90bb051a872', '4e0452c229d4098c', '9634177aabd2ae75'],
  [224, 500, 224, 224, '7b9aaf4bc4529806', '0698744ee5c4f48d', '778a4ea78de33194'],
  [333, 777, 97, 31, 'b9528e3098ddf651', '449540f6979abc25', '8dd3c8b89c5cd98c'],
  [641, 479, 224, 224, 'bdd442c07c5902ec', '19a0b3636596c23d', '15d764e3b90bd6d3'],
  [100, 1, 7, 5, '90f9bcd44985d6e6', '3ae4c75fcf542e3c', '72fffc7054c681ea'],
  [7, 5, 640, 3, '74ff57de61f93b61', 'd8ac44326bec5377', '521ae008f2e4e9e3'],
  [449, 673, 224, 224, '5d4b5c72b1a2baa9', '0f3c5fe3358bf124', '2809289cd1e808ee'],
  [300, 1, 300, 9, '1cee72392525ad94', '1cee72392525ad94', '1cee72392525ad94'],
];

const resample = makeResampler();

test.for(PILLOW)(
  'resamples %i x %i to %i x %i to the byte as Pillow does',
  ([width, height, toWidth, toHeight, ...expected]) => {
    const raster = { pixels: noise(width, height), width, height };
    const hashes = (['nearest', 'bilinear', 'bicubic'] as const).map((interpolation) => {
      const { pixels } = resample(raster, toWidth, toHeight, interpolation);
      return createHash('sha256').update(pixels).digest('hex').slice(0, 16);
    });
    expect(hashes).toEqual(expected);
  },
);

test('leaves a raster of the right size as it is', () => {
  const raster = { pixels: noise(5, 4), width: 5, height: 4 };
  expect(resample(raster, 5, 4, 'bicubic')).toBe(raster);
});
