import {
  type AppError,
  canFollow,
  type EpochRecord,
  type Job,
  type JobEventBody,
  type JobReport,
  type JobState,
  type StopReason,
} from '../domain/index.ts';
import type { Clock, EventLog, Log, RunStore, TrainedModel, TrainerMessage } from '../ports/index.ts';
import { appendEvent } from './append-event.ts';
import { begunJob, endedJobRecord, waitingJob, withEpoch, withEpochs } from './attempt-record.ts';

/** Thrown when a later attempt owns the job, or it has ended meanwhile: this attempt has no say any more. */
export class AttemptSuperseded extends Error {
  override readonly name = 'AttemptSuperseded';
}

/** Thrown when a client's wish to cancel is found in the run store. */
export class CancelRequested extends Error {
  override readonly name = 'CancelRequested';
}

/** What recording an attempt needs. */
export interface AttemptRecorderDeps {
  readonly runs: Pick<
    RunStore,
    'save' | 'appendEpoch' | 'epochs' | 'keepEpochs' | 'saveReport' | 'appendLog' | 'requestedControl'
  >;
  readonly events: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Keeps the record of one attempt: each change goes to the run store first and to the event log then. */
export class AttemptRecorder {
  private readonly deps: AttemptRecorderDeps;
  private current: Job;

  constructor(deps: AttemptRecorderDeps, job: Job) {
    this.deps = deps;
    this.current = job;
  }

  /** The record as it was written last. */
  get job(): Job {
    return this.current;
  }

  async begin(): Promise<void> {
    const { attempt } = this.current;
    await this.write(begunJob(this.current, attempt, this.now()));
    await this.note('info', `attempt ${attempt} begins`);
    await this.tell({ type: 'state', data: { state: 'validating' } });
  }

  /** Takes one message of the trainer. Throws `AttemptSuperseded` and `CancelRequested`, upon which the trainer is to be killed. */
  async hear(message: TrainerMessage): Promise<void> {
    switch (message.type) {
      case 'device':
        return this.write({ ...this.current, device: message.device });
      case 'state':
        return this.enter(message.state);
      case 'progress':
        this.current = { ...this.current, progress: message.progress };
        return this.tell({ type: 'progress', data: message.progress });
      case 'epoch':
        await this.deps.runs.appendEpoch(this.current.id, message.epoch);
        await this.write(withEpoch(this.current, message.epoch));
        await this.tell({ type: 'epoch', data: message.epoch });
        return this.obeyClient();
      case 'precision':
        return this.write({ ...this.current, precision: message.precision });
      case 'resume':
        return this.resume(message.done);
      case 'warning':
        return this.warn(message.message);
    }
  }

  /** Throws `CancelRequested` if that is what a client asked for. */
  async obeyClient(): Promise<void> {
    const verb = await this.deps.runs.requestedControl(this.current.id);
    if (verb === 'cancel') throw new CancelRequested('a client has cancelled the job');
  }

  async publishing(trained: TrainedModel): Promise<void> {
    const { epoch, value } = trained.best;
    const { monitor } = this.current.request.recipe.modelCheckpoint;
    const { stopReason, device } = trained;
    this.current = { ...this.current, best: { epoch, monitor, value }, stopReason, device };
    await this.enter('publishing');
  }

  /** To be called before anything is published: a version without a report could never get one. */
  async keepReport(report: JobReport): Promise<void> {
    const { id, attempt } = this.current;
    if (!(await this.deps.runs.saveReport(id, attempt, report))) throw this.superseded();
  }

  async succeed(version: number, warnings: readonly string[]): Promise<void> {
    for (const warning of warnings) await this.warn(warning);
    this.current = { ...this.current, modelVersion: version };
    await this.end('succeeded', this.current.stopReason ?? 'completedEpochs', null);
  }

  cancel(): Promise<void> {
    return this.end('cancelled', 'cancelled', null);
  }

  fail(error: AppError): Promise<void> {
    return this.end('failed', error.code === 'TRAINING_DIVERGED' ? 'diverged' : 'error', error);
  }

  /** The job goes back to the queue; `error` is why this attempt failed, null when it was only interrupted. */
  async waitAgain(error: AppError | null): Promise<void> {
    await this.write(waitingJob(this.current));
    const { attempt } = this.current;
    await (error === null
      ? this.note('info', `attempt ${attempt} was interrupted, the job waits again`)
      : this.note(
          'warn',
          `attempt ${attempt} failed, the job is tried again: ${error.code}: ${error.message}`,
        ));
    await this.tell({ type: 'state', data: { state: 'queued' } });
  }

  /** The earlier attempt may have been cut off before its last epochs got here. */
  private async resume(done: readonly EpochRecord[]): Promise<void> {
    const { runs } = this.deps;
    const { id } = this.current;
    await runs.keepEpochs(id, done.length);
    const known = new Set((await runs.epochs(id)).map(({ epoch }) => epoch));
    const missed = done.filter(({ epoch }) => !known.has(epoch));
    for (const epoch of missed) await runs.appendEpoch(id, epoch);
    await this.write(withEpochs(this.current, done));
    for (const epoch of missed) await this.tell({ type: 'epoch', data: epoch });
    if (done.length > 0) await this.note('info', `training goes on after epoch ${done.length}`);
  }

  private async enter(state: JobState): Promise<void> {
    const from = this.current.state;
    if (from === state) return;
    if (!canFollow(from, state)) {
      this.deps.log.warn({ jobId: this.current.id, from, state }, 'a state that cannot follow was left out');
      return;
    }
    const progress = { ...this.current.progress, phase: state, step: 0, steps: 0 };
    await this.write({ ...this.current, state, progress });
    await this.note('info', state);
    await this.tell({ type: 'state', data: { state } });
  }

  private async warn(message: string): Promise<void> {
    await this.write({ ...this.current, warnings: [...this.current.warnings, message] });
    await this.note('warn', message);
  }

  private async end(
    state: 'succeeded' | 'failed' | 'cancelled',
    stopReason: StopReason,
    error: AppError | null,
  ): Promise<void> {
    await this.write(endedJobRecord(this.current, this.now(), { state, stopReason, error }));
    const { id } = this.current;
    const line = error === null ? state : `${state}: ${error.code}: ${error.message}`;
    // The end is recorded: what follows only tells of it and must not undo it.
    await this.deps.runs
      .appendLog(id, this.lineOf(error === null ? 'info' : 'error', line))
      .catch((fault: unknown) => {
        this.deps.log.warn({ jobId: id, error: fault }, 'the last line of a job could not be written');
      });
    const data = error === null ? { state } : { state, error: error.toRecord() };
    await this.tell({ type: 'state', data });
  }

  private async write(job: Job): Promise<void> {
    if (!(await this.deps.runs.save(job))) throw this.superseded();
    this.current = job;
  }

  private superseded(): AttemptSuperseded {
    const { id, attempt } = this.current;
    return new AttemptSuperseded(`attempt ${attempt} of the job ${id} does not own the job any more`);
  }

  private async note(level: 'info' | 'warn', message: string): Promise<void> {
    await this.deps.runs.appendLog(this.current.id, this.lineOf(level, message));
    if (level === 'warn') await this.tell({ type: 'log', data: { level, message } });
  }

  private lineOf(level: string, message: string): string {
    return `${this.now()} ${level} ${message}`;
  }

  private tell(body: JobEventBody): Promise<void> {
    return appendEvent(this.deps, this.current.id, body);
  }

  private now(): string {
    return this.deps.clock.now().toISOString();
  }
}
