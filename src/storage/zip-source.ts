import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { AppError } from '../domain/index.ts';
import type { IncomingFile } from '../ports/index.ts';
import { shownPath } from './archive-entries.ts';
import { onDisk } from './files.ts';
import type { IntakeLimits } from './limits.ts';
import { ZipBytes } from './zip-bytes.ts';
import { findContent, type PackedFile, readDirectory } from './zip-directory.ts';

/** Up to this size an entry is unpacked in one go, well below a millisecond: streams cost more than that. */
const SMALL_BYTES = 32 * 1024;

/** A fault of the zip itself; our own errors, those of the disk among them, stay what they are. */
const archiveError = (error: unknown): unknown => {
  if (error instanceof AppError) return error;
  const cause = error instanceof Error ? error.message : String(error);
  return new AppError(
    'ARCHIVE_UNREADABLE',
    `expected a whole zip archive, received a damaged one (${cause})`,
    { cause: error },
  );
};

const tooMany = (file: PackedFile): Error => new Error(`${shownPath(file.path)} has more bytes than it says`);

const unpackSmall = (packed: Buffer, file: PackedFile): Buffer => {
  try {
    // One byte more than it says is room enough to show that it lies.
    return inflateRawSync(packed, { maxOutputLength: file.bytes + 1 });
  } catch (error) {
    const isTooLarge =
      error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw isTooLarge ? tooMany(file) : error;
  }
};

async function* unpack(zip: ZipBytes, file: PackedFile): AsyncGenerator<Uint8Array> {
  const start = await findContent(zip, file);
  if (file.packedBytes <= SMALL_BYTES && file.bytes <= SMALL_BYTES) {
    const packed = await zip.at(start, file.packedBytes);
    yield file.isDeflated ? unpackSmall(packed, file) : packed;
    return;
  }
  const packed = zip.between(start, start + file.packedBytes);
  if (!file.isDeflated) {
    yield* packed;
    return;
  }
  const inflate = createInflateRaw();
  // A failure of either side ends both, and comes out where `inflate` is read.
  pipeline(Readable.from(packed), inflate, () => undefined);
  yield* inflate as AsyncIterable<Buffer>;
}

/** The real bytes of one file: never more than its entry says, and the right ones, or an error. */
async function* contentOf(zip: ZipBytes, file: PackedFile): AsyncGenerator<Uint8Array> {
  let [sum, bytes] = [0, 0];
  try {
    for await (const chunk of unpack(zip, file)) {
      bytes += chunk.length;
      if (bytes > file.bytes) throw tooMany(file);
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (bytes < file.bytes) throw new Error(`${shownPath(file.path)} has fewer bytes than it says`);
    if (sum !== file.crc32) throw new Error(`wrong checksum of ${shownPath(file.path)}`);
  } catch (error) {
    throw archiveError(error);
  }
}

/**
 * The files of a zip archive, one after the other; its whole directory is checked before the first one is given.
 * `ARCHIVE_UNREADABLE`, `ARCHIVE_HOSTILE`, `ARCHIVE_TOO_LARGE`.
 */
export async function* readZip(location: string, limits: IntakeLimits): AsyncGenerator<IncomingFile> {
  const handle = await onDisk(() => open(location, 'r'));
  try {
    const { size } = await onDisk(() => handle.stat());
    const zip = new ZipBytes(handle, size);
    for (const file of await readDirectory(zip, limits)) {
      yield { kind: 'stream', path: file.path, content: contentOf(zip, file) };
    }
  } catch (error) {
    throw archiveError(error);
  } finally {
    await handle.close();
  }
}
