import type { Entry } from 'yauzl';
import yauzl from 'yauzl';
import { AppError } from '../domain/index.ts';

const MAX_PATH_LENGTH = 1024;
const MAX_DEPTH = 32;
const MAX_RATIO = 100;
/** Below these, a high ratio is no danger: a text or a picture in one colour may compress a thousandfold. */
const DENSE_ENTRY_BYTES = 8 * 1024 * 1024;
const DENSE_ARCHIVE_BYTES = 64 * 1024 * 1024;

const SHOWN_CHARACTERS = 200;

const KIND_BITS = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;
const LINK = 0o120000;

const STORED = 0;
const DEFLATED = 8;

const hostile = (received: string): AppError =>
  new AppError('ARCHIVE_HOSTILE', `expected plain files with relative paths, received ${received}`);

/** A path of an archive as a message shows it. */
export const shownPath = (path: string): string => JSON.stringify(path.slice(0, SHOWN_CHARACTERS));

/** The path of an entry as its archive spells it, decoded as the zip format says. */
export const pathOf = (entry: Entry): string =>
  yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);

/** True for an entry that stands for a folder. */
export const isFolder = (entry: Entry): boolean => pathOf(entry).endsWith('/');

const pathFault = (path: string): string | null => {
  if (path.includes('\0')) return 'a NUL character in';
  if (path.includes('\\')) return 'a backslash in';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'the absolute path';
  const parts = path.split('/');
  if (parts.includes('..')) return 'a step upwards in';
  if (parts.length > MAX_DEPTH) return `more than ${MAX_DEPTH} folders in`;
  return path.length > MAX_PATH_LENGTH ? `more than ${MAX_PATH_LENGTH} characters in` : null;
};

const kindFault = (entry: Entry): string | null => {
  const kind = (entry.externalFileAttributes >>> 16) & KIND_BITS;
  if (kind === LINK) return 'the symbolic link';
  return kind === 0 || kind === REGULAR || kind === FOLDER ? null : 'the special file';
};

/** Its content would be dropped in silence. */
const folderFault = (entry: Entry): string | null =>
  isFolder(entry) && entry.uncompressedSize > 0 ? 'the content of the folder' : null;

const isTooDense = (bytes: number, compressedBytes: number, fromBytes: number): boolean =>
  bytes > fromBytes && bytes > compressedBytes * MAX_RATIO;

/**
 * Refuses an entry that is no plain file or that lies about its path. `ARCHIVE_HOSTILE`;
 * `ARCHIVE_UNREADABLE` for one that needs a password or an unknown way of decompressing.
 */
export const checkEntry = (entry: Entry): void => {
  const path = pathOf(entry);
  const shown = shownPath(path);
  const fault = pathFault(path) ?? kindFault(entry) ?? folderFault(entry);
  if (fault !== null) throw hostile(`${fault} ${shown}`);
  if (entry.isEncrypted()) {
    throw new AppError('ARCHIVE_UNREADABLE', `expected entries without a password, received ${shown}`);
  }
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    const method = `compression method ${entry.compressionMethod}`;
    throw new AppError(
      'ARCHIVE_UNREADABLE',
      `expected stored or deflated entries, received ${method} in ${shown}`,
    );
  }
  if (isTooDense(entry.uncompressedSize, entry.compressedSize, DENSE_ENTRY_BYTES)) {
    throw hostile(`${shown}, which grows more than ${MAX_RATIO} times when it is unpacked`);
  }
};

/** Refuses an archive whose entries grow beyond measure together. `ARCHIVE_HOSTILE`. */
export const checkTotals = (bytes: number, archiveBytes: number): void => {
  if (!isTooDense(bytes, archiveBytes, DENSE_ARCHIVE_BYTES)) return;
  throw hostile(`an archive that grows more than ${MAX_RATIO} times when it is unpacked`);
};
