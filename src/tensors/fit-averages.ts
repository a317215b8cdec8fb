import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../domain/index.ts';

/** Loss and accuracy over pictures, as Keras averages them: each batch counts as many times as it has pictures. */
export interface Averages {
  readonly loss: number;
  readonly accuracy: number;
}

/** What was added up so far: pictures, losses times pictures, right answers. Plain JSON. */
export interface Sums {
  readonly pictures: number;
  readonly loss: number;
  readonly correct: number;
}

/** Nothing added up yet. */
export const NO_SUMS: Sums = { pictures: 0, loss: 0, correct: 0 };

/** One batch more. */
export const addBatch = (
  sums: Sums,
  result: { readonly loss: number; readonly correct: number },
  pictures: number,
): Sums => ({
  pictures: sums.pictures + pictures,
  loss: sums.loss + result.loss * pictures,
  correct: sums.correct + result.correct,
});

/** The averages of what was added up. */
export const averagesOf = ({ pictures, loss, correct }: Sums): Averages => ({
  loss: loss / pictures,
  accuracy: correct / pictures,
});

/** `TRAINING_DIVERGED` when a loss is not finite. */
export const refuseInfinite = (loss: number, where: string): void => {
  if (Number.isFinite(loss)) return;
  const hint = 'A lower learning rate or another preprocessing may help.';
  throw new AppError('TRAINING_DIVERGED', `The training loss became ${loss} ${where}. ${hint}`);
};

/** Lets messages go out and the signal be seen. */
export const pause = async (signal: AbortSignal): Promise<void> => {
  await nextTurn();
  signal.throwIfAborted();
};
