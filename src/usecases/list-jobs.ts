import type { EventLog, JobFilter, Page, PageRequest, RunStore } from '../ports/index.ts';
import { type JobView, viewOf } from './find-job.ts';

/** Makes the use case behind `GET /jobs`: newest first. The filter is on the recorded state. */
export const makeListJobs =
  ({
    runs,
    events,
  }: {
    readonly runs: Pick<RunStore, 'list' | 'requestedControl'>;
    readonly events: Pick<EventLog, 'latestProgress'>;
  }) =>
  async (filter: JobFilter, page: PageRequest): Promise<Page<JobView>> => {
    const { data, nextAfter } = await runs.list(filter, page);
    return { data: await Promise.all(data.map((job) => viewOf({ runs, events }, job))), nextAfter };
  };
