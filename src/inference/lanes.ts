import type { AppError } from '../domain/index.ts';
import type { InferenceItem, ItemResult } from './infer-call.ts';
import { type BatchedResult, type BatcherSettings, MicroBatcher } from './micro-batcher.ts';

/** Two lines to one process: pictures wait for each other; rows, which cost little, for other rows only, and no window is kept open for them. */
export const makeLanes = (
  batching: BatcherSettings,
  runBatch: (items: readonly InferenceItem[]) => Promise<readonly ItemResult[]>,
) => {
  const pixels = new MicroBatcher(batching, runBatch);
  const rows = new MicroBatcher({ ...batching, windowMs: 0 }, runBatch);
  const submit = async (
    items: readonly InferenceItem[],
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<readonly BatchedResult<ItemResult>[]> => {
    const isRow = ({ input }: InferenceItem): boolean => input.kind === 'row';
    // What waits in one lane leaves it when the other one refuses its part.
    const failed = new AbortController();
    const both = AbortSignal.any([signal, failed.signal]);
    try {
      const parts = await Promise.all([
        pixels.submit(
          items.filter((item) => !isRow(item)),
          deadlineMs,
          both,
        ),
        rows.submit(items.filter(isRow), deadlineMs, both),
      ]);
      const [ofPixels, ofRows] = parts.map((part) => part.values());
      return items.flatMap((item) => {
        const next = (isRow(item) ? ofRows : ofPixels)?.next();
        return next === undefined || next.done === true ? [] : [next.value];
      });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  const drain = (error: AppError): void => {
    pixels.drain(error);
    rows.drain(error);
  };
  return { submit, drain };
};
