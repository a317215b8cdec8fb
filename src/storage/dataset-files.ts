import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { AppError, type DatasetFile, positionOf } from '../domain/index.ts';
import type { FileFilter, Page, PageRequest } from '../ports/index.ts';
import { onDisk, storageError, writeAtomically } from './files.ts';
import { hasKeys, parseLines, parseRecord, type RecordKind } from './records.ts';

const FILE: RecordKind<DatasetFile> = {
  name: 'the record of a file of a dataset',
  isOne: (value): value is DatasetFile =>
    hasKeys(value, 'fileId', 'path', 'sha256', 'verdict', 'lookAlikes', 'reference'),
};

/** One line a file, in the order of the dataset. */
export const rowsIn = (folder: string): string => path.join(folder, 'files.jsonl');

/** Where each line begins, and where the last one ends: unsigned 64-bit, little endian. Finds a file without reading those before. */
export const offsetsIn = (folder: string): string => path.join(folder, 'files.offsets');

/** Of one entry among the offsets. */
export const OFFSET_BYTES = 8;

/** The file in a line of the records. */
export const parseFileRow = (line: string): DatasetFile => parseRecord(line, FILE);

/** Writes the records of a dataset's files, durably; `fileId` has to be by position. */
export const writeDatasetFiles = async (folder: string, files: readonly DatasetFile[]): Promise<void> => {
  const lines = files.map((file) => Buffer.from(`${JSON.stringify(file)}\n`));
  const offsets = Buffer.alloc((files.length + 1) * OFFSET_BYTES);
  let end = 0;
  for (const [position, line] of lines.entries()) {
    end += line.length;
    offsets.writeBigUInt64LE(BigInt(end), (position + 1) * OFFSET_BYTES);
  }
  await writeAtomically(rowsIn(folder), Buffer.concat(lines));
  await writeAtomically(offsetsIn(folder), offsets);
};

/** All files of the dataset in a folder, in the order of the dataset. */
export const readDatasetFiles = async (folder: string): Promise<readonly DatasetFile[]> =>
  parseLines(await onDisk(() => readFile(rowsIn(folder), 'utf8')), FILE);

const readOffset = async (offsets: FileHandle, position: number): Promise<number | null> => {
  const buffer = Buffer.alloc(OFFSET_BYTES);
  const { bytesRead } = await offsets.read(buffer, 0, OFFSET_BYTES, position * OFFSET_BYTES);
  return bytesRead === OFFSET_BYTES ? Number(buffer.readBigUInt64LE()) : null;
};

/** First and last offset of the file at a position; null if there is none. */
const spanOf = (folder: string, position: number): Promise<readonly [number, number] | null> =>
  onDisk(async () => {
    const offsets = await open(offsetsIn(folder), 'r');
    try {
      const [start, end] = [await readOffset(offsets, position), await readOffset(offsets, position + 1)];
      return start === null || end === null ? null : [start, end];
    } finally {
      await offsets.close();
    }
  });

/** The file with this id, or null. */
export const readDatasetFile = async (folder: string, fileId: string): Promise<DatasetFile | null> => {
  const position = positionOf(fileId);
  const span = position === null ? null : await spanOf(folder, position);
  if (span === null) return null;
  const [start, end] = span;
  return onDisk(async () => {
    const rows = await open(rowsIn(folder), 'r');
    try {
      const line = Buffer.alloc(end - start);
      await rows.read(line, 0, line.length, start);
      return parseRecord(line.toString(), FILE);
    } finally {
      await rows.close();
    }
  });
};

const matches = (file: DatasetFile, { verdict, className, split }: FileFilter): boolean =>
  (verdict === undefined || file.verdict === verdict) &&
  (className === undefined || file.className === className) &&
  (split === undefined || file.split === split);

/** Files that match. */
export const filterFiles = (files: readonly DatasetFile[], filter: FileFilter): readonly DatasetFile[] =>
  files.filter((file) => matches(file, filter));

const startOf = async (folder: string, after: string | null): Promise<number> => {
  if (after === null) return 0;
  const position = positionOf(after);
  const span = position === null ? null : await spanOf(folder, position);
  if (span !== null) return span[1];
  const detail = `expected the id of an entry of this list, received "${after}"`;
  throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/after', detail }] });
};

async function* filesFrom(folder: string, start: number): AsyncGenerator<DatasetFile> {
  const lines = createInterface({ input: createReadStream(rowsIn(folder), { start }), crlfDelay: Infinity });
  try {
    for await (const line of lines) yield parseRecord(line, FILE);
  } catch (error) {
    throw storageError(error);
  } finally {
    lines.close();
  }
}

/** A page of files that match, read line by line, so that a long dataset holds up nothing. `REQUEST_INVALID` for an unknown `after`. */
export const readFilePage = async (
  folder: string,
  filter: FileFilter,
  { limit, after }: PageRequest,
): Promise<Page<DatasetFile>> => {
  const data: DatasetFile[] = [];
  for await (const file of filesFrom(folder, await startOf(folder, after))) {
    if (!matches(file, filter)) continue;
    if (data.length === limit) return { data, nextAfter: data.at(-1)?.fileId ?? null };
    data.push(file);
  }
  return { data, nextAfter: null };
};
