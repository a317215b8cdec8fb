import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HeatMap } from '../../src/domain/index.ts';
import { heatColours } from '../../src/images/heat-map-colours.ts';
import { createDecoderPool, createPictureReader, PICTURE_LIMITS } from '../../src/images/index.ts';
import type { PictureSource } from '../../src/ports/index.ts';
import { jpegOfManyScans } from './hostile-files.ts';
import { noise, withOrientation } from './pictures.ts';

const reader = createPictureReader();
const PHOTO = path.resolve('examples/photos/fish/fish1.jpg');
const BLACK = [0, 0, 4];
const SIDE = 7;

/** Hot at one cell, cold elsewhere. */
const hotAt = (row: number, column: number): HeatMap => {
  const values = new Float32Array(SIDE * SIDE);
  values[row * SIDE + column] = 1;
  return { classIndex: 0, width: SIDE, height: SIDE, values };
};

/** Another value in every cell. */
const rising: HeatMap = {
  classIndex: 1,
  width: SIDE,
  height: SIDE,
  values: Float32Array.from({ length: SIDE * SIDE }, (_, cell) => cell / (SIDE * SIDE - 1)),
};

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
}

const pixelsOf = async (bytes: Uint8Array): Promise<Pixels> => {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  return { width: info.width, height: info.height, data };
};

const colourAt = ({ data, width }: Pixels, x: number, y: number): number[] => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];

const lumaOf = ([red = 0, green = 0, blue = 0]: readonly number[]): number =>
  0.299 * red + 0.587 * green + 0.114 * blue;

const brightest = (picture: Pixels): readonly [number, number] => {
  let best: readonly [number, number] = [0, 0];
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      if (lumaOf(colourAt(picture, x, y)) > lumaOf(colourAt(picture, ...best))) best = [x, y];
    }
  }
  return best;
};

/** Both PNGs as pixels, equally large. */
const painted = async (source: PictureSource, heatMap: HeatMap, orient = true) => {
  const pictures = await reader.paint(source, heatMap, { orient });
  for (const bytes of [pictures.heatMap, pictures.blended]) {
    expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', channels: 3 });
  }
  const [map, blended] = [await pixelsOf(pictures.heatMap), await pixelsOf(pictures.blended)];
  expect([blended.width, blended.height]).toEqual([map.width, map.height]);
  return { map, blended };
};

/** Expects that each blended pixel lies halfway between the map's and that of the picture as the backbone's input is read. */
const expectHalfway = async (source: PictureSource, heatMap: HeatMap, orient = true) => {
  const { map, blended } = await painted(source, heatMap, orient);
  const { width, height } = map;
  const picture = await reader.decode(source, { width, height, interpolation: 'bilinear', orient });
  const most = blended.data.reduce(
    (largest, value, at) =>
      Math.max(largest, Math.abs(value - ((picture[at] ?? Number.NaN) + (map.data[at] ?? Number.NaN)) / 2)),
    0,
  );
  expect(most).toBeLessThanOrEqual(0.5);
  return { width, height };
};

const ofNoise = (width: number, height: number): Sharp =>
  sharp(noise(width, height), { raw: { width, height, channels: 3 } });

describe('the colours of heat', () => {
  test('are those of the published table of magma, within three levels', () => {
    // matplotlib 3.11, `colormaps['magma'].colors`, at the places given.
    const published = [
      [0, 0, 0, 4],
      [8, 3, 3, 18],
      [40, 41, 17, 90],
      [64, 81, 18, 124],
      [100, 137, 40, 129],
      [128, 183, 55, 121],
      [160, 231, 82, 99],
      [200, 253, 152, 105],
      [230, 254, 207, 146],
      [255, 252, 253, 191],
    ];
    for (const [place = 0, ...colour] of published) {
      for (const [channel, value] of colour.entries()) {
        expect(Math.abs((heatColours[place * 3 + channel] ?? Number.NaN) - value)).toBeLessThanOrEqual(3);
      }
    }
  });

  test('get lighter with every step, so that they can be told apart without hues', () => {
    const lumas = Array.from({ length: 256 }, (_, place) =>
      lumaOf([...heatColours.subarray(place * 3, place * 3 + 3)]),
    );
    // Seventeen steps apart, where rounding to bytes does not count.
    for (const [place, luma] of lumas.slice(17).entries()) expect(luma).toBeGreaterThan(lumas[place] ?? 0);
  });
});

