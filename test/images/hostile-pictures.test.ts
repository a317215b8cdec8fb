import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDecoderPool, type DecoderPool } from '../../src/images/index.ts';
import { makeZip } from '../integration/support/zip.ts';
import {
  apng,
  gif,
  jpegClaiming,
  jpegOfManyScans,
  jpegWithAbsurdExif,
  pngOf,
  pngWithBomb,
  tiff,
  zlibZeros,
} from './hostile-files.ts';
import { bmp, noise } from './pictures.ts';

// The decoders run in processes of their own and so from the built program, which `npm test` makes first.
const entry = path.resolve('dist/bin/decoder.js');
const photo = path.resolve('examples/photos/fish/fish1.jpg');
const MOST_MEBIBYTES = 1024;

const openPool = (more: { timeLimitMs?: number } = {}): DecoderPool =>
  createDecoderPool({ entry, env: {}, size: 1, onLine: console.error, ...more });

let pool: DecoderPool;
let firstPid: number | undefined;
beforeAll(async () => {
  pool = openPool();
  await pool.inspect({ path: photo });
  [firstPid] = pool.pids();
});
afterAll(async () => {
  await pool.close();
});

const as2x2 = { width: 2, height: 2, interpolation: 'nearest', orient: false } as const;

type Make = () => Buffer | Promise<Buffer>;

const small = (): Sharp => sharp(noise(64, 64), { raw: { width: 64, height: 64, channels: 3 } });
const large = (): Sharp =>
  sharp({ create: { width: 8000, height: 8000, channels: 3, background: '#123456' } });
const cut = async (picture: Sharp, part: number): Promise<Buffer> => {
  const bytes = await picture.toBuffer();
  return bytes.subarray(0, Math.floor(bytes.length * part));
};
const text =
  (content: string): Make =>
  () =>
    Buffer.from(content, 'latin1');

const tooMany = (width: number, height = width): string =>
  `expected at most 64000000 pixels, received ${width} x ${height} = ${width * height}`;

test.for<[string, Make, string]>([
  [
    'a PNG of 60000 x 60000 in one colour',
    () => pngOf({ width: 60_000, height: 60_000, idat: zlibZeros(3434) }),
    tooMany(60_000),
  ],
  [
    'the same with one bit a pixel',
    () => pngOf({ width: 60_000, height: 60_000, depth: 1, idat: zlibZeros(430) }),
    tooMany(60_000),
  ],
  [
    'a PNG of the largest size there is',
    () => pngOf({ width: 1_000_000, height: 1_000_000, idat: zlibZeros(1) }),
    tooMany(1_000_000),
  ],
  ['a GIF with a huge frame', () => gif(1, 65_535), tooMany(65_535)],
  ['a JPEG that claims 65500 x 65500', () => jpegClaiming(65_500, 65_500), tooMany(65_500)],
  ['a TIFF that claims 65535 x 65535', () => tiff({ 256: 65_535, 257: 65_535 }), tooMany(65_535)],
  [
    'a picture just above the limit',
    () => pngOf({ width: 8001, height: 8000, idat: zlibZeros(62) }),
    tooMany(8001, 8000),
  ],
])('calls a pixel bomb too large without decoding it: %s', async ([, make, message]) => {
  await expect(pool.inspect({ bytes: await make() })).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message,
  });
});

