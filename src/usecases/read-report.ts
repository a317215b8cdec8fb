import { AppError, type Job, type JobReport } from '../domain/index.ts';
import type { RunStore } from '../ports/index.ts';
import { recordOf } from './find-job.ts';

/** A report with the version that was published of the model it judges; null where that did not answer as the trainer did. */
export interface ReportView {
  readonly report: JobReport;
  readonly modelVersion: number | null;
}

/** It was not published, because of what its report says. */
const failedParity = ({ state, error }: Job): boolean =>
  state === 'failed' && error?.code === 'PARITY_FAILED';

const notReady = ({ state }: Job): AppError => {
  const received = state === 'succeeded' ? 'one that ended before reports were kept' : `one that is ${state}`;
  return new AppError(
    'REPORT_NOT_READY',
    `expected a job that has succeeded and left a report, received ${received}`,
  );
};

/**
 * Makes the use case behind `GET /jobs/:id/report`. `JOB_NOT_FOUND`, `REPORT_NOT_READY` until the job has succeeded, or failed
 * with `PARITY_FAILED`: before that, a report is of a model that may never be published.
 */
export const makeReadReport =
  ({ runs }: { readonly runs: Pick<RunStore, 'find' | 'report'> }) =>
  async (id: string): Promise<ReportView> => {
    const job = await recordOf(runs, id);
    const report = job.state === 'succeeded' || failedParity(job) ? await runs.report(id) : null;
    if (report === null) throw notReady(job);
    return { report, modelVersion: job.modelVersion };
  };