describe('a painted heat map', () => {
  test('is as large as the photo, and so is the photo with the map blended in', async () => {
    expect(await expectHalfway({ path: PHOTO }, rising)).toEqual({ width: 320, height: 213 });
    expect(await expectHalfway({ bytes: readFileSync(PHOTO) }, rising)).toEqual({ width: 320, height: 213 });
  });

  test.each([
    [0, 0],
    [3, 5],
    [6, 6],
    [2, 0],
  ])(
    'is brightest in the middle of its hottest cell (%i, %i), and black far from it',
    async (row, column) => {
      const bytes = await ofNoise(350, 210).png().toBuffer();
      const { map } = await painted({ bytes }, hotAt(row, column));
      const [x, y] = brightest(map);
      // A cell is 50 x 30 pixels; towards an edge of the map the heat of the outermost centre stays.
      expect([Math.floor(x / 50), Math.floor(y / 30)]).toEqual([column, row]);
      expect(lumaOf(colourAt(map, column * 50 + 25, row * 30 + 15))).toBeGreaterThan(235);
      expect(colourAt(map, column > 3 ? 5 : 345, row > 3 ? 5 : 205)).toEqual(BLACK);
    },
  );

  test('has half of the heat halfway between two centres, where enlarging is smooth', async () => {
    const bytes = await ofNoise(490, 490).png().toBuffer();
    const { map } = await painted({ bytes }, hotAt(3, 3));
    // A pixel's centre lies half a pixel on: (1 - 35.5 / 70) * (1 - 0.5 / 70) of the heat, the 125th of 255 colours.
    expect(colourAt(map, 280, 245)).toEqual([...heatColours.subarray(125 * 3, 126 * 3)]);
    const lumas = Array.from({ length: 70 }, (_, x) => lumaOf(colourAt(map, 245 + x, 245)));
    for (const [x, luma] of lumas.slice(1).entries()) expect(luma).toBeLessThanOrEqual((lumas[x] ?? 0) + 1);
  });

  test('darkens the whole picture where nothing speaks for the class', async () => {
    const nothing = { ...rising, values: new Float32Array(SIDE * SIDE) };
    const { map } = await painted({ path: PHOTO }, nothing);
    expect(new Set(Array.from({ length: 320 }, (_, x) => colourAt(map, x, 100).join()))).toEqual(
      new Set([BLACK.join()]),
    );
    await expectHalfway({ path: PHOTO }, nothing);
  });

  test('has a longest side of 512 pixels over a picture that is larger, and is never enlarged', async () => {
    const sizes: unknown[] = [];
    for (const [width, height] of [
      [3000, 2000],
      [513, 100],
      [512, 300],
      [100, 2000],
      [5000, 2],
      [30, 40],
      [1, 1],
    ] as const) {
      const bytes = await ofNoise(width, height).png().toBuffer();
      sizes.push(Object.values(await expectHalfway({ bytes }, rising)));
    }
    expect(sizes).toEqual([
      [512, 341],
      [512, 100],
      [512, 300],
      [26, 512],
      [512, 1],
      [30, 40],
      [1, 1],
    ]);
  });

  test('lies over a picture as it stands upright, or as it is stored where the version does not turn it', async () => {
    const bytes = await withOrientation(noise(200, 100), 200, 100, 6);
    expect(await expectHalfway({ bytes }, rising, true)).toEqual({ width: 100, height: 200 });
    expect(await expectHalfway({ bytes }, rising, false)).toEqual({ width: 200, height: 100 });
    const { map } = await painted({ bytes }, hotAt(0, 6), true);
    expect(brightest(map)[0]).toBeGreaterThan(80);
    expect(brightest(map)[1]).toBeLessThan(30);
  });

  test('lies over CMYK, grey, palettes, transparency, and every type of picture', async () => {
    const clear = await ofNoise(60, 40).ensureAlpha(0.3).png().toBuffer();
    const sources: readonly (readonly [string, Buffer])[] = [
      ['CMYK JPEG', await ofNoise(60, 40).toColourspace('cmyk').jpeg().toBuffer()],
      ['grey JPEG', await ofNoise(60, 40).toColourspace('b-w').jpeg().toBuffer()],
      ['palette PNG', await ofNoise(60, 40).png({ palette: true, colours: 16 }).toBuffer()],
      ['16-bit PNG', await ofNoise(60, 40).toColourspace('rgb16').png().toBuffer()],
      ['transparent PNG', clear],
      ['transparent WebP', await sharp(clear).webp({ lossless: true }).toBuffer()],
      ['GIF', await ofNoise(60, 40).gif().toBuffer()],
      ['TIFF', await ofNoise(60, 40).tiff().toBuffer()],
    ];
    for (const [what, bytes] of sources) {
      expect(await expectHalfway({ bytes }, rising), what).toEqual({ width: 60, height: 40 });
    }
  });

  test('is refused for what is no picture, what is damaged, and what is too large', async () => {
    const photo = readFileSync(PHOTO);
    const strict = createPictureReader({ ...PICTURE_LIMITS, maxPixels: 1000 });
    const orient = { orient: true };
    await expect(reader.paint({ bytes: Buffer.from('hello') }, rising, orient)).rejects.toMatchObject({
      code: 'IMAGE_TYPE_UNSUPPORTED',
    });
    await expect(reader.paint({ bytes: photo.subarray(0, 6000) }, rising, orient)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(/^expected a whole JPEG picture, received damaged data/) as string,
    });
    await expect(strict.paint({ bytes: photo }, rising, orient)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
    });
  });
});

