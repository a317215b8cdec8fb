import { AppError, isFinal } from '../domain/index.ts';
import type { RunStore } from '../ports/index.ts';
import { recordOf } from './find-job.ts';

/** Makes the use case behind `DELETE /jobs/:id`. `JOB_NOT_FOUND`; `JOB_STATE_CONFLICT` while the job is not final. */
export const makeRemoveJob =
  ({ runs }: { readonly runs: Pick<RunStore, 'find' | 'remove'> }) =>
  async (id: string): Promise<void> => {
    const { state } = await recordOf(runs, id);
    if (!isFinal(state)) {
      throw new AppError(
        'JOB_STATE_CONFLICT',
        `expected a job that has ended, the job ${id} is ${state}: cancel it first`,
      );
    }
    await runs.remove(id);
  };
