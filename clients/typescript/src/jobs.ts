import { type FollowOptions, followJob } from './events.ts';
import { entriesOf, WHOLE_PAGE } from './pages.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import type { AnswerOf, Epoch, Job, JobEvent, JobRequest, QueryOf } from './wire.ts';

/** How a job is waited for. */
export interface WaitOptions extends FollowOptions {
  /** Told of every event on the way. */
  readonly onEvent?: (event: JobEvent) => void;
}

/** The calls below `/jobs`. */
export const jobCalls = (transport: Transport) => {
  const get = (id: string, { signal }: CallOptions = {}): Promise<Job> =>
    transport.json<AnswerOf<'findJob'>>({ path: addressOf('/jobs/{id}', { id }), signal });
  return {
    /** Starts the training of a new version of a model. */
    create: (request: JobRequest, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'startTraining', 202>>({
        method: 'POST',
        path: '/jobs',
        body: request,
        signal,
      }),
    /** What the job would do and need, without doing it. */
    plan: (request: JobRequest, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'startTraining'>>({
        method: 'POST',
        path: '/jobs',
        query: { dryRun: true },
        body: request,
        signal,
      }),
    /** One part of the list of jobs, newest first. */
    list: (options: QueryOf<'listJobs'> & CallOptions = {}) => {
      const { signal, ...query } = options;
      return transport.json<AnswerOf<'listJobs'>>({ path: '/jobs', query, signal });
    },
    /** A job with its live progress. */
    get,
    /** The events of a job until it has ended; after a cut it goes on with the next event. */
    events: (id: string, options: FollowOptions = {}): AsyncGenerator<JobEvent, void, undefined> =>
      followJob(transport, id, options),
    /** Waits until a job has ended. Look at its `state`: a failed job is an answer, not an exception. */
    wait: async (id: string, { onEvent, ...options }: WaitOptions = {}): Promise<Job> => {
      for await (const event of followJob(transport, id, options)) onEvent?.(event);
      return get(id, options);
    },
    /** The finished epochs of a job, oldest first. */
    epochs: (id: string, { signal }: CallOptions = {}): AsyncGenerator<Epoch, void, undefined> =>
      entriesOf((after) =>
        transport.json<AnswerOf<'listEpochs'>>({
          path: addressOf('/jobs/{id}/epochs', { id }),
          query: { limit: WHOLE_PAGE, after },
          signal,
        }),
      ),
    /** What the job's model gets right and wrong; `REPORT_NOT_READY` until the job has succeeded. */
    report: (id: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'readReport'>>({ path: addressOf('/jobs/{id}/report', { id }), signal }),
    /** The log of a job, as text. */
    logs: async (id: string, { signal }: CallOptions = {}): Promise<string> =>
      (await transport.send({ path: addressOf('/jobs/{id}/logs', { id }), signal })).text(),
    /** The report as one page for people, in HTML. */
    reportPage: async (id: string, { signal }: CallOptions = {}): Promise<string> =>
      (await transport.send({ path: addressOf('/jobs/{id}/report.html', { id }), signal })).text(),
    /** Ends a job now; nothing is published. */
    cancel: (id: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'cancelJob'>>({
        method: 'POST',
        path: addressOf('/jobs/{id}/cancel', { id }),
        signal,
      }),
    /** Removes a job that has ended, with its files. */
    remove: (id: string, { signal }: CallOptions = {}): Promise<void> =>
      transport.done({ method: 'DELETE', path: addressOf('/jobs/{id}', { id }), signal }),
  };
};