describe('a pool of decoders', () => {
  // The decoders run in processes of their own and so from the built program, which `npm test` makes first.
  const startPool = (timeLimitMs = 20_000) => {
    const entry = path.resolve('dist/bin/decoder.js');
    const pool = createDecoderPool({ entry, env: {}, size: 1, timeLimitMs, onLine: console.error });
    onTestFinished(() => pool.close());
    return pool;
  };

  test('paints what a reader in this process paints, for files and bytes', async () => {
    const pool = startPool();
    const expected = await reader.paint({ path: PHOTO }, rising, { orient: true });
    for (const source of [{ path: PHOTO }, { bytes: readFileSync(PHOTO) }]) {
      const { heatMap, blended } = await pool.paint(source, rising, { orient: true });
      expect(Buffer.from(expected.heatMap).equals(heatMap)).toBe(true);
      expect(Buffer.from(expected.blended).equals(blended)).toBe(true);
    }
  });

  test('hands on the error of a damaged picture, and paints the next one in the same process', async () => {
    const pool = startPool();
    await pool.inspect({ path: PHOTO });
    const before = pool.pids();
    const bytes = readFileSync(PHOTO).subarray(0, 6000);
    await expect(pool.paint({ bytes }, rising, { orient: true })).rejects.toMatchObject({
      name: 'AppError',
      code: 'IMAGE_UNREADABLE',
    });
    await pool.paint({ path: PHOTO }, rising, { orient: true });
    expect(pool.pids()).toEqual(before);
  });

  test('gives up a picture that takes too long to be painted, and paints the next one', async () => {
    const pool = startPool(1000);
    await pool.inspect({ path: PHOTO });
    const [bomb, next] = await Promise.allSettled([
      // 883 scans of 64 megapixels in 231 KB.
      pool.paint({ bytes: jpegOfManyScans(8000) }, rising, { orient: true }),
      pool.paint({ path: PHOTO }, rising, { orient: true }),
    ]);
    expect(bomb).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'IMAGE_UNREADABLE',
        message: 'expected a picture that can be decoded, received one that takes longer than 1000 ms',
      },
    });
    expect(next).toMatchObject({ status: 'fulfilled' });
  });

  test('takes a picture whose painting kills the process twice for unreadable', async () => {
    const pool = startPool();
    await pool.inspect({ path: PHOTO });
    const painting = pool.paint({ bytes: jpegOfManyScans(8000) }, rising, { orient: true });
    const failed = expect(painting).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: 'expected a picture that can be decoded, received one that crashed its decoder twice',
    });
    const killed = new Set<number>();
    while (killed.size < 2) {
      for (const pid of pool.pids()) {
        if (killed.has(pid)) continue;
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      }
      await new Promise(setImmediate);
    }
    await failed;
    await pool.paint({ path: PHOTO }, rising, { orient: true });
  });
});
