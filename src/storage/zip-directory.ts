import type { Entry, ZipFile } from 'yauzl';
import yauzl from 'yauzl';
import { AppError } from '../domain/index.ts';
import { checkEntry, checkTotals, isFolder, pathOf, shownPath } from './archive-entries.ts';
import { type IntakeLimits, makeIntakeCount } from './limits.ts';
import type { ZipBytes } from './zip-bytes.ts';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT_BYTES = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;

const DEFLATED = 8;

/** One file in a zip: what is needed to unpack it. */
export interface PackedFile {
  readonly path: string;
  readonly rawName: Buffer;
  /** Of its local header. */
  readonly offset: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
}

const hostile = (received: string): AppError =>
  new AppError('ARCHIVE_HOSTILE', `expected an archive that every program reads alike, received ${received}`);

/** An end record in the comment of another makes two archives of one: which is read depends on the program. */
const refuseTwoEnds = async (zip: ZipBytes): Promise<void> => {
  const length = Math.min(zip.size, END_BYTES + LONGEST_COMMENT_BYTES);
  const start = zip.size - length;
  const tail = await zip.at(start, length);
  let ends = 0;
  for (let at = 0; at + END_BYTES <= length; at += 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    if (at + END_BYTES + tail.readUInt16LE(at + 20) === length) ends += 1;
  }
  if (ends > 1) throw hostile(`one with ${ends} end records`);
};

/** Names are decoded and checked by us: yauzl would pass NUL and links, and tells faults by message only. */
const openZip = (bytes: ZipBytes): Promise<ZipFile> =>
  yauzl.fromRandomAccessReaderPromise(bytes, bytes.size, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: true,
  });

/** Some packers count their entries in 16 bits: what is behind the last counted one would be lost in silence. */
const refuseUncounted = async (bytes: ZipBytes, zip: ZipFile): Promise<void> => {
  // The types of yauzl call this offset a boolean.
  const end = Number(zip.readEntryCursor);
  if (end + 4 > bytes.size || (await bytes.at(end, 4)).readUInt32LE() !== ENTRY_SIGNATURE) return;
  throw new AppError(
    'ARCHIVE_UNREADABLE',
    `expected as many entries as the archive says, ${zip.entryCount}, received more (more than 65535 need the zip64 format)`,
  );
};

const refuseOverlap = (files: readonly PackedFile[]): void => {
  const inPlace = [...files].sort((one, other) => one.offset - other.offset);
  for (const [index, file] of inPlace.entries()) {
    const next = inPlace[index + 1];
    const end = file.offset + LOCAL_BYTES + file.rawName.length + file.packedBytes;
    if (next !== undefined && end > next.offset) {
      throw hostile(`entries that share their bytes: ${shownPath(file.path)} and ${shownPath(next.path)}`);
    }
  }
};

const toPackedFile = (entry: Entry): PackedFile => ({
  path: pathOf(entry),
  rawName: entry.fileNameRaw,
  offset: entry.relativeOffsetOfLocalHeader,
  packedBytes: entry.compressedSize,
  bytes: entry.uncompressedSize,
  isDeflated: entry.compressionMethod === DEFLATED,
  crc32: entry.crc32,
});

/**
 * The files that a zip's directory lists, all of it checked. `ARCHIVE_HOSTILE`, `ARCHIVE_TOO_LARGE`, `ARCHIVE_UNREADABLE`,
 * and errors of yauzl for what is no zip.
 */
export const readDirectory = async (
  bytes: ZipBytes,
  limits: IntakeLimits,
): Promise<readonly PackedFile[]> => {
  await refuseTwoEnds(bytes);
  const zip = await openZip(bytes);
  const [count, folders] = [makeIntakeCount(limits), makeIntakeCount(limits)];
  let total = 0;
  const files: PackedFile[] = [];
  for await (const entry of zip.eachEntry()) {
    checkEntry(entry);
    if (isFolder(entry)) {
      folders.file();
      continue;
    }
    count.file();
    count.bytes(pathOf(entry), entry.uncompressedSize, entry.uncompressedSize);
    total += entry.uncompressedSize;
    files.push(toPackedFile(entry));
  }
  await refuseUncounted(bytes, zip);
  refuseOverlap(files);
  checkTotals(total, bytes.size);
  return files;
};

/** Where the packed bytes of a file begin. Its local header has to name it as the directory does. `ARCHIVE_HOSTILE`. */
export const findContent = async (bytes: ZipBytes, file: PackedFile): Promise<number> => {
  const { offset, rawName, path, packedBytes } = file;
  const header = await bytes.at(offset, LOCAL_BYTES);
  if (header.readUInt32LE() !== LOCAL_SIGNATURE) throw new Error(`no local header of ${shownPath(path)}`);
  const [nameLength, extraLength] = [header.readUInt16LE(26), header.readUInt16LE(28)];
  const name = await bytes.at(offset + LOCAL_BYTES, nameLength);
  if (!name.equals(rawName)) {
    throw hostile(`an entry with two names: ${shownPath(path)} and ${shownPath(name.toString())}`);
  }
  const start = offset + LOCAL_BYTES + nameLength + extraLength;
  if (start + packedBytes > bytes.size) throw new Error(`${shownPath(path)} is cut off`);
  return start;
};
