import { access, link, mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';
import { readArrayNames, writeWeightsFile } from '../safetensors/index.ts';
import type { KerasArray } from './read-arrays.ts';
import { readKerasModel } from './read-model.ts';
import { downloadFile } from './weights-download.ts';
import { weightsInvalid } from './weights-invalid.ts';
import { checkOfficialFile, type OfficialFile } from './weights-official.ts';

/** The file that is made, below the folder of weights: float32, by Keras's names, with fc1, fc2 and predictions where there is a top. */
const MADE_FILE = 'vgg16.f32.safetensors';

/** How far it is: bytes of `total`. */
export interface WeightsProgress {
  readonly phase: 'downloading' | 'checking' | 'converting';
  readonly bytes: number;
  readonly total: number;
}

export interface FetchWeightsOptions {
  readonly official: OfficialFile;
  /** Folder that training and serving read weights from. */
  readonly folder: string;
  /** Folder that several checkouts share; may be `folder`. */
  readonly cache: string;
  /** Address that the file's name is put after. */
  readonly from: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: WeightsProgress) => void;
}

/** What is in place now: it was there, was found in the cache, or was made from an official file. */
export interface FetchedWeights {
  readonly location: string;
  readonly how: 'there' | 'cached' | 'made';
}

const isThere = (location: string): Promise<boolean> =>
  access(location).then(
    () => true,
    () => false,
  );

/** Whether a made file is there, sound, and has the top where that is asked for. */
const isMade = async (location: string, { hasTop }: OfficialFile): Promise<boolean> => {
  try {
    const names = await readArrayNames(location);
    return names.includes('block5_conv3/kernel') && (!hasTop || names.includes('predictions/kernel'));
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
};

const counting = ({ onProgress }: FetchWeightsOptions, phase: WeightsProgress['phase'], total: number) => {
  let bytes = 0;
  return (more: number) => {
    bytes += more;
    onProgress({ phase, bytes, total });
  };
};

const check = (options: FetchWeightsOptions, location: string): Promise<void> =>
  checkOfficialFile(location, options.official, {
    signal: options.signal,
    onBytes: counting(options, 'checking', options.official.bytes),
  });

/** The array again, heard of and stopped piece by piece. */
const heard = (array: KerasArray, onBytes: (bytes: number) => void, signal: AbortSignal): KerasArray => ({
  ...array,
  *pieces() {
    for (const piece of array.pieces()) {
      signal.throwIfAborted();
      yield piece;
      onBytes(piece.byteLength);
    }
  },
});

const convert = async (options: FetchWeightsOptions, source: string, target: string): Promise<void> => {
  const { official, signal } = options;
  const model = await readKerasModel(source);
  try {
    const expected = official.hasTop ? 'baseWithTop' : 'base';
    if (model.kind !== expected)
      throw weightsInvalid(`Expected VGG16 of the kind ${expected}, received ${model.kind}.`);
    const onBytes = counting(options, 'converting', official.bytes);
    const arrays = model.arrays.map((array) => heard(array, onBytes, signal));
    await writeWeightsFile(target, arrays, { source: official.name, md5: official.md5 });
  } finally {
    model.close();
  }
};

const download = async (options: FetchWeightsOptions): Promise<string> => {
  const { official, cache, from, signal, onProgress } = options;
  const location = join(cache, official.name);
  const partial = `${location}.partial`;
  await downloadFile({
    url: new URL(official.name, from.endsWith('/') ? from : `${from}/`).href,
    location: partial,
    bytes: official.bytes,
    signal,
    onBytes: (bytes) => {
      onProgress({ phase: 'downloading', bytes, total: official.bytes });
    },
  });
  try {
    await check(options, partial);
  } catch (error) {
    // Going on from wrong bytes would give wrong bytes again.
    if (error instanceof AppError) await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, location);
  return location;
};

/** A file that somebody has put in place by hand stays; one that was downloaded goes when it has been converted. */
const make = async (options: FetchWeightsOptions): Promise<void> => {
  const { official, folder, cache } = options;
  const target = join(cache, MADE_FILE);
  for (const place of [folder, cache]) {
    const source = join(place, official.name);
    if (!(await isThere(source))) continue;
    await check(options, source);
    await convert(options, source, target);
    return;
  }
  const source = await download(options);
  await convert(options, source, target);
  await rm(source);
};

/** One file under two names: a second name of the same bytes, or a pointer where the folders lie on two disks. */
const giveName = async (made: string, location: string): Promise<void> => {
  const temporary = `${location}.link`;
  await rm(temporary, { force: true });
  await link(made, temporary).catch(() => symlink(made, temporary));
  await rename(temporary, location);
  await rm(temporary, { force: true });
};

const asStorageFault = (folder: string, error: unknown): unknown =>
  error instanceof Error && 'syscall' in error && 'code' in error
    ? new AppError(
        'STORAGE_UNAVAILABLE',
        `Expected to write the weights into ${folder}, and the system refuses (${String(error.code)}). WEIGHTS_DIR names another folder.`,
        { cause: error },
      )
    : error;

/**
 * Puts VGG16's ImageNet weights at full precision in place: what is there or in the cache is taken, an official file that lies in
 * either folder under its own name is checked and converted, and otherwise it is downloaded. Size and md5 are checked before anything
 * is made of it; an interrupted call ends with the reason of `signal`. `WEIGHTS_MISSING` where it cannot be got, `WEIGHTS_INVALID` where it is another file, `STORAGE_UNAVAILABLE`.
 */
export const fetchWeights = async (options: FetchWeightsOptions): Promise<FetchedWeights> => {
  const { official, folder, cache } = options;
  const location = join(folder, MADE_FILE);
  const made = join(cache, MADE_FILE);
  try {
    if (await isMade(location, official)) return { location, how: 'there' };
    await mkdir(folder, { recursive: true });
    await mkdir(cache, { recursive: true });
    const isCached = await isMade(made, official);
    if (!isCached) await make(options);
    if (made !== location) await giveName(made, location);
    return { location, how: isCached ? 'cached' : 'made' };
  } catch (error) {
    options.signal.throwIfAborted();
    throw asStorageFault(folder, error);
  }
};
