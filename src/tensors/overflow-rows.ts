import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';
import { diskRoom } from './cache-room.ts';
import { type FeatureRow, makePrivateRowFile, type RowFile } from './row-file.ts';

/** The code of an error that the operating system gave (`ENOSPC`, `EACCES`, ...), or null for any other error. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;

interface Nameless {
  readonly folder: string;
  readonly handle: FileHandle;
}

/** A file that is gone when this process is; null where the disk has no room for it. */
const openNameless = async (folder: string, reserveBytes: number): Promise<Nameless | null> => {
  if ((await diskRoom(folder, reserveBytes)) <= 0) return null;
  const path = join(folder, `private-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return { folder, handle };
};

const openFirst = async (folders: readonly string[], reserveBytes: number): Promise<Nameless | null> => {
  for (const folder of folders) {
    try {
      const opened = await openNameless(folder, reserveBytes);
      if (opened !== null) return opened;
    } catch (error) {
      if (systemCode(error) === null) throw error;
    }
  }
  return null;
};

const copyRow = (from: Float32Array, to: Float32Array): void => {
  if (from.length !== to.length) {
    throw new AppError('INTERNAL', `Expected a row of ${to.length} values, received ${from.length}.`);
  }
  to.set(from);
};

/** Rows in a nameless file, as long as `reserveBytes` of its disk are free; `append` says whether they were taken. */
const createNamelessRows = (folders: readonly string[], width: number, reserveBytes: number) => {
  let rows: RowFile | null = null;
  let folder = '';
  const openOnce = async (): Promise<RowFile | null> => {
    if (rows !== null) return rows;
    const opened = await openFirst(folders, reserveBytes);
    if (opened === null) return null;
    folder = opened.folder;
    rows = makePrivateRowFile(opened.handle, width);
    return rows;
  };
  return {
    rows: (): RowFile | null => rows,
    append: async (added: readonly FeatureRow[]): Promise<boolean> => {
      try {
        const file = await openOnce();
        if (file === null || (await diskRoom(folder, reserveBytes)) <= 0) return false;
        await file.append(added);
        return true;
      } catch (error) {
        if (systemCode(error) === null) throw error;
        return false;
      }
    },
  };
};

/**
 * Rows for one process alone: in a file without a name in the first of `folders` that takes one, which is made when the first row
 * comes; in memory where no folder does, or when less than `reserveBytes` of its disk are left. Adding rows never fails because of
 * a disk.
 */
export const createOverflowRows = (
  folders: readonly string[],
  width: number,
  reserveBytes: number,
): RowFile => {
  const inMemory = new Map<string, Float32Array>();
  const inFile = createNamelessRows(folders, width, reserveBytes);
  let isFileUsable = true;
  return {
    has: (sha256) => inMemory.has(sha256) || inFile.rows()?.has(sha256) === true,
    read: async (sha256, target) => {
      const row = inMemory.get(sha256);
      if (row === undefined) return (await inFile.rows()?.read(sha256, target)) === true;
      copyRow(row, target);
      return true;
    },
    append: async (rows) => {
      isFileUsable &&= await inFile.append(rows);
      if (isFileUsable) return;
      for (const { sha256, values } of rows) inMemory.set(sha256, values.slice());
    },
    close: async () => {
      inMemory.clear();
      await inFile.rows()?.close();
    },
  };
};
