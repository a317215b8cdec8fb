import type { Example } from '../domain/index.ts';
import type { FeatureFile } from './feature-cache.ts';
import { BACKBONE_BATCH } from './float-base.ts';
import type { PixelsOf, RowComputer } from './row-computer.ts';
import type { FeatureRow } from './row-file.ts';
import type { Rows } from './rows.ts';

/** What rows are read from, and what computes those that are not there. */
export interface CachedRowSource {
  readonly file: FeatureFile;
  readonly width: number;
  readonly computer: RowComputer;
  readonly pixelsOf: PixelsOf;
}

const withoutTwins = (examples: readonly Example[]): readonly Example[] => [
  ...new Map(examples.map((example) => [example.sha256, example])).values(),
];

/** Rows of examples, a batch at a time. While the engine works on a batch the next one is decoded and the last one written. */
const computeRows = async (
  { file, computer, pixelsOf }: CachedRowSource,
  examples: readonly Example[],
  onRows: (rows: readonly FeatureRow[]) => void,
  signal: AbortSignal,
): Promise<void> => {
  const decode = (first: number): Promise<Uint8Array[]> => {
    const decoding = Promise.all(examples.slice(first, first + BACKBONE_BATCH).map(pixelsOf));
    // It is awaited a batch later, or never when something else fails first.
    decoding.catch(() => undefined);
    return decoding;
  };
  let next = decode(0);
  let written = Promise.resolve();
  for (let first = 0; first < examples.length; first += BACKBONE_BATCH) {
    const pictures = await next;
    signal.throwIfAborted();
    next = decode(first + BACKBONE_BATCH);
    const computed = await computer.computeKept(pictures);
    const rows = computed.map((values, at) => ({ sha256: examples[first + at]?.sha256 ?? '', values }));
    await written;
    written = file.append(rows);
    written.catch(() => undefined);
    onRows(rows);
  }
  await written;
};

/**
 * Computes the rows of the examples that the file does not have, and adds them to it. `onDone` hears how many of the examples are
 * done, those that were there first.
 */
export const fillRows = async (
  source: CachedRowSource,
  examples: readonly Example[],
  onDone: (pictures: number) => void,
  signal: AbortSignal,
): Promise<void> => {
  const missing = withoutTwins(examples.filter(({ sha256 }) => !source.file.has(sha256)));
  let done = examples.length - missing.length;
  if (done > 0) onDone(done);
  const onRows = (rows: readonly FeatureRow[]): void => {
    done += rows.length;
    onDone(done);
  };
  await computeRows(source, missing, onRows, signal);
};

/**
 * Rows of examples in a file. One that is not there any more, or not as it was written, is computed again, and the frozen part is
 * freed after it. One gather at a time.
 */
export const makeCachedRows = (
  source: CachedRowSource,
  examples: readonly Example[],
  signal: AbortSignal,
): Rows => {
  const { file, width, computer } = source;
  const recompute = async (damaged: readonly Example[]): Promise<Map<string, Float32Array>> => {
    const rows = new Map<string, Float32Array>();
    const onRows = (computed: readonly FeatureRow[]): void => {
      for (const { sha256, values } of computed) rows.set(sha256, values);
    };
    await computeRows(source, withoutTwins(damaged), onRows, signal);
    await computer.release();
    return rows;
  };
  return {
    count: examples.length,
    width,
    gather: async (indices) => {
      const wanted = indices.flatMap((index) => examples[index] ?? []);
      const values = new Float32Array(wanted.length * width);
      const rowAt = (at: number): Float32Array => values.subarray(at * width, (at + 1) * width);
      const isThere = await Promise.all(wanted.map(({ sha256 }, at) => file.read(sha256, rowAt(at))));
      if (isThere.every(Boolean)) return values;
      const rows = await recompute(wanted.filter((_, at) => isThere[at] === false));
      for (const [at, { sha256 }] of wanted.entries()) {
        const row = rows.get(sha256);
        if (row !== undefined) rowAt(at).set(row);
      }
      return values;
    },
  };
};
