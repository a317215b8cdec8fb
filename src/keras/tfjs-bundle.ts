import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { type ModelManifest, modelArrays, modelLayers } from '../domain/index.ts';
import { preprocessingFacts, readmeText } from './tfjs-texts.ts';
import { tfjsModelJson } from './tfjs-topology.ts';
import type { ReadArray } from './write-h5.ts';

/** Browsers keep files of this size apart in their caches. */
const SHARD_BYTES = 4 * 1024 ** 2;
const PIECE_VALUES = 256 * 1024;

const valuesOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** The bytes of all arrays, one after the other, cut into shards. */
async function* shardBytes(
  arrays: readonly { readonly name: string }[],
  read: ReadArray,
): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let held = 0;
  for (const { name } of arrays) {
    for await (const piece of read(name, PIECE_VALUES)) {
      let bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      while (held + bytes.length >= SHARD_BYTES) {
        parts.push(bytes.subarray(0, SHARD_BYTES - held));
        bytes = bytes.subarray(SHARD_BYTES - held);
        yield Buffer.concat(parts);
        parts = [];
        held = 0;
      }
      parts.push(bytes);
      held += bytes.length;
    }
  }
  if (held > 0) yield Buffer.concat(parts);
}

const shardNames = (bytes: number): readonly string[] => {
  const count = Math.ceil(bytes / SHARD_BYTES);
  return Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
};

const asJson = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** Hands each shard to the zip when it asks for it, so that one is in memory at a time. */
const addShards = (
  zip: ZipFile,
  paths: readonly string[],
  totalBytes: number,
  shards: AsyncGenerator<Buffer>,
): void => {
  for (const [index, path] of paths.entries()) {
    const size = Math.min(SHARD_BYTES, totalBytes - index * SHARD_BYTES);
    // Weights do not get smaller by compression.
    zip.addReadStreamLazy(path, { size, compress: false }, (give) => {
      shards.next().then(
        ({ value }) => {
          give(null, Readable.from([value ?? Buffer.alloc(0)]));
        },
        (error: unknown) => {
          give(error, Readable.from([]));
        },
      );
    });
  }
};

/**
 * Writes a zip for TensorFlow.js: `model.json` and its weights in files of 4 MiB, `labels.json`, `preprocessing.json` and
 * `README.txt`. One shard is in memory at a time.
 */
export const writeTfjsBundle = async (
  location: string,
  manifest: ModelManifest,
  read: ReadArray,
): Promise<void> => {
  const arrays = modelArrays(manifest);
  const totalBytes = arrays.reduce((bytes, { shape }) => bytes + 4 * valuesOf(shape), 0);
  const paths = shardNames(totalBytes);
  const zip = new ZipFile();
  const failed = new Promise<never>((_, reject) => {
    zip.once('error', reject);
  });
  zip.addBuffer(asJson(tfjsModelJson(modelLayers(manifest), arrays, paths)), 'model.json');
  zip.addBuffer(asJson(manifest.classNames), 'labels.json');
  zip.addBuffer(asJson(preprocessingFacts(manifest)), 'preprocessing.json');
  zip.addBuffer(Buffer.from(readmeText(manifest)), 'README.txt');
  addShards(zip, paths, totalBytes, shardBytes(arrays, read));
  zip.end();
  await Promise.race([pipeline(zip.outputStream, createWriteStream(location)), failed]);
};
