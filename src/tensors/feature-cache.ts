import { createHash } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Interpolation, Preprocess } from '../domain/index.ts';
import { makeRoom } from './cache-room.ts';
import { type FileLock, takeFileLock } from './file-lock.ts';
import { createOverflowRows, systemCode } from './overflow-rows.ts';
import { ENTRY_BYTES, type FeatureRow, openRowFile, type RowFile } from './row-file.ts';

/** All that the values of a row depend on, beside the picture's own bytes. */
export interface FeatureKey {
  readonly datasetFingerprint: string;
  /** `FrozenBase.key`: the weights, precision and boundary of what computes the rows, and the kind of device. */
  readonly base: string;
  readonly preprocess: Preprocess;
  readonly interpolation: Interpolation;
  readonly orient: boolean;
  /** `average`: rows of 512 means; `map`: whole maps. */
  readonly pool: 'average' | 'map';
  /** Values of one row. */
  readonly width: number;
  /** Name and version of what computes the rows. */
  readonly engine: string;
}

/** The rows of one dataset at one boundary, as one job uses them: those of earlier jobs, and its own. */
export interface FeatureFile extends RowFile {
  /** Adds rows; they outlast this process unless the job was warned. Never fails because of a disk. */
  readonly append: (rows: readonly FeatureRow[]) => Promise<void>;
}

/** Where features are kept, and how much of the disk they may take. */
export interface FeatureCacheOptions {
  /** An absolute path; made when it is needed. */
  readonly folder: string;
  /** Most bytes that the folder may hold; 0 keeps nothing. */
  readonly maxBytes: number;
  /** Bytes of the disk that stay free for others. Default 1 GiB. */
  readonly reserveBytes?: number;
}

/** Computed features on disk, shared by jobs and by processes. */
export interface FeatureCache {
  /**
   * Opens the rows of a key for a job of `pictures` pictures; the caller closes what it gets. Never fails because of a disk:
   * where rows cannot be kept, `onWarning` hears one sentence for people, and they last as long as the job.
   */
  readonly open: (
    key: FeatureKey,
    pictures: number,
    onWarning: (message: string) => void,
  ) => Promise<FeatureFile>;
}

/** Changes when rows or their files mean something else than before. */
const FORMAT = 1;

const nameOf = (key: FeatureKey): string => {
  const { datasetFingerprint, base, preprocess, interpolation, orient, pool, width, engine } = key;
  const parts = [FORMAT, datasetFingerprint, base, preprocess, interpolation, orient, pool, width, engine];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
};

/** Shared rows, and what takes the rows that cannot be added to them. */
interface Opened {
  readonly shared: RowFile | null;
  /** Held: rows may be added to `shared`. */
  readonly lock: FileLock | null;
}

const DEFAULT_RESERVE_BYTES = 1024 ** 3;

const NOTHING: Opened = { shared: null, lock: null };

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

const touch = async (folder: string): Promise<void> => {
  const now = new Date();
  await utimes(folder, now, now);
};

/** What others have computed so far, where somebody else is adding to it. */
const openForReading = async (folder: string, width: number): Promise<Opened> => {
  try {
    const shared = await openRowFile(folder, width, false);
    await touch(folder).catch(() => undefined);
    return { shared, lock: null };
  } catch (error) {
    if (systemCode(error) === null) throw error;
    return NOTHING;
  }
};

const openForAppending = async (
  { folder, ...bounds }: Required<FeatureCacheOptions>,
  key: FeatureKey,
  pictures: number,
  lock: FileLock,
  onWarning: (message: string) => void,
): Promise<Opened> => {
  const name = nameOf(key);
  const expectedBytes = pictures * (key.width * Float32Array.BYTES_PER_ELEMENT + ENTRY_BYTES);
  const room = await makeRoom(folder, bounds, { name, expectedBytes });
  if (room < expectedBytes) {
    onWarning(
      `The features of these pictures take ${mebibytes(expectedBytes)}, and the feature cache has room for ${mebibytes(Math.max(room, 0))} (FEATURE_CACHE_MAX_BYTES, and what is free on its disk): they are kept for this job alone.`,
    );
    await lock.release();
    return openForReading(join(folder, name), key.width);
  }
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'key.json'), `${JSON.stringify(key, null, 2)}\n`);
  const shared = await openRowFile(join(folder, name), key.width, true);
  await touch(join(folder, name));
  return { shared, lock };
};

const openShared = async (
  options: Required<FeatureCacheOptions>,
  key: FeatureKey,
  pictures: number,
  onWarning: (message: string) => void,
): Promise<Opened> => {
  const path = join(options.folder, nameOf(key));
  let lock: FileLock | null = null;
  try {
    await mkdir(options.folder, { recursive: true });
    lock = await takeFileLock(`${path}.lock`);
    if (lock === null) return await openForReading(path, key.width);
    return await openForAppending(options, key, pictures, lock, onWarning);
  } catch (error) {
    await lock?.release();
    const code = systemCode(error);
    if (code === null) throw error;
    onWarning(unusable(code));
    return openForReading(path, key.width);
  }
};

const unusable = (code: string): string =>
  `The feature cache cannot be written (${code}): features are kept for this job alone.`;

const joinRows = (
  { shared, lock }: Opened,
  own: RowFile,
  onWarning: (message: string) => void,
  onClosed: () => Promise<void>,
): FeatureFile => {
  let canShare = lock !== null;
  const appendToShared = async (rows: readonly FeatureRow[]): Promise<boolean> => {
    if (!canShare || shared === null) return false;
    try {
      await shared.append(rows);
      return true;
    } catch (error) {
      const code = systemCode(error);
      if (code === null) throw error;
      onWarning(unusable(code));
      return false;
    }
  };
  const append = async (rows: readonly FeatureRow[]): Promise<void> => {
    canShare = await appendToShared(rows);
    if (!canShare) await own.append(rows);
  };
  let appended: Promise<void> = Promise.resolve();
  return {
    has: (sha256) => own.has(sha256) || shared?.has(sha256) === true,
    read: async (sha256, target) =>
      (await own.read(sha256, target)) || (await shared?.read(sha256, target)) === true,
    append: (rows) => {
      appended = appended.then(() => append(rows));
      return appended;
    },
    close: async () => {
      await appended.catch(() => undefined);
      await own.close();
      await shared?.close();
      await lock?.release();
      await onClosed();
    },
  };
};

/**
 * A cache of features below `folder`: a folder for each key with its rows and index, and a lock file beside it while a job adds
 * rows. A job that finds the lock held reads what is there and keeps what it computes itself to itself.
 */
export const createFeatureCache = (given: FeatureCacheOptions): FeatureCache => {
  const options = { reserveBytes: DEFAULT_RESERVE_BYTES, ...given };
  const { folder, ...bounds } = options;
  return {
    open: async (key, pictures, onWarning) => {
      const own = createOverflowRows([folder, tmpdir()], key.width, bounds.reserveBytes);
      if (bounds.maxBytes === 0) return joinRows(NOTHING, own, onWarning, () => Promise.resolve());
      const opened = await openShared(options, key, pictures, onWarning);
      const onClosed = async (): Promise<void> => {
        const name = nameOf(key);
        await touch(join(folder, name)).catch(() => undefined);
        await makeRoom(folder, bounds, { name, expectedBytes: 0 }).catch(() => undefined);
      };
      return joinRows(opened, own, onWarning, onClosed);
    },
  };
};
