import type { JobEvent, JobEventBody, JobProgress } from '../domain/index.ts';

/** The ordered events of jobs while they are alive. `QUEUE_UNAVAILABLE` when it cannot be reached. */
export interface EventLog {
  /** Adds an event and returns its id; ids sort in time and are never given twice. Progress events also replace the job's latest progress. */
  append(jobId: string, at: string, body: JobEventBody): Promise<string>;
  /** Events after the one with id `after` (null: from the first), oldest first, at most `limit`. */
  read(jobId: string, after: string | null, limit: number): Promise<readonly JobEvent[]>;
  /** As `read`, and then live, without gap or repeat, until `signal` aborts. */
  follow(jobId: string, after: string | null, signal: AbortSignal): AsyncIterable<JobEvent>;
  /** The latest progress, or null if none is known or it cannot be had now. Never throws. */
  latestProgress(jobId: string): Promise<JobProgress | null>;
}
