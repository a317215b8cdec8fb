import { readdirSync, readFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { type Look, lookAlikeGroups } from '../../src/domain/index.ts';
import { createPictureReader } from '../../src/images/index.ts';

const reader = createPictureReader();
const lookOf = async (bytes: Buffer): Promise<Look> => (await reader.inspect({ bytes })).look;
const photos = ['fish', 'monument', 'tool'].flatMap((folder) =>
  readdirSync(`examples/photos/${folder}`).map((name) => readFileSync(`examples/photos/${folder}/${name}`)),
);
let looks: readonly Look[] = [];

beforeAll(async () => {
  looks = await Promise.all(photos.map(lookOf));
});

type Change = (bytes: Buffer) => Promise<Buffer>;

const within = (side: number, bytes: Buffer) => sharp(bytes).resize(side, side, { fit: 'inside' });

/** Cuts off parts of the width and the height. */
const crop = async (bytes: Buffer, left: number, right: number, top: number, bottom: number) => {
  const { width, height } = await sharp(bytes).metadata();
  return sharp(bytes).extract({
    left: Math.round(left * width),
    top: Math.round(top * height),
    width: Math.round((1 - left - right) * width),
    height: Math.round((1 - top - bottom) * height),
  });
};

const CHANGES: readonly { what: string; change: Change }[] = [
  { what: 'made small, 64 pixels', change: (bytes) => within(64, bytes).jpeg().toBuffer() },
  {
    what: 'stretched to 224 x 224',
    change: (bytes) => sharp(bytes).resize(224, 224, { fit: 'fill' }).png().toBuffer(),
  },
  { what: 'compressed again, quality 30', change: (bytes) => sharp(bytes).jpeg({ quality: 30 }).toBuffer() },
  { what: 'written as WebP', change: (bytes) => sharp(bytes).webp({ quality: 50 }).toBuffer() },
  { what: 'mirrored', change: (bytes) => sharp(bytes).flop().jpeg().toBuffer() },
  {
    what: 'turned, with an Exif orientation',
    change: (bytes) => sharp(bytes).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer(),
  },
  {
    what: 'without its left tenth',
    change: async (bytes) => (await crop(bytes, 0.1, 0, 0, 0)).jpeg().toBuffer(),
  },
  {
    what: 'without a margin of 5 %',
    change: async (bytes) => (await crop(bytes, 0.05, 0.05, 0.05, 0.05)).jpeg().toBuffer(),
  },
  {
    what: 'cropped unevenly and mirrored',
    change: async (bytes) => (await crop(bytes, 0.07, 0.03, 0.03, 0.07)).flop().jpeg().toBuffer(),
  },
  {
    what: 'mirrored, made small, compressed hard',
    change: (bytes) => within(64, bytes).flop().jpeg({ quality: 30 }).toBuffer(),
  },
  { what: 'in grey', change: (bytes) => sharp(bytes).greyscale().jpeg().toBuffer() },
  {
    what: 'a little brighter',
    change: (bytes) => sharp(bytes).modulate({ brightness: 1.15 }).jpeg().toBuffer(),
  },
];

test('takes none of the example photos for another', () => {
  expect(photos).toHaveLength(79);
  expect(lookAlikeGroups(looks)).toEqual([]);
});

test.for(CHANGES)('groups photos with their copies, and with nothing else: $what', async ({ change }) => {
  const copies = await Promise.all(photos.map(async (photo) => lookOf(await change(photo))));
  const groups = lookAlikeGroups([...looks, ...copies]);
  const found = groups.filter(([first = -1, second = -1]) => second === first + photos.length);
  expect(groups.filter(({ length }) => length > 2)).toEqual([]);
  expect(groups).toEqual(found);
  expect(found.length / photos.length).toBeGreaterThanOrEqual(0.98);
});

test('tells pictures of one colour apart by the colour', async () => {
  const plain = (colour: string, side: number): Promise<Buffer> =>
    sharp({ create: { width: side, height: side, channels: 3, background: colour } })
      .png()
      .toBuffer();
  const pictures = [
    plain('#000', 70),
    plain('#ff0000', 70),
    plain('#000', 200),
    plain('#008100', 70),
    plain('#fff', 70),
  ];
  const flat = await Promise.all(pictures.map(async (picture) => lookOf(await picture)));
  expect(lookAlikeGroups(flat)).toEqual([[0, 2]]);
});

test('does not take one smooth slope of light for another', async () => {
  const slope = (from: number, to: number): Promise<Buffer> => {
    const pixels = Uint8Array.from({ length: 128 * 128 }, (_, i) => from + ((i % 128) * (to - from)) / 128);
    return sharp(pixels, { raw: { width: 128, height: 128, channels: 1 } })
      .png()
      .toBuffer();
  };
  const slopes = await Promise.all(
    [slope(0, 250), slope(60, 200), slope(10, 255)].map(async (one) => lookOf(await one)),
  );
  expect(lookAlikeGroups(slopes)).toEqual([]);
});

test('gives a look that is short, for any picture', async () => {
  const dot = await sharp({ create: { width: 1, height: 1, channels: 4, background: '#abc8' } })
    .png()
    .toBuffer();
  const inks = await sharp(photos[0]).toColourspace('cmyk').jpeg().toBuffer();
  for (const bytes of [dot, inks, ...photos.slice(0, 3)])
    expect(await lookOf(bytes)).toMatch(/^[0-9a-f]{390}$/);
  expect(lookAlikeGroups([looks[0] ?? null, await lookOf(inks)])).toEqual([[0, 1]]);
});
