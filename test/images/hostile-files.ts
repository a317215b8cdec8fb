import { constants, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { chunk, noise, SIGNATURE } from './pictures.ts';

const MIB = 1024 * 1024;

/** A number of zeros in zlib's form, never held at once: one piece, again and again. */
export const zlibZeros = (mebibytes: number): Buffer => {
  const first = deflateSync(Buffer.alloc(MIB), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  const head = first.subarray(0, 2);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((((mebibytes * MIB) % 65_521) * 65_536 + 1) >>> 0);
  const pieces = Array.from({ length: mebibytes }, () => first.subarray(2));
  return Buffer.concat([head, ...pieces, Buffer.from([3, 0]), sum]);
};

interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Compressed rows. */
  readonly idat: Buffer;
  readonly colourType?: number;
  readonly depth?: number;
  /** Chunks before and after the picture. */
  readonly before?: readonly Buffer[];
  readonly after?: readonly Buffer[];
}

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
};

/** A PNG of any parts. */
export const pngOf = ({ width, height, idat, colourType = 0, depth = 8, ...around }: PngParts): Buffer =>
  Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([u32(width, height), Buffer.from([depth, colourType, 0, 0, 0])])),
    ...(around.before ?? []),
    chunk('IDAT', idat),
    ...(around.after ?? []),
    chunk('IEND', Buffer.alloc(0)),
  ]);

const grey = (side: number, value: number): Buffer => {
  const rows = Buffer.alloc((side + 1) * side, value);
  for (let row = 0; row < side; row += 1) rows[row * (side + 1)] = 0;
  return deflateSync(rows);
};

/** A PNG with a chunk that unpacks to a gigabyte. */
export const pngWithBomb = (type: 'iCCP' | 'zTXt' | 'iTXt'): Buffer => {
  const bomb = zlibZeros(1024);
  const head = { iCCP: 'profile\0\0', zTXt: 'Comment\0\0', iTXt: 'Comment\0\x01\0\0\0' }[type];
  const before = [chunk(type, Buffer.concat([Buffer.from(head, 'latin1'), bomb]))];
  return pngOf({ width: 32, height: 32, idat: grey(32, 99), before });
};

/** An animated PNG: the first frame of one grey, the second of another. */
export const apng = (first: number, second: number): Buffer => {
  const control = (sequence: number): Buffer =>
    chunk('fcTL', Buffer.concat([u32(sequence, 32, 32, 0, 0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  return pngOf({
    width: 32,
    height: 32,
    idat: grey(32, first),
    before: [chunk('acTL', u32(2, 0)), control(0)],
    after: [control(1), chunk('fdAT', Buffer.concat([u32(2), grey(32, second)]))],
  });
};

/** A GIF whose screen and frame claim a size; the data is that of one pixel. */
export const gif = (screen: number, frame: number): Buffer => {
  const header = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  header.writeUInt16LE(screen, 6);
  header.writeUInt16LE(screen, 8);
  const image = Buffer.from(',\0\0\0\0\0\0\0\0\0', 'latin1');
  image.writeUInt16LE(frame, 5);
  image.writeUInt16LE(frame, 7);
  return Buffer.concat([header, image, Buffer.from([2, 2, 0x44, 1, 0, 0x3b])]);
};

const SHORT = 3;
const LONG = 4;

/** A grey TIFF of 32 x 32 whose directory can be changed: each entry is tag, type, value. `next` is where the next directory is. */
export const tiff = (
  changes: Readonly<Record<number, number>> = {},
  next: (own: number, bytes: number) => number = () => 0,
  directories = 1,
): Buffer => {
  const tags: Record<number, number> = {
    256: 32,
    257: 32,
    258: 8,
    259: 1,
    262: 1,
    273: 8,
    277: 1,
    278: 32,
    279: 1024,
    ...changes,
  };
  const entries = Object.entries(tags);
  const bytes = 2 + entries.length * 12 + 4;
  const start = 8 + 1024;
  const head = Buffer.from('II*\0\0\0\0\0', 'latin1');
  head.writeUInt32LE(start, 4);
  const all = Array.from({ length: directories }, (_, index) => {
    const directory = Buffer.alloc(bytes);
    directory.writeUInt16LE(entries.length, 0);
    for (const [at, [tag, value]] of entries.entries()) {
      directory.writeUInt16LE(Number(tag), 2 + at * 12);
      directory.writeUInt16LE(value > 0xffff ? LONG : SHORT, 4 + at * 12);
      directory.writeUInt32LE(1, 6 + at * 12);
      directory.writeUInt32LE(value, 10 + at * 12);
    }
    const own = start + index * bytes;
    directory.writeUInt32LE(index + 1 < directories ? own + bytes : next(own, bytes), bytes - 4);
    return directory;
  });
  return Buffer.concat([head, Buffer.alloc(1024, 77), ...all]);
};

/** Where the marker segments of a JPEG begin that have this second byte. */
const findMarkers = (bytes: Buffer, marker: number): number[] => {
  const found: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === marker) found.push(at);
  }
  return found;
};

/** A JPEG of noise whose header claims another size. */
export const jpegClaiming = async (width: number, height: number): Promise<Buffer> => {
  const bytes = await sharp(noise(64, 64), { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer();
  const [frame] = findMarkers(bytes, 0xc0);
  if (frame === undefined) throw new Error('expected a frame header');
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
};

const segment = (marker: number, ...body: (number | Buffer)[]): Buffer => {
  const bytes = Buffer.concat(body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : part)));
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
};

const u16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff]);

/** A table with one code of one bit, 0, for one symbol. */
const oneCode = (place: number, symbol: number): Buffer => segment(0xc4, place, 1, Buffer.alloc(15), symbol);

/**
 * A grey progressive JPEG, right in all its parts, with as many scans as the format allows: one for each bit of each
 * frequency. Each is a few bytes ("the next 16384 blocks are zero") and a pass over the whole picture.
 */
export const jpegOfManyScans = (side: number): Buffer => {
  const blocks = Math.ceil(side / 8) ** 2;
  const scan = (first: number, last: number, before: number, after: number): Buffer =>
    segment(0xda, 1, 1, 0, first, last, before * 16 + after);
  const scans: Buffer[] = [scan(0, 0, 0, 0), Buffer.alloc(Math.ceil(blocks / 8))];
  const zeros = Buffer.alloc(Math.ceil((Math.ceil(blocks / 16_384) * 15) / 8));
  for (let frequency = 1; frequency < 64; frequency += 1) {
    for (let bit = 13; bit >= 0; bit -= 1) {
      scans.push(scan(frequency, frequency, bit === 13 ? 0 : bit + 1, bit), zeros);
    }
  }
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, 0, Buffer.alloc(64, 1)),
    segment(0xc2, 8, u16(side), u16(side), 1, 1, 0x11, 0),
    oneCode(0x00, 0),
    oneCode(0x10, 0xe0),
    ...scans,
    Buffer.from([0xff, 0xd9]),
  ]);
};

/** A JPEG with Exif data of many entries that say absurd things. */
export const jpegWithAbsurdExif = async (): Promise<Buffer> => {
  const bytes = await sharp(noise(64, 64), { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer();
  const directory = Buffer.alloc(2 + 12 * 4000, 0xff);
  directory.writeUInt16LE(0xffff, 0);
  // The orientation, 9999; then types, counts and places of all ones.
  directory.writeUInt16LE(0x0112, 2);
  directory.writeUInt16LE(SHORT, 4);
  directory.writeUInt32LE(1, 6);
  directory.writeUInt32LE(9999, 10);
  const body = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), directory]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), head, body, bytes.subarray(2)]);
};
