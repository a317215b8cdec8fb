import { randomUUID } from 'node:crypto';
import { access, mkdir, open, readdir, readFile, rename, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';

const RETRY_AFTER_SECONDS = 10;

/** The code of an error that the operating system gave (`ENOSPC`, `EACCES`, ...), or null for any other error. */
export const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null;

/** `STORAGE_UNAVAILABLE` for what the operating system reports; any other error as it is. */
export const storageError = (error: unknown): unknown => {
  const code = systemCode(error);
  if (code === null) return error;
  return new AppError('STORAGE_UNAVAILABLE', `expected a disk that can be used, received ${code}`, {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
    cause: error,
  });
};

/** Runs file work; where it fails with the given code, `fallback` is the answer. `STORAGE_UNAVAILABLE` for any other. */
export const onDisk = async <T, F = never>(
  work: () => Promise<T>,
  expected?: { readonly codes: readonly string[]; readonly fallback: F },
): Promise<T | F> => {
  try {
    return await work();
  } catch (error) {
    if (expected?.codes.includes(systemCode(error) ?? '') === true) return expected.fallback;
    throw storageError(error);
  }
};

const MISSING = ['ENOENT', 'ENOTDIR'];

/** Makes the content of a closed file, or what was renamed into or created in a folder, outlast a power cut. */
export const sync = (location: string): Promise<void> =>
  onDisk(async () => {
    const handle = await open(location, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** Replaces a file as one step: after a crash it holds either the old or the new content. Its folder must be there. */
export const writeAtomically = (file: string, content: string | Uint8Array): Promise<void> =>
  onDisk(async () => {
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}-${randomUUID()}`);
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await sync(path.dirname(file));
  });

/** Adds text at the end of a file in one write. With `isDurable` it outlasts a power cut. */
export const appendText = (file: string, text: string, isDurable: boolean): Promise<void> =>
  onDisk(async () => {
    const handle = await open(file, 'a');
    try {
      await handle.writeFile(text);
      if (isDurable) await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** The text of a file, or null if there is none. */
export const readText = (file: string): Promise<string | null> =>
  onDisk(() => readFile(file, 'utf8'), { codes: MISSING, fallback: null });

/** Whether there is a file or folder. */
export const isThere = (location: string): Promise<boolean> =>
  onDisk(
    async () => {
      await access(location);
      return true;
    },
    { codes: MISSING, fallback: false },
  );

/** Names in a folder, in no order; null if there is no such folder. */
export const namesIn = (folder: string): Promise<readonly string[] | null> =>
  onDisk(() => readdir(folder), { codes: MISSING, fallback: null });

/** Makes a folder and those above it; those that are there stay. */
export const makeFolder = (folder: string): Promise<void> =>
  onDisk(async () => {
    await mkdir(folder, { recursive: true });
  });

/** Makes a folder that nobody else has made: false if it is there already. The folder above it must be there. */
export const claimFolder = async (folder: string): Promise<boolean> => {
  const isClaimed = await onDisk(
    async () => {
      await mkdir(folder);
      return true;
    },
    { codes: ['EEXIST'], fallback: false },
  );
  if (isClaimed) await sync(path.dirname(folder));
  return isClaimed;
};

/** Moves a whole folder as one step: false if something is at the target already. */
export const moveFolder = async (from: string, to: string): Promise<boolean> => {
  const isMoved = await onDisk(
    async () => {
      await rename(from, to);
      return true;
    },
    { codes: ['EEXIST', 'ENOTEMPTY'], fallback: false },
  );
  if (isMoved) await sync(path.dirname(to));
  return isMoved;
};

/** Moves a file as one step, over one that is at the target: false if there is none. */
export const moveFile = (from: string, to: string): Promise<boolean> =>
  onDisk(
    async () => {
      await rename(from, to);
      return true;
    },
    { codes: MISSING, fallback: false },
  );

/** Removes one file: false if there is none. Of several callers at once, one is told true. */
export const removeFile = (file: string): Promise<boolean> =>
  onDisk(
    async () => {
      await unlink(file);
      return true;
    },
    { codes: MISSING, fallback: false },
  );

/** Removes a file or a folder with all that is in it; nothing happens if there is none. */
export const removeAll = (location: string): Promise<void> =>
  onDisk(() => rm(location, { recursive: true, force: true }));

/** Makes a folder vanish as one step by way of the folder for temporary files: false if there was none. */
export const vanishFolder = async (folder: string, temporaryFolder: string): Promise<boolean> => {
  const grave = path.join(temporaryFolder, `removed-${randomUUID()}`);
  const isMoved = await onDisk(
    async () => {
      await rename(folder, grave);
      return true;
    },
    { codes: MISSING, fallback: false },
  );
  if (!isMoved) return false;
  await sync(path.dirname(folder));
  await removeAll(grave);
  return true;
};
