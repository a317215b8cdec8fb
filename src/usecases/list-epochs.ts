import type { EpochRecord } from '../domain/index.ts';
import type { Page, RunStore } from '../ports/index.ts';
import { recordOf } from './find-job.ts';

/** Makes the use case behind `GET /jobs/:id/epochs`: oldest first, those after the epoch `after`. `JOB_NOT_FOUND`. */
export const makeListEpochs =
  ({ runs }: { readonly runs: Pick<RunStore, 'find' | 'epochs'> }) =>
  async (
    id: string,
    { limit, after }: { readonly limit: number; readonly after: number | null },
  ): Promise<Page<EpochRecord>> => {
    await recordOf(runs, id);
    const rest = (await runs.epochs(id)).filter(({ epoch }) => after === null || epoch > after);
    const data = rest.slice(0, limit);
    const last = data.at(-1);
    return { data, nextAfter: rest.length > limit && last !== undefined ? String(last.epoch) : null };
  };
