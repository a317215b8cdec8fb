import type { AugmentRecipe, Example } from '../domain/index.ts';
import { AUGMENT_WARNING, makeAugmentedRows } from './augmented-rows.ts';
import { type CachedRowSource, fillRows, makeCachedRows } from './cached-rows.ts';
import type { FeatureCache, FeatureKey } from './feature-cache.ts';
import { makeRowComputer, makeTurns, type PixelsOf, type RowBase } from './row-computer.ts';
import type { Rows } from './rows.ts';

/** The pictures of a job, and how they become rows. */
export interface RowsInput {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly pixelsOf: PixelsOf;
  /** Loads the frozen part; called only when a row has to be computed. */
  readonly openBase: () => Promise<RowBase>;
  readonly cache: FeatureCache;
  readonly key: FeatureKey;
  /** How training pictures are changed at random, from the job's seed; null: not at all. */
  readonly augment: { readonly recipe: AugmentRecipe; readonly seed: number } | null;
}

/** Hears of the preparation. */
export interface RowsObserver {
  /** `done` of `pictures` have their rows, those of earlier jobs first. */
  readonly onDone: (done: number, pictures: number) => void;
  /** One sentence for the user. */
  readonly onWarning: (message: string) => void;
}

/** The rows of a job. `close` waits for a gather that runs, and frees the file and the frozen part. */
export interface PreparedRows {
  readonly train: Rows;
  /** Of the training pictures as they are: `train` itself, unless that is augmented; then each gather computes what it is asked for. */
  readonly plainTrain: Rows;
  readonly validation: Rows;
  readonly close: () => Promise<void>;
}

/**
 * Makes the rows of all pictures that stay as they are, as far as no earlier job has: those of validation, and of training without
 * augmentation. The frozen part is freed then; only augmented rows keep it while they are used.
 * Rejects with what `pixelsOf`, `openBase` and the frozen part reject with, or with the signal's reason; nothing stays open then.
 */
export const prepareRows = async (
  input: RowsInput,
  { onDone, onWarning }: RowsObserver,
  signal: AbortSignal,
): Promise<PreparedRows> => {
  const { train, validation, pixelsOf, key, augment } = input;
  if (augment !== null) onWarning(AUGMENT_WARNING);
  const kept = augment === null ? [...train, ...validation] : validation;
  const file = await input.cache.open(key, kept.length, onWarning);
  const computer = makeRowComputer(input.openBase, key, signal);
  const close = async (): Promise<void> => {
    await computer.release();
    await file.close();
  };
  const source: CachedRowSource = { file, width: key.width, computer, pixelsOf };
  try {
    const onFilled = (done: number): void => {
      onDone(done, kept.length);
    };
    await fillRows(source, kept, onFilled, signal);
    await computer.release();
  } catch (error) {
    await close();
    throw error;
  }
  const turns = makeTurns();
  const inTurn = (rows: Rows): Rows => ({
    ...rows,
    gather: (indices, draw) => turns.take(() => rows.gather(indices, draw)),
  });
  const plainTrain = inTurn(makeCachedRows(source, train, signal));
  return {
    train: augment === null ? plainTrain : inTurn(makeAugmentedRows({ ...source, ...augment }, train)),
    plainTrain,
    validation: inTurn(makeCachedRows(source, validation, signal)),
    close: async () => {
      await turns.end();
      await close();
    },
  };
};
