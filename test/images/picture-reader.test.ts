import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createPictureReader, PICTURE_LIMITS } from '../../src/images/index.ts';
import { bmp, noise, png, withOrientation } from './pictures.ts';
import { PILLOW_SAMPLES } from './pillow-samples.ts';

const reader = createPictureReader();
const photo = readFileSync('examples/photos/fish/fish1.jpg');
const aLook = expect.stringMatching(/^[0-9a-f]+$/) as string;
const asIs = (width: number, height: number, orient = false) =>
  ({ width, height, interpolation: 'bilinear', orient }) as const;

test.for(PILLOW_SAMPLES)('decodes to the bytes of Pillow: $what', async ({ base64, sha256 }) => {
  const pixels = await reader.decode({ bytes: Buffer.from(base64, 'base64') }, asIs(12, 10));
  expect(createHash('sha256').update(pixels).digest('hex')).toBe(sha256);
});

test('scales 16-bit grey to 8 bits instead of cutting it off', async () => {
  const rows = Buffer.from([0, 0x00, 0x00, 0x7f, 0xff, 0xff, 0xff]);
  const bytes = png({ width: 3, height: 1, depth: 16, colourType: 0, rows });
  expect([...(await reader.decode({ bytes }, asIs(3, 1)))]).toEqual([0, 0, 0, 127, 127, 127, 255, 255, 255]);
});

test('tells type and size of a photo, from bytes and from a file', async () => {
  const facts = { type: 'jpeg', width: 320, height: 213, look: aLook };
  expect(await reader.inspect({ bytes: photo })).toEqual(facts);
  expect(await reader.inspect({ path: path.resolve('examples/photos/fish/fish1.jpg') })).toEqual(facts);
});

test('turns a picture by its Exif orientation only when asked', async () => {
  const pixels = noise(3, 2);
  const bytes = await withOrientation(pixels, 3, 2, 6);
  const lying = await reader.decode({ bytes }, asIs(3, 2));
  const standing = await reader.decode({ bytes }, asIs(2, 3, true));
  expect([...lying]).toEqual([...pixels]);
  // Orientation 6: the first column from the bottom up is the first row.
  const pixel = (x: number, y: number): number[] => [
    ...pixels.subarray((y * 3 + x) * 3, (y * 3 + x) * 3 + 3),
  ];
  expect([...standing.subarray(0, 6)]).toEqual([...pixel(0, 1), ...pixel(0, 0)]);
  expect(await reader.inspect({ bytes })).toEqual({ type: 'png', width: 3, height: 2, look: aLook });
});

test('does not apply an embedded colour profile', async () => {
  const pixels = noise(4, 4);
  const plain = sharp(pixels, { raw: { width: 4, height: 4, channels: 3 } });
  const tagged = await plain.withIccProfile('p3').png().toBuffer();
  const stored = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
  expect((await sharp(tagged).metadata()).hasProfile).toBe(true);
  expect([...(await reader.decode({ bytes: tagged }, asIs(4, 4)))]).toEqual([...stored]);
});

const svg = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
);
const huge = png({ width: 30_000, height: 30_000, depth: 8, colourType: 2, rows: Buffer.alloc(10) });
const wholePng = png({
  width: 40,
  height: 40,
  depth: 8,
  colourType: 0,
  rows: Buffer.from(
    noise(41, 14)
      .slice(0, 1640)
      .map((v, i) => (i % 41 === 0 ? 0 : v)),
  ),
});
const cutPng = wholePng.subarray(0, wholePng.length / 2);
const onlyTypes = 'expected a JPEG, PNG, WebP, GIF or TIFF picture, received';

test.for<{ what: string; bytes: Buffer; code: string; detail: string | RegExp }>([
  { what: 'text', bytes: Buffer.from('hello'), code: 'IMAGE_TYPE_UNSUPPORTED', detail: `${onlyTypes} text` },
  { what: 'SVG', bytes: svg, code: 'IMAGE_TYPE_UNSUPPORTED', detail: `${onlyTypes} an SVG drawing` },
  { what: 'BMP', bytes: bmp(), code: 'IMAGE_TYPE_UNSUPPORTED', detail: `${onlyTypes} a BMP picture` },
  {
    what: 'nothing',
    bytes: Buffer.alloc(0),
    code: 'IMAGE_UNREADABLE',
    detail: 'expected a picture, received an empty file',
  },
  {
    what: 'half a JPEG',
    bytes: photo.subarray(0, photo.length / 2),
    code: 'IMAGE_UNREADABLE',
    detail: /^expected a whole JPEG picture, received damaged data \(.*premature end.*\)$/,
  },
  {
    what: 'the first bytes of a JPEG',
    bytes: photo.subarray(0, 30),
    code: 'IMAGE_UNREADABLE',
    detail: /^expected a whole JPEG picture, received damaged data/,
  },
  {
    what: 'half a PNG',
    bytes: cutPng,
    code: 'IMAGE_UNREADABLE',
    detail: /^expected a whole PNG picture, received damaged data/,
  },
  {
    what: 'a PNG of 30000 x 30000',
    bytes: huge,
    code: 'IMAGE_TOO_LARGE',
    detail: 'expected at most 64000000 pixels, received 30000 x 30000 = 900000000',
  },
])('refuses $what with $code', async ({ bytes, code, detail }) => {
  const wanted = {
    name: 'AppError',
    code,
    message: typeof detail === 'string' ? detail : (expect.stringMatching(detail) as string),
  };
  await expect(reader.inspect({ bytes })).rejects.toMatchObject(wanted);
  await expect(reader.decode({ bytes }, asIs(224, 224))).rejects.toMatchObject(wanted);
});

test('reads the whole PNG whose half it refuses', async () => {
  expect(await reader.inspect({ bytes: wholePng })).toEqual({
    type: 'png',
    width: 40,
    height: 40,
    look: aLook,
  });
});

test('names no path of the server when a file cannot be opened', async () => {
  const error = await reader.inspect({ path: '/nowhere/secret.jpg' }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: 'expected a file that can be opened, received ENOENT when opening it',
  });
});

test('refuses a picture of too many bytes before reading it', async () => {
  const strict = createPictureReader({ ...PICTURE_LIMITS, maxBytes: 1000 });
  const wanted = {
    code: 'IMAGE_TOO_LARGE',
    message: `expected a picture of at most 1000 bytes, received ${photo.length} bytes`,
  };
  await expect(strict.inspect({ bytes: photo })).rejects.toMatchObject(wanted);
  await expect(strict.inspect({ path: 'examples/photos/fish/fish1.jpg' })).rejects.toMatchObject(wanted);
});

test('has no reader for drawings at work, whatever the first bytes say', async () => {
  await expect(sharp(svg).metadata()).rejects.toThrow();
});
