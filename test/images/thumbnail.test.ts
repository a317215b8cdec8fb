import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { THUMBNAIL_SIZES } from '../../src/domain/index.ts';
import { createDecoderPool, createPictureReader, PICTURE_LIMITS } from '../../src/images/index.ts';
import { noise, png, withOrientation } from './pictures.ts';

const reader = createPictureReader();
const PHOTO = path.resolve('examples/photos/fish/fish1.jpg');

type Colour = readonly [number, number, number];
const RED: Colour = [255, 0, 0];
const BLUE: Colour = [0, 0, 255];
const WHITE: Colour = [255, 255, 255];

/** A picture of one colour, before it is encoded. */
const plain = (width: number, height: number, [red, green, blue]: Colour) =>
  sharp({ create: { width, height, channels: 3, background: { r: red, g: green, b: blue } } });

/** Left half in one colour, right half in another. */
const halves = (width: number, height: number, left: Colour, right: Colour): Uint8Array => {
  const pixels = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    pixels.set(pixel % width < width / 2 ? left : right, pixel * 3);
  }
  return pixels;
};

const colourAt = async (jpeg: Uint8Array, x: number, y: number): Promise<number[]> => {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const start = (y * info.width + x) * info.channels;
  return [...data.subarray(start, start + 3)];
};

const expectColour = async (jpeg: Uint8Array, [x, y]: readonly [number, number], expected: Colour) => {
  const found = await colourAt(jpeg, x, y);
  const distance = Math.max(...expected.map((channel, i) => Math.abs(channel - (found[i] ?? 0))));
  expect(distance, `${found.join(', ')} instead of ${expected.join(', ')}`).toBeLessThanOrEqual(6);
};

const sizeOf = async (jpeg: Uint8Array): Promise<readonly [number, number]> => {
  const { width, height } = await sharp(jpeg).metadata();
  return [width, height];
};

