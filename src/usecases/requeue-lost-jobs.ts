import type { Log, RunStore, TrainingQueue } from '../ports/index.ts';
import { unfinishedJobs } from './unfinished-jobs.ts';

/**
 * Makes the use case that a worker runs at its start: jobs that are not final and that the queue does not hold (it was
 * emptied, or a crash came between record and queue) are enqueued again, oldest first. Returns how many. `QUEUE_UNAVAILABLE`.
 */
export const makeRequeueLostJobs =
  ({
    runs,
    queue,
    log,
  }: {
    readonly runs: Pick<RunStore, 'list'>;
    readonly queue: Pick<TrainingQueue, 'holds' | 'enqueue'>;
    readonly log: Log;
  }) =>
  async (): Promise<number> => {
    const jobs = [];
    for await (const job of unfinishedJobs(runs)) jobs.unshift(job);
    let requeued = 0;
    for (const job of jobs) {
      if (await queue.holds(job.id)) continue;
      await queue.enqueue(job.id);
      requeued += 1;
      log.warn({ jobId: job.id, state: job.state }, 'a job that the queue had lost is enqueued again');
    }
    return requeued;
  };
