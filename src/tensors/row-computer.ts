import type { Example, Preprocess } from '../domain/index.ts';
import { BACKBONE_BATCH } from './float-base.ts';
import type { FrozenBase } from './frozen-base.ts';
import { poolRow } from './pool-row.ts';

/** The frozen part, as far as rows are computed with it. */
export type RowBase = Pick<FrozenBase, 'rowsOf' | 'close' | 'precision'>;

/** How pictures become rows. */
export interface RowSettings {
  readonly preprocess: Preprocess;
  /** `average`: the 512 means of a map `[7, 7, 512]`; `map`: the whole map at the boundary. */
  readonly pool: 'average' | 'map';
}

/** Computes rows with a frozen part that is loaded when the first picture comes. */
export interface RowComputer {
  /** Pictures (RGB bytes `[224, 224, 3]`) to one row each, in order, owned by the caller. One call at a time. */
  readonly compute: (pictures: readonly Uint8Array[]) => Promise<Float32Array[]>;
  /** The same for rows that are kept: their bits do not depend on how many pictures there are. */
  readonly computeKept: (pictures: readonly Uint8Array[]) => Promise<Float32Array[]>;
  /** Frees the weights; the next picture loads them again. */
  readonly release: () => Promise<void>;
}

/**
 * Pictures in full passes, the last one said again. On processors without AVX-512 the last bits of the last picture of a pass depend
 * on the number of pictures in it; int8 has no such trait.
 */
const inFullPasses = (pictures: readonly Uint8Array[]): readonly Uint8Array[] => {
  const [last] = pictures.slice(-1);
  const missing = (BACKBONE_BATCH - (pictures.length % BACKBONE_BATCH)) % BACKBONE_BATCH;
  return last === undefined ? pictures : [...pictures, ...Array.from({ length: missing }, () => last)];
};

/** Rejects with what `openBase` and `rowsOf` reject with, or with the signal's reason. */
export const makeRowComputer = (
  openBase: () => Promise<RowBase>,
  { preprocess, pool }: RowSettings,
  signal: AbortSignal,
): RowComputer => {
  let base: RowBase | null = null;
  const run = async (
    toPasses: (pictures: readonly Uint8Array[], base: RowBase) => readonly Uint8Array[],
    pictures: readonly Uint8Array[],
  ): Promise<Float32Array[]> => {
    base ??= await openBase();
    const passes = toPasses(pictures, base);
    const maps = (await base.rowsOf(passes, preprocess, signal)).slice(0, pictures.length);
    return pool === 'average' ? maps.map(poolRow) : maps;
  };
  return {
    compute: (pictures) => run((all) => all, pictures),
    computeKept: (pictures) =>
      run((all, { precision }) => (precision === 'float32' ? inFullPasses(all) : all), pictures),
    release: async () => {
      const opened = base;
      base = null;
      await opened?.close();
    },
  };
};

/** Decodes one picture: RGB bytes `[224, 224, 3]`. */
export type PixelsOf = (example: Example) => Promise<Uint8Array>;

/** Runs tasks one after the other. `end` waits for those that were given before it; tasks after it are refused. */
export const makeTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  let hasEnded = false;
  const take = <T>(task: () => Promise<T>): Promise<T> => {
    if (hasEnded)
      return Promise.reject(new Error('expected rows that are open, received a call after they were closed'));
    const taken = last.then(task);
    last = taken.catch(() => undefined);
    return taken;
  };
  return {
    take,
    end: async (): Promise<void> => {
      hasEnded = true;
      await last;
    },
  };
};