describe('a thumbnail', () => {
  test('is a JPEG whose longest side has the size asked for, and is never enlarged', async () => {
    const sizes: (readonly [number, number])[] = [];
    for (const size of THUMBNAIL_SIZES) {
      const jpeg = await reader.thumbnail({ path: PHOTO }, size);
      expect(await sharp(jpeg).metadata()).toMatchObject({ format: 'jpeg', space: 'srgb', channels: 3 });
      sizes.push(await sizeOf(jpeg));
    }
    expect(sizes).toEqual([
      [64, 42],
      [128, 85],
      [256, 170],
      [320, 213],
      [320, 213],
    ]);
  });

  test('shows what the photo shows', async () => {
    const wanted = await sharp(readFileSync(PHOTO)).resize(128, 85).removeAlpha().raw().toBuffer();
    const shown = await sharp(await reader.thumbnail({ path: PHOTO }, 128))
      .raw()
      .toBuffer();
    const difference = wanted.reduce((sum, value, i) => sum + Math.abs(value - (shown[i] ?? 0)), 0);
    expect(difference / wanted.length).toBeLessThan(10);
  });

  test('is upright where Exif says that the picture lies on its side', async () => {
    const bytes = await withOrientation(halves(200, 100, RED, BLUE), 200, 100, 6);
    const jpeg = await reader.thumbnail({ bytes }, 64);
    expect(await sizeOf(jpeg)).toEqual([32, 64]);
    await expectColour(jpeg, [16, 4], RED);
    await expectColour(jpeg, [16, 60], BLUE);
  });

  test('is white where the picture is transparent', async () => {
    const clear = { r: 0, g: 0, b: 0, alpha: 0 };
    for (const type of ['png', 'webp', 'gif'] as const) {
      const bytes = await sharp({ create: { width: 90, height: 90, channels: 4, background: clear } })
        .toFormat(type)
        .toBuffer();
      await expectColour(await reader.thumbnail({ bytes }, 64), [32, 32], WHITE);
    }
  });

  test('holds no Exif, no profile and no other metadata', async () => {
    const bytes = await plain(100, 100, RED)
      .withExif({ IFD0: { Copyright: 'somebody', Artist: 'secret' } })
      .withIccProfile('srgb')
      .jpeg()
      .toBuffer();
    const before = await sharp(bytes).metadata();
    expect([before.exif, before.icc].every((part) => part !== undefined)).toBe(true);
    const jpeg = await reader.thumbnail({ bytes }, 64);
    const { exif, icc, xmp, iptc, orientation } = await sharp(jpeg).metadata();
    expect([exif, icc, xmp, iptc, orientation]).toEqual(Array.from({ length: 5 }, () => undefined));
  });

  test('has the colours of the profile that the picture comes with', async () => {
    const bytes = await plain(80, 80, [0, 255, 0]).withIccProfile('p3').png().toBuffer();
    // The bytes of this green mean another green without their profile.
    const { data } = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
    expect(data[0]).toBeGreaterThan(80);
    await expectColour(await reader.thumbnail({ bytes }, 64), [32, 32], [0, 255, 0]);
  });

  test('is RGB where the picture is CMYK', async () => {
    const bytes = await plain(120, 60, RED).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const jpeg = await reader.thumbnail({ bytes }, 64);
    expect(await sharp(jpeg).metadata()).toMatchObject({ space: 'srgb', channels: 3, width: 64, height: 32 });
    const [red = 0, green = 255, blue = 255] = await colourAt(jpeg, 32, 16);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(90);
  });

  test('is RGB where the picture is grey, of 16 bits or of one', async () => {
    const row = (bytes: readonly number[]) => [0, ...bytes];
    const grey16 = png({
      width: 4,
      height: 2,
      depth: 16,
      colourType: 0,
      rows: Uint8Array.from([
        ...row([0x80, 1, 0x80, 2, 0x80, 3, 0x80, 4]),
        ...row([0x80, 0, 0x80, 0, 0x80, 0, 0x80, 0]),
      ]),
    });
    const jpeg = await reader.thumbnail({ bytes: grey16 }, 64);
    expect(await sharp(jpeg).metadata()).toMatchObject({ channels: 3, width: 4, height: 2 });
    await expectColour(jpeg, [1, 1], [128, 128, 128]);
    const white1 = png({
      width: 8,
      height: 1,
      depth: 1,
      colourType: 0,
      rows: Uint8Array.from(row([0xff])),
    });
    await expectColour(await reader.thumbnail({ bytes: white1 }, 64), [4, 0], WHITE);
  });

  test('is the first frame of a GIF that moves', async () => {
    const frames = new Uint8Array(100 * 200 * 3);
    frames.set(halves(100, 100, RED, RED));
    frames.set(halves(100, 100, BLUE, BLUE), 100 * 100 * 3);
    const bytes = await sharp(frames, { raw: { width: 100, height: 200, channels: 3, pageHeight: 100 } })
      .gif()
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    const jpeg = await reader.thumbnail({ bytes }, 64);
    expect(await sizeOf(jpeg)).toEqual([64, 64]);
    await expectColour(jpeg, [32, 32], RED);
  });

  test('is made of TIFF and WebP as well', async () => {
    for (const type of ['tiff', 'webp'] as const) {
      const bytes = await plain(90, 30, BLUE).toFormat(type).toBuffer();
      const jpeg = await reader.thumbnail({ bytes }, 64);
      expect(await sizeOf(jpeg)).toEqual([64, 21]);
      await expectColour(jpeg, [30, 10], BLUE);
    }
  });

  test('of a single pixel is a single pixel, and of a thread is one pixel high', async () => {
    const dot = await plain(1, 1, RED).png().toBuffer();
    const thread = await plain(4000, 2, RED).png().toBuffer();
    expect(await sizeOf(await reader.thumbnail({ bytes: dot }, 1024))).toEqual([1, 1]);
    expect(await sizeOf(await reader.thumbnail({ bytes: thread }, 64))).toEqual([64, 1]);
  });

  test('is refused for what is no picture, what is damaged, and what is too large', async () => {
    const photo = readFileSync(PHOTO);
    const strict = createPictureReader({ ...PICTURE_LIMITS, maxPixels: 1000 });
    await expect(reader.thumbnail({ bytes: Buffer.from('hello') }, 64)).rejects.toMatchObject({
      code: 'IMAGE_TYPE_UNSUPPORTED',
    });
    await expect(reader.thumbnail({ bytes: photo.subarray(0, 6000) }, 64)).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: expect.stringMatching(/^expected a whole JPEG picture, received damaged data/) as string,
    });
    await expect(strict.thumbnail({ bytes: photo }, 64)).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  test('is the same from a decoder process, for a file and for bytes', async () => {
    const pool = createDecoderPool({
      entry: path.resolve('dist/bin/decoder.js'),
      env: {},
      size: 2,
      onLine: console.error,
    });
    onTestFinished(() => pool.close());
    const large = await sharp(noise(1500, 1000), { raw: { width: 1500, height: 1000, channels: 3 } })
      .jpeg()
      .toBuffer();
    const expected = [
      await reader.thumbnail({ path: PHOTO }, 256),
      await reader.thumbnail({ bytes: large }, 512),
    ];
    const answers = await Promise.all([
      pool.thumbnail({ path: PHOTO }, 256),
      pool.thumbnail({ bytes: large }, 512),
    ]);
    expect(answers.map((answer, i) => Buffer.compare(answer, expected[i] ?? Buffer.alloc(0)))).toEqual([
      0, 0,
    ]);
    await expect(pool.thumbnail({ bytes: Buffer.from('hello') }, 64)).rejects.toMatchObject({
      code: 'IMAGE_TYPE_UNSUPPORTED',
    });
  });
});