test.for<[string, Make]>([
  ['an empty file', text('')],
  ['a TIFF of 2147483647 x 2147483647', () => tiff({ 256: 0x7fffffff, 257: 0x7fffffff })],
  ['a TIFF of 4294967295 x 4294967295', () => tiff({ 256: 0xffffffff, 257: 0xffffffff })],
  ['a TIFF whose pixels lie nowhere', () => tiff({ 273: 0xfffffff0 })],
  ['a TIFF with 65535 bits a sample', () => tiff({ 258: 65_535 })],
  ['a TIFF with 65535 samples a pixel', () => tiff({ 277: 65_535 })],
  ['a TIFF whose next directory lies nowhere', () => tiff({}, () => 0xfffffff0)],
  ['half a JPEG', () => cut(small().jpeg(), 0.5)],
  ['a progressive JPEG without its last bytes', () => cut(small().jpeg({ progressive: true }), 0.9)],
  ['half a PNG', () => cut(small().png(), 0.5)],
  ['half a WebP', () => cut(small().webp(), 0.5)],
  ['half a lossless WebP', () => cut(small().webp({ lossless: true }), 0.5)],
  ['half a GIF', () => cut(small().gif(), 0.5)],
  ['half a TIFF', () => cut(small().tiff(), 0.5)],
  ['half a packed TIFF', () => cut(small().tiff({ compression: 'lzw' }), 0.5)],
  ['the signature of a PNG', text('\x89PNG\r\n\x1a\n')],
  ['the signature of a JPEG', text('\xff\xd8\xff')],
  ['the signature of a GIF', text('GIF89a')],
  ['the signature of a WebP', text('RIFF\x10\0\0\0WEBP')],
  ['the signature of a TIFF', text('II*\0')],
])('calls a file damaged: %s', async ([, make]) => {
  await expect(pool.inspect({ bytes: await make() })).rejects.toMatchObject({
    code: 'IMAGE_UNREADABLE',
    message: expect.stringMatching(/^expected .*, received (damaged data \(.+\)|an empty file)$/) as string,
  });
});

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';

