import { createCipheriv, createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yazl from 'yazl';
import type { Photo } from './photos.ts';

const CHUNK_BYTES = 1024 * 1024;

/** Bytes that look random and are the same for every run, as a stream. */
export async function* seededBytes(seed: string, bytes: number): AsyncGenerator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', createHash('md5').update(seed).digest(), Buffer.alloc(16));
  const zeros = Buffer.alloc(CHUNK_BYTES);
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) {
    // A stream that is not waited for would be all in memory.
    yield await Promise.resolve(cipher.update(left < CHUNK_BYTES ? zeros.subarray(0, left) : zeros));
  }
}

/** The sha256 of a stream, lower-case hex. */
export const sha256Of = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
};

/** A zip on the disk. */
export interface ZipFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a zip of photos, and of one more file of seeded bytes where it is asked for; nothing in it is compressed. */
export const writeZip = async (
  path: string,
  photos: readonly Photo[],
  large?: { readonly name: string; readonly bytes: number },
): Promise<ZipFile> => {
  const zip = new yazl.ZipFile();
  for (const { name, bytes } of photos) zip.addBuffer(bytes, name, { compress: false });
  if (large !== undefined) {
    const content = Readable.from(seededBytes(large.name, large.bytes), { objectMode: false });
    zip.addReadStream(content, large.name, { compress: false });
  }
  zip.end();
  const hash = createHash('sha256');
  let bytes = 0;
  const counted = async function* (content: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const part of content) {
      const chunk = Buffer.from(part);
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(zip.outputStream, counted, createWriteStream(path));
  return { path, bytes, sha256: hash.digest('hex') };
};
