import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { DeviceInfo, EpochMetrics, EpochRecord, ModelManifest } from '../domain/index.ts';
import type { TrainingInput } from '../ports/index.ts';
import { type ArraySource, startWeightsFile, type UnfinishedWeightsFile } from '../safetensors/index.ts';
import type { CallbackStates } from './callbacks.ts';
import { linkOrCopy, syncFile } from './checkpoint-writer.ts';
import type { FitCounters } from './gradient-fit.ts';

/** How far a run is, beside its arrays. Plain JSON. */
export interface RunProgress {
  /** The epochs that are whole, oldest first. */
  readonly done: readonly EpochRecord[];
  /** Where the fit stands in the next one. */
  readonly counters: FitCounters;
  readonly callbacks: CallbackStates;
  /** What the checkpoint holds; null before the first. Epoch 0 is the start of a run whose head is converged. */
  readonly best: {
    readonly epoch: number;
    readonly metrics: EpochMetrics;
    readonly value: number | null;
  } | null;
}

/** A state that was found sound. */
export interface FoundState {
  readonly progress: RunProgress;
  /** File of the trained weights and the optimizer's slots, to be opened with `openArrays`. */
  readonly arraysLocation: string;
  /** File of the best weights; null before the first checkpoint. */
  readonly checkpointLocation: string | null;
}

/** The states of one run in the folder of its job. */
export interface StateFolder {
  /** The sound state that is furthest on; null when there is none. Those that are damaged or of another run are removed. */
  find(): Promise<FoundState | null>;
  /**
   * Reads the arrays out; `finish` of what it gives waits for the disk and makes the state visible. Two are kept: those that are
   * furthest on. `STORAGE_UNAVAILABLE` or an error of the system.
   */
  start(
    progress: RunProgress,
    arrays: readonly ArraySource[],
    checkpointLocation: string | null,
  ): Promise<{ finish(): Promise<void> }>;
}

interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Manifest {
  readonly format: number;
  readonly identity: string;
  readonly progress: RunProgress;
  readonly files: readonly StoredFile[];
}

const FORMAT = 1;
const KEPT = 2;
const MANIFEST = 'manifest.json';
const ARRAYS = 'arrays.safetensors';
const CHECKPOINT = 'best.safetensors';
const STATE = /^step-(\d+)-epoch-(\d+)$/;

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What makes two runs the same: their states can stand in for each other, bit for bit. */
export const runIdentity = (
  { recipe, seed, datasetFingerprint, classNames, train, validation, parent }: TrainingInput,
  { sha256: base, precision }: Pick<ModelManifest['backbone'], 'sha256' | 'precision'>,
  { kind, engine }: DeviceInfo,
): string => {
  const pictures = [train, validation].map((side) =>
    side.map(({ sha256, classIndex }) => [sha256, classIndex]),
  );
  const weights = parent?.manifest.weights.sha256 ?? null;
  const parts = [
    recipe,
    seed,
    datasetFingerprint,
    classNames,
    pictures,
    weights,
    base,
    precision,
    kind,
    engine,
  ];
  return sha256Of(JSON.stringify(parts));
};

