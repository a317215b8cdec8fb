import type { AppError } from '../domain/index.ts';
import { type EndUnheldJobDeps, endUnheldJob } from './end-unheld-job.ts';

/**
 * Makes the use case that ends a job `failed` when the queue gives it up: its attempts are used up, or its workers died too
 * often. A job that has ended meanwhile stays as it is.
 */
export const makeGiveUpJob =
  (deps: EndUnheldJobDeps) =>
  (jobId: string, error: AppError): Promise<void> =>
    endUnheldJob(deps, jobId, (recorder) => recorder.fail(error));
