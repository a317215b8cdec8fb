import { deflateSync } from 'node:zlib';
import sharp from 'sharp';

/** The first bytes of a PNG. */
export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
};

/** One chunk of a PNG. */
export const chunk = (type: string, data: Uint8Array): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, crc]);
};

/** A PNG whose header claims any size; `rows` are its uncompressed rows, each with its filter byte. */
export const png = (header: {
  width: number;
  height: number;
  depth: number;
  colourType: number;
  rows: Uint8Array;
}): Buffer => {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr[8] = header.depth;
  ihdr[9] = header.colourType;
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', ihdr),
    chunk('IDAT', deflateSync(header.rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

/** A 2 x 1 picture in BMP. */
export const bmp = (): Buffer => {
  const bytes = Buffer.alloc(62);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(62, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(1, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
};

/** Pixels that look like noise and are the same on every machine: the high bytes of a linear congruential generator. */
export const noise = (width: number, height: number): Uint8Array => {
  const pixels = new Uint8Array(width * height * 3);
  let state = (width * 65537 + height) >>> 0;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[i] = state >>> 24;
  }
  return pixels;
};

/** A lossless picture of the given pixels, with an Exif orientation. */
export const withOrientation = (
  pixels: Uint8Array,
  width: number,
  height: number,
  orientation: number,
): Promise<Buffer> =>
  sharp(pixels, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation })
    .png()
    .toBuffer();
