/** Every name under which this room keeps things in Redis. All start with the service's prefix. */
export interface QueueNames {
  readonly prefix: string;
  /** The queue of training jobs, as BullMQ calls it (without the prefix). */
  readonly queue: string;
  /** BullMQ's own event stream of that queue, which carries the control messages. */
  readonly queueEvents: string;
  /** The channel on which the id of a job is published whenever it has a new event. */
  readonly notices: string;
  /** The stream of events of one job. */
  events(jobId: string): string;
  /** The latest progress of one job. */
  progress(jobId: string): string;
}

const QUEUE = 'training';

/** The names for one service; two services with different prefixes can share a server. */
export const makeQueueNames = (prefix: string): QueueNames => ({
  prefix,
  queue: QUEUE,
  queueEvents: `${prefix}:${QUEUE}:events`,
  notices: `${prefix}:notices`,
  events: (jobId) => `${prefix}:events:${jobId}`,
  progress: (jobId) => `${prefix}:progress:${jobId}`,
});

/** The kinds of job that the queue carries. */
export type QueuedJobName = 'train';

/** What the queue knows of a job; all else is in the run store. */
export interface QueuedJobData {
  readonly jobId: string;
}

/** The event by which a control verb reaches the worker that holds a job. */
export const CONTROL_EVENT = 'control';
