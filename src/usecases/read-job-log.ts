import type { RunStore } from '../ports/index.ts';
import { recordOf } from './find-job.ts';

/** Makes the use case behind `GET /jobs/:id/logs`. `JOB_NOT_FOUND`. */
export const makeReadJobLog =
  ({ runs }: { readonly runs: Pick<RunStore, 'find' | 'readLog'> }) =>
  async (id: string): Promise<string> => {
    await recordOf(runs, id);
    return runs.readLog(id);
  };