test.for<[string, Make, string]>([
  ['SVG', text(SVG), 'an SVG drawing'],
  [
    'SVG with a prolog',
    text(`<?xml version="1.0" standalone="no"?>\n<!-- drawn -->\n${SVG}`),
    'an SVG drawing',
  ],
  [
    'SVG that reads a file',
    text(
      `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${SVG.replace('<rect', '<text>&x;</text><rect')}`,
    ),
    'an SVG drawing',
  ],
  ['SVG behind a long comment', text(`<!--${'x'.repeat(2000)}-->${SVG}`), 'text'],
  ['SVG in UTF-16', () => Buffer.from(`\ufeff${SVG}`, 'utf16le'), 'a file of an unknown type'],
  ['HTML', text('<!DOCTYPE html><script>alert(1)</script>'), 'an HTML page'],
  ['PDF', text('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n'), 'a PDF document'],
  ['a zip', () => makeZip([{ name: 'cat/1.jpg' }]), 'a zip archive'],
  ['MP4', text('\0\0\0\x18ftypmp42\0\0\0\0isommp42'), 'a video'],
  ['a program', text('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0'), 'a file of an unknown type'],
  ['BMP', bmp, 'a BMP picture'],
  ['PPM', text('P6\n1 1\n255\nabc'), 'a PPM picture'],
  ['HEIC', text('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'a HEIC picture'],
  ['AVIF', () => small().avif({ effort: 0 }).toBuffer(), 'an AVIF picture'],
  ['one byte', text('x'), 'text'],
  ['one byte that is no text', text('\xff'), 'a file of an unknown type'],
])('does not read what is no picture of the five types, whatever its name: %s', async ([, make, name]) => {
  await expect(pool.inspect({ bytes: await make() })).rejects.toMatchObject({
    code: 'IMAGE_TYPE_UNSUPPORTED',
    message: `expected a JPEG, PNG, WebP, GIF or TIFF picture, received ${name}`,
  });
});

test.for<[string, string, Make]>([
  ['a GIF with a small frame on a huge screen', 'gif', () => gif(65_535, 8)],
  ['a TIFF whose directory leads to itself', 'tiff', () => tiff({}, (own) => own)],
  ['a TIFF whose thousand directories lead in a circle', 'tiff', () => tiff({}, () => 1032, 1000)],
  ['a TIFF whose sub-directory is itself', 'tiff', () => tiff({ 330: 1032 })],
  ['a PNG with a colour profile of a gigabyte', 'png', () => pngWithBomb('iCCP')],
  ['a PNG with a text of a gigabyte', 'png', () => pngWithBomb('zTXt')],
  ['a PNG with a gigabyte of text in Unicode', 'png', () => pngWithBomb('iTXt')],
  ['a JPEG with absurd Exif data', 'jpeg', jpegWithAbsurdExif],
  [
    'a JPEG with a zip behind it',
    'jpeg',
    async () => Buffer.concat([await small().jpeg().toBuffer(), makeZip([{ name: 'x' }])]),
  ],
  [
    'a PNG with a page behind it',
    'png',
    async () => Buffer.concat([await small().png().toBuffer(), Buffer.from('<script>')]),
  ],
])('reads the picture and nothing else: %s', async ([, type, make]) => {
  const bytes = await make();
  expect(await pool.inspect({ bytes })).toMatchObject({ type });
  expect(await pool.decode({ bytes }, as2x2)).toHaveLength(12);
});

const twoFrames = async (): Promise<Sharp> => {
  const frame = (value: number): Promise<Buffer> =>
    sharp(Buffer.alloc(32 * 32, value), { raw: { width: 32, height: 32, channels: 1 } })
      .png()
      .toBuffer();
  return sharp([await frame(0), await frame(255)], { join: { animated: true } });
};

test.for<[string, Make]>([
  ['GIF', async () => (await twoFrames()).gif({ delay: [10, 10] }).toBuffer()],
  ['WebP', async () => (await twoFrames()).webp({ lossless: true, delay: [10, 10] }).toBuffer()],
  ['PNG', () => apng(0, 255)],
])('reads the first frame of an animated %s', async ([, make]) => {
  const bytes = await make();
  expect(await pool.inspect({ bytes })).toMatchObject({ width: 32, height: 32 });
  expect([...(await pool.decode({ bytes }, as2x2))]).toEqual(new Array<number>(12).fill(0));
});

test('has done all this without the loss of a decoder', () => {
  expect(pool.pids()).toEqual([firstPid]);
});

/** The most memory that a process has had. */
const peakMebibytes = (pid: number | undefined): number =>
  Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid ?? 0}/status`, 'utf8'))?.[1]) / 1024;

test('decodes the largest pictures that are allowed within bounded memory', async () => {
  const pictures: readonly (readonly [string, Make])[] = [
    ['jpeg', () => large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
    ['png', () => pngOf({ width: 8000, height: 8000, depth: 16, colourType: 6, idat: zlibZeros(489) })],
    ['webp', () => large().webp({ effort: 0 }).toBuffer()],
    ['gif', () => large().gif({ effort: 1 }).toBuffer()],
  ];
  for (const [type, make] of pictures) {
    expect(await pool.inspect({ bytes: await make() })).toMatchObject({ type, width: 8000, height: 8000 });
  }
  expect(pool.pids()).toEqual([firstPid]);
  const peak = peakMebibytes(firstPid);
  console.info(`A decoder of pictures of 64 megapixels needed at most ${Math.round(peak)} MiB.`);
  expect(peak).toBeLessThan(MOST_MEBIBYTES);
});

test('gives up a picture that takes too long, and reads the next one', async () => {
  const impatient = openPool({ timeLimitMs: 1000 });
  await impatient.inspect({ path: photo });
  const [bomb, next] = await Promise.allSettled([
    // 883 scans of 64 megapixels in 231 KB.
    impatient.inspect({ bytes: jpegOfManyScans(8000) }),
    impatient.inspect({ path: photo }),
  ]);
  expect(bomb).toMatchObject({
    status: 'rejected',
    reason: {
      code: 'IMAGE_UNREADABLE',
      message: 'expected a picture that can be decoded, received one that takes longer than 1000 ms',
    },
  });
  expect(next).toMatchObject({ status: 'fulfilled', value: { type: 'jpeg' } });
  await impatient.close();
});
