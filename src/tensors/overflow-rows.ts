import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';
import { type FeatureRow, makePrivateRowFile, type RowFile } from './row-file.ts';

/** The code of an error that the operating system gave (`ENOSPC`, `EACCES`, ...), or null for any other error. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;

const openNameless = async (folder: string): Promise<FileHandle> => {
  const path = join(folder, `private-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await rm(path, { force: true });
  return file;
};

const openFirst = async (folders: readonly string[]): Promise<FileHandle | null> => {
  for (const folder of folders) {
    try {
      return await openNameless(folder);
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

/**
 * Rows for one process alone: in a file without a name in the first of `folders` that takes one, which is made when the first row
 * comes; in memory where no folder does, or when its disk is full. Adding rows never fails because of a disk.
 */
export const createOverflowRows = (folders: readonly string[], width: number): RowFile => {
  const inMemory = new Map<string, Float32Array>();
  let file: RowFile | null = null;
  let isFileUsable = true;
  const appendToFile = async (rows: readonly FeatureRow[]): Promise<boolean> => {
    if (!isFileUsable) return false;
    if (file === null) {
      const handle = await openFirst(folders);
      if (handle !== null) file = makePrivateRowFile(handle, width);
    }
    if (file === null) return false;
    try {
      await file.append(rows);
      return true;
    } catch (error) {
      if (systemCode(error) === null) throw error;
      return false;
    }
  };
  return {
    has: (sha256) => inMemory.has(sha256) || file?.has(sha256) === true,
    read: async (sha256, target) => {
      const row = inMemory.get(sha256);
      if (row === undefined) return (await file?.read(sha256, target)) === true;
      copyRow(row, target);
      return true;
    },
    append: async (rows) => {
      isFileUsable = await appendToFile(rows);
      if (isFileUsable) return;
      for (const { sha256, values } of rows) inMemory.set(sha256, values.slice());
    },
    close: async () => {
      inMemory.clear();
      await file?.close();
    },
  };
};