const hashFile = async (location: string): Promise<StoredFile> => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(location, { highWaterMark: 1024 * 1024 })) {
    if (!(chunk instanceof Uint8Array)) throw new Error('expected bytes');
    bytes += chunk.length;
    hash.update(chunk);
  }
  return { name: basename(location), bytes, sha256: hash.digest('hex') };
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** The manifest of a state; null if it is not what was written. */
const readManifest = async (folder: string): Promise<Manifest | null> => {
  let text: string;
  try {
    text = await readFile(join(folder, MANIFEST), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  const end = text.indexOf('\n');
  const content = text.slice(end + 1);
  if (sha256Of(content) !== text.slice(0, end)) return null;
  // The hash says that it is what this program wrote.
  const manifest = JSON.parse(content) as Manifest;
  return manifest.format === FORMAT ? manifest : null;
};

const isAsWritten = async (folder: string, { name, bytes, sha256 }: StoredFile): Promise<boolean> => {
  try {
    const found = await hashFile(join(folder, name));
    return found.bytes === bytes && found.sha256 === sha256;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const readState = async (folder: string, identity: string): Promise<FoundState | null> => {
  const manifest = await readManifest(folder);
  if (manifest?.identity !== identity) return null;
  for (const file of manifest.files) if (!(await isAsWritten(folder, file))) return null;
  const hasCheckpoint = manifest.files.some(({ name }) => name === CHECKPOINT);
  return {
    progress: manifest.progress,
    arraysLocation: join(folder, ARRAYS),
    checkpointLocation: hasCheckpoint ? join(folder, CHECKPOINT) : null,
  };
};

const nameOf = ({ done, counters }: RunProgress): string => `step-${counters.step}-epoch-${done.length}`;

/** How far on the state of a name is: its step, then its epochs. */
const positionOf = (name: string): readonly [number, number] => {
  const [, step, epoch] = STATE.exec(name) ?? [];
  return [Number(step), Number(epoch)];
};

const furthestFirst = (one: string, other: string): number => {
  const [left, right] = [positionOf(one), positionOf(other)];
  return right[0] - left[0] || right[1] - left[1];
};

/** Names of the states in a folder, the furthest first, and of all else. */
const readNames = async (
  folder: string,
): Promise<{ readonly states: readonly string[]; readonly others: readonly string[] }> => {
  const names = await readdir(folder);
  return {
    states: names.filter((name) => STATE.test(name)).sort(furthestFirst),
    others: names.filter((name) => !STATE.test(name)),
  };
};

const writeManifest = async (folder: string, manifest: Manifest): Promise<void> => {
  const content = JSON.stringify(manifest);
  const handle = await open(join(folder, MANIFEST), 'wx');
  try {
    await handle.writeFile(`${sha256Of(content)}\n${content}`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFile(folder);
};

/** Puts the arrays and the checkpoint into a new folder; `written` says what the file of the arrays holds. */
const writeArrays = async (
  folder: string,
  arrays: readonly ArraySource[],
  checkpointLocation: string | null,
): Promise<{ readonly file: UnfinishedWeightsFile; readonly written: () => StoredFile }> => {
  await mkdir(folder, { recursive: true });
  if (checkpointLocation !== null) await linkOrCopy(checkpointLocation, join(folder, CHECKPOINT));
  const hash = createHash('sha256');
  let bytes = 0;
  const onBytes = (piece: Uint8Array): void => {
    bytes += piece.length;
    hash.update(piece);
  };
  const file = await startWeightsFile(join(folder, ARRAYS), arrays, { onBytes });
  return { file, written: () => ({ name: ARRAYS, bytes, sha256: hash.digest('hex') }) };
};

/** The attempt did not wait for the disk when it wrote it. */
const settleCheckpoint = async (location: string): Promise<StoredFile> => {
  await syncFile(location);
  return hashFile(location);
};

/** Moves a whole state to its name. Another attempt may have written the same one, which is as good. */
const nameState = async (from: string, to: string): Promise<void> => {
  try {
    await rename(from, to);
  } catch (error) {
    const isTaken =
      error instanceof Error && 'code' in error && ['EEXIST', 'ENOTEMPTY'].includes(String(error.code));
    if (!isTaken) throw error;
    await rm(from, { recursive: true, force: true });
  }
};

/**
 * Opens the states of the run `identity` in a folder that is there (absolute). A state has a folder of its own that appears as
 * a whole, manifest last; all attempts write the same bits for the same step, so it does not matter which of them wrote it.
 */
export const openStateFolder = (folder: string, identity: string): StateFolder => {
  const remove = (name: string): Promise<void> => rm(join(folder, name), { recursive: true, force: true });

  const prune = async (): Promise<void> => {
    const { states } = await readNames(folder);
    for (const name of states.slice(KEPT)) await remove(name);
  };

  return {
    find: async () => {
      await mkdir(folder, { recursive: true });
      const { states, others } = await readNames(folder);
      for (const name of others) await remove(name);
      let found: FoundState | null = null;
      for (const name of states) {
        const state: FoundState | null = found ?? (await readState(join(folder, name), identity));
        if (state === null) await remove(name);
        found = state;
      }
      return found;
    },
    start: async (progress, arrays, checkpointLocation) => {
      const name = `partial-${randomUUID()}`;
      const temporary = join(folder, name);
      const orRemove = async <T>(work: () => Promise<T>): Promise<T> => {
        try {
          return await work();
        } catch (error) {
          await remove(name);
          throw error;
        }
      };
      const { file, written } = await orRemove(() => writeArrays(temporary, arrays, checkpointLocation));
      return {
        finish: () =>
          orRemove(async () => {
            await file.finish();
            const files = [written()];
            if (checkpointLocation !== null) files.push(await settleCheckpoint(join(temporary, CHECKPOINT)));
            await writeManifest(temporary, { format: FORMAT, identity, progress, files });
            await nameState(temporary, join(folder, nameOf(progress)));
            await syncFile(folder);
            await prune();
          }),
      };
    },
  };
};
