import { isFinal, type Job } from '../domain/index.ts';
import type { RunStore } from '../ports/index.ts';

const PAGE = 100;

/** All jobs that are not final, newest first, as the run store has them. */
export async function* unfinishedJobs(runs: Pick<RunStore, 'list'>): AsyncGenerator<Job> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<RunStore['list']>> = await runs.list({}, { limit: PAGE, after });
    for (const job of page.data) if (!isFinal(job.state)) yield job;
    after = page.nextAfter;
  } while (after !== null);
}
