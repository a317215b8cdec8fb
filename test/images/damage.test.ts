import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { createPictureReader } from '../../src/images/index.ts';

const reader = createPictureReader();
const photos = ['fish/fish1.jpg', 'monument/tajMahal.jpg', 'tool/wrench.jpg'].map((name) =>
  readFileSync(`examples/photos/${name}`),
);
const DAMAGED = 300;
/** Both ends of the file are cut at so many places in addition. */
const CUT = 12;

const makeDice = (): ((sides: number) => number) => {
  let state = 20260705;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
};

const damage = (whole: Buffer, dice: (sides: number) => number): Buffer => {
  const bytes = Buffer.from(whole);
  const at = dice(bytes.length);
  switch (dice(4)) {
    case 0:
      for (let flips = dice(3); flips >= 0; flips -= 1) {
        const place = dice(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 << dice(8));
      }
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2: {
      const inserted = Buffer.from(Array.from({ length: 1 + dice(8) }, () => dice(256)));
      return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
    }
    default:
      return bytes.fill(0, at, Math.min(bytes.length, at + 1 + dice(200)));
  }
};

const isRead = (reading: Promise<unknown>): Promise<boolean> =>
  reading.then(
    () => true,
    () => false,
  );

const TYPES: readonly { type: string; encode: (picture: Sharp) => Sharp }[] = [
  { type: 'JPEG', encode: (picture) => picture.jpeg() },
  { type: 'JPEG of 1203 x 901', encode: (picture) => picture.resize(1203, 901, { fit: 'fill' }).jpeg() },
  { type: 'JPEG of 1200 x 904', encode: (picture) => picture.resize(1200, 904, { fit: 'fill' }).jpeg() },
  { type: 'progressive JPEG', encode: (picture) => picture.jpeg({ progressive: true }) },
  { type: 'turned JPEG', encode: (picture) => picture.withMetadata({ orientation: 6 }).jpeg() },
  { type: 'PNG', encode: (picture) => picture.resize(200).png() },
  { type: 'interlaced PNG', encode: (picture) => picture.resize(200).png({ progressive: true }) },
  { type: 'lossy WebP', encode: (picture) => picture.webp() },
  { type: 'lossless WebP', encode: (picture) => picture.resize(160).webp({ lossless: true }) },
  { type: 'GIF', encode: (picture) => picture.resize(160).gif() },
  { type: 'TIFF', encode: (picture) => picture.tiff({ compression: 'lzw' }) },
  { type: 'TIFF of JPEG', encode: (picture) => picture.tiff({ compression: 'jpeg' }) },
];

test.for(TYPES)('finds the same damage as a full decode: $type', async ({ encode }) => {
  const wholes = await Promise.all(photos.map((photo) => encode(sharp(photo)).toBuffer()));
  const dice = makeDice();
  const pictures = Array.from({ length: DAMAGED / 3 }).flatMap(() =>
    wholes.map((whole) => damage(whole, dice)),
  );
  const cuts = Array.from({ length: CUT }, (_, cut) =>
    wholes.map((whole) => whole.subarray(0, -(cut + 1))),
  ).flat();
  const size = { width: 8, height: 8, interpolation: 'nearest', orient: false } as const;
  const differing: number[] = [];
  let refused = 0;
  for (const [index, bytes] of [...pictures, ...cuts].entries()) {
    const isInspected = await isRead(reader.inspect({ bytes }));
    if (isInspected !== (await isRead(reader.decode({ bytes }, size)))) differing.push(index);
    if (!isInspected) refused += 1;
  }
  expect(differing).toEqual([]);
  expect(refused).toBeGreaterThan(DAMAGED / 6);
});
