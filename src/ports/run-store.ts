import type { EpochRecord, Job, JobReport, JobState } from '../domain/index.ts';
import type { Page, PageRequest } from './page.ts';

/** Which jobs are listed. */
export interface JobFilter {
  readonly state?: JobState;
  readonly model?: string;
}

/** What a client asked of a job; written by the API only, read by whoever holds the job. */
export type ControlVerb = 'cancel';

/**
 * The lasting record of every job; it outlives the queue. All writes are atomic.
 * `STORAGE_UNAVAILABLE` when the storage cannot be used.
 */
export interface RunStore {
  create(job: Job): Promise<void>;
  find(id: string): Promise<Job | null>;
  list(filter: JobFilter, page: PageRequest): Promise<Page<Job>>;
  /** Replaces the record. False, and nothing is written, if a later attempt owns the job or its state is final. */
  save(job: Job): Promise<boolean>;
  /** Takes the job for a new attempt and returns its number (1, 2, …), which fences all earlier ones. */
  beginAttempt(id: string): Promise<number>;
  /** Folder for the files of an attempt, as an absolute path on this machine; it exists. */
  attemptFolder(id: string, attempt: number): Promise<string>;
  /** Folder that the attempts of a job share, for the state to resume from, as an absolute path on this machine; it exists. */
  stateFolder(id: string): Promise<string>;
  /** Removes what is in that folder: nobody goes on from it any more. */
  dropState(id: string): Promise<void>;
  /** Adds the record of a finished epoch; an epoch that is there already is replaced. */
  appendEpoch(id: string, epoch: EpochRecord): Promise<void>;
  /** Oldest first. */
  epochs(id: string): Promise<readonly EpochRecord[]>;
  /** Forgets the epochs after `upTo` (0: all): an attempt goes on from there and tells of them again. */
  keepEpochs(id: string, upTo: number): Promise<void>;
  /** Keeps what the model of an attempt got right and wrong. False, and nothing is written, where `save` of that attempt would write nothing. */
  saveReport(id: string, attempt: number, report: JobReport): Promise<boolean>;
  /** The report of the latest attempt that has saved one. */
  report(id: string): Promise<JobReport | null>;
  appendLog(id: string, line: string): Promise<void>;
  readLog(id: string): Promise<string>;
  requestControl(id: string, verb: ControlVerb): Promise<void>;
  requestedControl(id: string): Promise<ControlVerb | null>;
  /** Removes a job and its files; false if there was none. */
  remove(id: string): Promise<boolean>;
}
