import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { onDisk, sync } from './files.ts';

/** Size and sha256 (lower-case hex) of a file's content. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes a stream to a new file while hashing it. An error of the stream is passed on as it is. Not yet durable. */
export const writeWithDigest = async (
  content: AsyncIterable<Uint8Array>,
  file: string,
  onBytes: (total: number) => void = () => undefined,
): Promise<Digest> => {
  const hash = createHash('sha256');
  let bytes = 0;
  const handle = await onDisk(() => open(file, 'w'));
  try {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      onBytes(bytes);
      hash.update(chunk);
      await onDisk(() => handle.writeFile(chunk));
    }
  } finally {
    await onDisk(() => handle.close());
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** Size and sha256 of what a stream gives; nothing is written. An error of the stream is passed on as it is. */
export const digestOf = async (
  content: AsyncIterable<Uint8Array>,
  onBytes: (total: number) => void = () => undefined,
): Promise<Digest> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.byteLength;
    onBytes(bytes);
    hash.update(chunk);
  }
  return { bytes, sha256: hash.digest('hex') };
};

/** Copies a file, durably, and tells what was copied. */
export const copyWithDigest = async (from: string, to: string): Promise<Digest> => {
  const source = await onDisk(() => open(from, 'r'));
  try {
    const digest = await onDisk(() => writeWithDigest(source.createReadStream({ autoClose: false }), to));
    await sync(to);
    await sync(path.dirname(to));
    return digest;
  } finally {
    await onDisk(() => source.close());
  }
};
