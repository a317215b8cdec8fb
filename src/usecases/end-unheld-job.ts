import { isFinal } from '../domain/index.ts';
import type { RunStore } from '../ports/index.ts';
import { AttemptRecorder, type AttemptRecorderDeps, AttemptSuperseded } from './attempt-recorder.ts';

/** What ending a job that no worker holds needs. */
export interface EndUnheldJobDeps extends AttemptRecorderDeps {
  readonly runs: AttemptRecorderDeps['runs'] & Pick<RunStore, 'find' | 'beginAttempt'>;
}

/**
 * Writes the end of a job that no worker holds; does nothing for one that has ended or is gone. An attempt that was begun and
 * died before it wrote anything still owns the job, so the end may need an attempt number of its own.
 */
export const endUnheldJob = async (
  deps: EndUnheldJobDeps,
  jobId: string,
  end: (recorder: AttemptRecorder) => Promise<void>,
): Promise<void> => {
  for (const isTakeover of [false, true]) {
    const job = await deps.runs.find(jobId);
    if (job === null || isFinal(job.state)) return;
    const attempt = isTakeover ? await deps.runs.beginAttempt(jobId) : job.attempt;
    try {
      await end(new AttemptRecorder(deps, { ...job, attempt }));
      return;
    } catch (error) {
      if (!(error instanceof AttemptSuperseded)) throw error;
    }
  }
};
