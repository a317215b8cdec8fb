import { BIN_DAYS, purgeLimit } from '../domain/index.ts';
import type { Clock, DatasetStore, Log } from '../ports/index.ts';

/** Makes what removes for good what has lain in the bin for `BIN_DAYS`. */
export const makePurgeBinnedDatasets =
  ({
    datasets,
    clock,
    log,
  }: {
    readonly datasets: Pick<DatasetStore, 'purgeBinned'>;
    readonly clock: Clock;
    readonly log: Log;
  }) =>
  async (): Promise<void> => {
    for (const datasetId of await datasets.purgeBinned(purgeLimit(clock.now()))) {
      log.info({ datasetId }, `a dataset was removed for good after ${BIN_DAYS} days in the bin`);
    }
  };
