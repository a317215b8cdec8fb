import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { AppError } from '../domain/index.ts';
import type { IncomingFile } from '../ports/index.ts';
import { type ArchiveTotals, checkEntry, checkTotals, isFolder, pathOf } from './archive-entries.ts';
import { storageError, systemCode } from './files.ts';
import { type IntakeLimits, makeIntakeCount } from './limits.ts';

/** A fault of the zip itself; faults of the disk and our own errors stay what they are. */
const archiveError = (error: unknown): unknown => {
  if (error instanceof AppError) return error;
  if (systemCode(error) !== null) return storageError(error);
  const cause = error instanceof Error ? error.message : String(error);
  return new AppError(
    'ARCHIVE_UNREADABLE',
    `expected a whole zip archive, received a damaged one (${cause})`,
    {
      cause: error,
    },
  );
};

/** Names are decoded and checked by us: yauzl would pass NUL and links, and tells faults by message only. */
const openZip = (location: string): Promise<ZipFile> =>
  yauzl.openPromise(location, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: true,
  });

const checkArchive = async (location: string, limits: IntakeLimits): Promise<void> => {
  const zip = await openZip(location);
  const count = makeIntakeCount(limits);
  const totals: ArchiveTotals = { bytes: 0, compressedBytes: 0 };
  try {
    for await (const entry of zip.eachEntry()) {
      checkEntry(entry, totals);
      if (isFolder(entry)) continue;
      count.file();
      count.bytes(pathOf(entry), entry.uncompressedSize, entry.uncompressedSize);
    }
    checkTotals(totals, zip.fileSize);
  } finally {
    zip.close();
  }
};

/** The real bytes of one entry; yauzl ends with an error where they are not as many as the entry says. */
async function* contentOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  try {
    const stream = await zip.openReadStreamPromise(entry);
    let sum = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
    if (sum !== entry.crc32) throw new Error(`wrong checksum of ${JSON.stringify(pathOf(entry))}`);
  } catch (error) {
    throw archiveError(error);
  }
}

/**
 * The files of a zip archive, one after the other; the whole archive is checked before the first one is given.
 * `ARCHIVE_UNREADABLE`, `ARCHIVE_HOSTILE`, `ARCHIVE_TOO_LARGE`.
 */
export async function* readZip(location: string, limits: IntakeLimits): AsyncGenerator<IncomingFile> {
  try {
    await checkArchive(location, limits);
    const zip = await openZip(location);
    try {
      for await (const entry of zip.eachEntry()) {
        if (!isFolder(entry)) yield { kind: 'stream', path: pathOf(entry), content: contentOf(zip, entry) };
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    throw archiveError(error);
  }
}
