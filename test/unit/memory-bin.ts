import type { Dataset } from '../../src/domain/index.ts';
import type { DatasetStore } from '../../src/ports/index.ts';

type Bin = Pick<DatasetStore, 'bin' | 'restore' | 'purge' | 'wasGivenAgain'>;

/** The bin beside the datasets of a test; `given` are those that were given to somebody else too. */
export const makeMemoryBin = (stored: Map<string, Dataset>, given: ReadonlySet<string> = new Set()): Bin => {
  const binned = new Map<string, Dataset>();
  const move = (id: string, from: Map<string, Dataset>, to: Map<string, Dataset>): Promise<boolean> => {
    const dataset = from.get(id);
    if (dataset !== undefined) to.set(id, dataset);
    return Promise.resolve(from.delete(id));
  };
  return {
    bin: (id) => move(id, stored, binned),
    restore: (id) => move(id, binned, stored),
    purge: (id) => Promise.resolve(binned.delete(id)),
    wasGivenAgain: (id) => Promise.resolve(given.has(id)),
  };
};
