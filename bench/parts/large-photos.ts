import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import type { Photo } from '../../test/e2e/photos.ts';

/** Size of a made photo, in pixels; at this quality and with this much noise it takes about 500 KB. */
const WIDTH = 1600;
const HEIGHT = 1200;
const QUALITY = 82;
const NOISE = 24;
const AT_ONCE = 2;

/** A made photo on disk. */
export interface LargePhoto {
  /** `class/file`. */
  readonly name: string;
  readonly location: string;
  readonly bytes: number;
}

/** Noise in -NOISE..NOISE that repeats for a seed: a linear congruential generator (Numerical Recipes). */
const noiseOf = (length: number): Int8Array => {
  const noise = new Int8Array(length);
  let state = 1;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    noise[index] = Math.round(((state / 2 ** 32) * 2 - 1) * NOISE);
  }
  return noise;
};

const noise = noiseOf(WIDTH * HEIGHT * 3 + 4096);

const encode = async (raw: Buffer, offset: number): Promise<Buffer> => {
  const pixels = Buffer.from(raw);
  for (let index = 0; index < pixels.length; index += 1) {
    const value = (pixels[index] ?? 0) + (noise[index + offset] ?? 0);
    pixels[index] = Math.max(0, Math.min(255, value));
  }
  return sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: QUALITY })
    .toBuffer();
};

const rawOf = (bytes: Buffer): Promise<Buffer> =>
  sharp(bytes).resize(WIDTH, HEIGHT, { fit: 'cover' }).removeAlpha().toColourspace('srgb').raw().toBuffer();

/** Writes `count` JPEGs of about 500 KB to class folders below `folder`: example photos enlarged, each with noise of its own. */
export const makeLargePhotos = async (
  folder: string,
  photos: readonly Photo[],
  count: number,
): Promise<readonly LargePhoto[]> => {
  const made: LargePhoto[] = [];
  const positions = Array.from({ length: count }, (_, index) => index).values();
  const work = async (): Promise<void> => {
    for (const position of positions) {
      const photo = photos[position % photos.length];
      if (photo === undefined) continue;
      const bytes = await encode(await rawOf(photo.bytes), position % 4096);
      const name = `${photo.className}/${String(position).padStart(5, '0')}.jpg`;
      const location = join(folder, name);
      await mkdir(join(folder, photo.className), { recursive: true });
      await writeFile(location, bytes);
      made.push({ name, location, bytes: bytes.length });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return made.sort((one, other) => (one.name < other.name ? -1 : 1));
};

/** Writes a zip of the photos, uncompressed as JPEGs are in most zips, and of one more file of `fillerBytes` that is no picture. */
export const zipPhotos = async (
  location: string,
  photos: readonly LargePhoto[],
  fillerBytes = 0,
): Promise<void> => {
  const zip = new ZipFile();
  const output = createWriteStream(location);
  zip.outputStream.pipe(output);
  for (const photo of photos) zip.addFile(photo.location, photo.name, { compress: false });
  if (fillerBytes > 0) {
    const chunk = Buffer.from(noise.buffer, 0, 1 << 20);
    zip.addReadStreamLazy('fish/filler.bin', { compress: false }, (give) => {
      give(null, Readable.from(chunksOf(chunk, fillerBytes)));
    });
  }
  zip.end();
  await finished(output);
};

function* chunksOf(chunk: Buffer, total: number): Generator<Buffer> {
  for (let left = total; left > 0; left -= chunk.length)
    yield chunk.subarray(0, Math.min(left, chunk.length));
}
