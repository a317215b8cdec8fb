import type { Config } from '../config/index.ts';
import { makePurgeBinnedDatasets, makeSweepPredictions } from '../usecases/index.ts';
import type { ApiAdapters } from './api-adapters.ts';

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** Removes what has had its time, now and from time to time; nobody waits for it. Returns what ends that. */
export const startSweeps = (adapters: ApiAdapters, { PREDICTIONS_KEPT_DAYS }: Config): (() => void) => {
  const { uploads, log } = adapters;
  const purgeBin = makePurgeBinnedDatasets(adapters);
  const sweepPredictions = makeSweepPredictions({ ...adapters, keptDays: PREDICTIONS_KEPT_DAYS });
  const again = (what: string, everyMs: number, work: () => Promise<unknown>): NodeJS.Timeout => {
    const sweep = (): void => {
      work().catch((error: unknown) => {
        log.warn({ err: error }, `${what} were not swept`);
      });
    };
    sweep();
    return setInterval(sweep, everyMs).unref();
  };
  const timers = [
    again('expired uploads', HOUR_MS, () => uploads.removeExpired()),
    again('deleted datasets', DAY_MS, purgeBin),
    again('stored predictions', HOUR_MS, sweepPredictions),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
};
