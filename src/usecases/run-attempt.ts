import {
  AppError,
  type ErrorCode,
  isFinal,
  isParity,
  type ModelManifest,
  parityError,
} from '../domain/index.ts';
import type {
  Clock,
  EventLog,
  Log,
  ModelStore,
  RunStore,
  TrainedModel,
  TrainerProcesses,
} from '../ports/index.ts';
import { AttemptRecorder, AttemptSuperseded, CancelRequested } from './attempt-recorder.ts';
import { findParent } from './find-parent.ts';
import { makePromoteVersion } from './promote-version.ts';
import { makePublishVersion, type PublishVersion } from './publish-version.ts';

/** What `makeRunAttempt` needs. */
export interface RunAttemptDeps {
  readonly runs: Pick<
    RunStore,
    | 'find'
    | 'save'
    | 'beginAttempt'
    | 'attemptFolder'
    | 'appendEpoch'
    | 'stateFolder'
    | 'dropState'
    | 'epochs'
    | 'keepEpochs'
    | 'saveReport'
    | 'appendLog'
    | 'requestedControl'
  >;
  readonly events: Pick<EventLog, 'append'>;
  readonly models: Pick<
    ModelStore,
    'publish' | 'alias' | 'aliasState' | 'moveAlias' | 'versions' | 'find' | 'weightsLocation'
  >;
  readonly trainers: TrainerProcesses;
  readonly clock: Clock;
  readonly log: Log;
}

/** `finished`: the job has its final state, or is none of ours. `retry`: it was interrupted and goes back to the queue. */
export type AttemptOutcome = 'finished' | 'retry';

/** What may go well the next time. Everything else ends the job at once. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'TRAINER_CRASHED',
  'TRAINER_STALLED',
  'STORAGE_UNAVAILABLE',
  'INTERNAL',
]);

/** The version that an earlier attempt published before it could say so. */
const publishedBefore = async (
  { models }: RunAttemptDeps,
  { job }: AttemptRecorder,
): Promise<ModelManifest | null> => {
  if (job.state !== 'publishing') return null;
  const versions = await models.versions(job.request.model);
  return versions.find(({ jobId }) => jobId === job.id) ?? null;
};

/** A version that answers otherwise than the trainer did is not published; the report, which says how, is kept. `PARITY_FAILED`. */
const refuseDrift = async (recorder: AttemptRecorder, { report }: TrainedModel): Promise<void> => {
  if (report.parity === null || isParity(report.parity)) return;
  await recorder.keepReport(report);
  throw parityError(report.parity);
};

const work = async (
  deps: RunAttemptDeps,
  publish: PublishVersion,
  recorder: AttemptRecorder,
  signal: AbortSignal,
): Promise<void> => {
  const { id, attempt } = recorder.job;
  await recorder.obeyClient();
  const published = await publishedBefore(deps, recorder);
  if (published !== null) {
    // That attempt may have ended before it moved the aliases.
    const warnings = await makePromoteVersion(deps)(recorder.job, published);
    return recorder.succeed(published.version, warnings);
  }
  await recorder.begin();
  const folder = await deps.runs.attemptFolder(id, attempt);
  const stateFolder = await deps.runs.stateFolder(id);
  const parent = await findParent(deps, recorder.job.request.recipe);
  const trained = await deps.trainers.run(
    { job: recorder.job, attempt, folder, stateFolder, parent },
    (message) => recorder.hear(message),
    signal,
  );
  signal.throwIfAborted();
  await recorder.obeyClient();
  await refuseDrift(recorder, trained);
  await recorder.publishing(trained);
  await recorder.keepReport(trained.report);
  const { manifest, warnings } = await publish(recorder.job, attempt, trained);
  await recorder.succeed(manifest.version, warnings);
};

const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new AppError('INTERNAL', detail, { cause: error });
};

/** Found in every line about an attempt: the id of the request leads from a client's call to all that came of it. */
const factsOf = ({ job: { id, attempt, request } }: AttemptRecorder) => ({
  jobId: id,
  attempt,
  requestId: request.requestId,
});

/** Nobody goes on from this job any more. It has ended already, whether this goes well or not. */
const dropState = async ({ runs, log }: RunAttemptDeps, recorder: AttemptRecorder): Promise<void> => {
  try {
    await runs.dropState(recorder.job.id);
  } catch (error) {
    log.warn({ ...factsOf(recorder), error }, 'the state of a job that has ended could not be removed');
  }
};

/** Writes down how an attempt that did not succeed has ended; throws what the queue shall try again. */
const settle = async (
  deps: RunAttemptDeps,
  recorder: AttemptRecorder,
  error: unknown,
  signal: AbortSignal,
): Promise<AttemptOutcome> => {
  const { log } = deps;
  const facts = factsOf(recorder);
  if (error instanceof AttemptSuperseded) throw error;
  if (error instanceof CancelRequested || (signal.aborted && signal.reason === 'cancelled')) {
    await recorder.cancel();
    return 'finished';
  }
  if (signal.aborted) {
    log.warn({ ...facts, reason: String(signal.reason) }, 'an attempt was interrupted');
    // Without the lock another worker may have the job already, so nothing is written.
    if (signal.reason !== 'lockLost') await recorder.waitAgain(null);
    return 'retry';
  }
  const fault = toAppError(error);
  log.error({ ...facts, code: fault.code, error }, 'an attempt failed');
  if (RETRYABLE.has(fault.code)) {
    await recorder.waitAgain(fault);
    throw fault;
  }
  await recorder.fail(fault);
  // It would diverge again; after any other fault a client may want to go on from it.
  if (fault.code === 'TRAINING_DIVERGED') await dropState(deps, recorder);
  return 'finished';
};

/**
 * Makes the use case that a worker runs for a job it holds. `signal` aborts with an `AttemptInterruption` as its reason.
 * Rejects with `TRAINER_CRASHED`, `TRAINER_STALLED`, `STORAGE_UNAVAILABLE` or `INTERNAL` when the queue shall try again (the
 * record says `queued` then); every other fault ends the job `failed`. An attempt that a later one has fenced out
 * writes nothing more and counts as finished.
 */
export const makeRunAttempt = (deps: RunAttemptDeps) => {
  const publish = makePublishVersion(deps);
  return async (jobId: string, signal: AbortSignal): Promise<AttemptOutcome> => {
    const job = await deps.runs.find(jobId);
    if (job === null || isFinal(job.state)) {
      deps.log.warn(
        { jobId, state: job?.state ?? 'none' },
        'the queue holds a job that has nothing left to do',
      );
      return 'finished';
    }
    const attempt = await deps.runs.beginAttempt(jobId);
    const recorder = new AttemptRecorder(deps, { ...job, attempt });
    deps.log.info(factsOf(recorder), 'an attempt begins');
    try {
      try {
        await work(deps, publish, recorder, signal);
        await dropState(deps, recorder);
        deps.log.info(factsOf(recorder), 'an attempt succeeded');
        return 'finished';
      } catch (error) {
        return await settle(deps, recorder, error, signal);
      }
    } catch (error) {
      if (!(error instanceof AttemptSuperseded)) throw error;
      deps.log.warn(factsOf(recorder), 'an attempt was fenced out by a later one');
      return 'finished';
    }
  };
};
