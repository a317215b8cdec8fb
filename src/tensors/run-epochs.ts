import {
  type CheckpointDecision,
  type EpochMetrics,
  type EpochRecord,
  finiteOrNull,
  type RawMetrics,
  type Recipe,
} from '../domain/index.ts';
import type { TrainingObserver, TrainingOutcome } from '../ports/index.ts';
import { openArrays } from '../safetensors/index.ts';
import { type Callbacks, makeCallbacks } from './callbacks.ts';
import { type CheckpointWriter, createCheckpointWriter } from './checkpoint-writer.ts';
import type { Averages, Fit } from './fit.ts';
import type { FitCounters } from './gradient-fit.ts';
import { makeStateKeeper, type StateKeeper } from './state-keeper.ts';
import { type FoundState, openStateFolder, type RunProgress } from './training-state.ts';

/** What the epochs of a run need. */
export interface EpochsInput {
  readonly recipe: Recipe;
  /** Untouched: at its first step. */
  readonly fit: Fit;
  /** Absolute folder that the weights of saved epochs are written into. */
  readonly attemptFolder: string;
  /** Absolute folder of the states to resume from, shared by all attempts. */
  readonly stateFolder: string;
  /** As `runIdentity` gives it: states of other runs are not gone on from. */
  readonly identity: string;
  readonly observer: Pick<TrainingObserver, 'onProgress' | 'onEpoch' | 'onWarning' | 'onResume'>;
  readonly signal: AbortSignal;
  /** Least time between two states. */
  readonly stateIntervalMs?: number;
}

/** How the epochs ended, and where the weights of the best are. */
export type EpochsOutcome = Pick<TrainingOutcome, 'stopReason' | 'best' | 'weightsLocation'>;

const STATE_INTERVAL_MS = 60_000;

const rawMetrics = (train: Averages | null, validation: Averages | null): RawMetrics => ({
  ...(train === null ? {} : { loss: train.loss, accuracy: train.accuracy }),
  ...(validation === null ? {} : { val_loss: validation.loss, val_accuracy: validation.accuracy }),
});

const recordedMetrics = (metrics: RawMetrics): EpochMetrics =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, finiteOrNull(value)]));

const seconds = (): number => performance.now() / 1000;

/** The run as it goes on: the one place where its progress changes. */
class Epochs {
  private readonly input: EpochsInput;
  private readonly callbacks: Callbacks;
  private readonly checkpoints: CheckpointWriter;
  private readonly keeper: StateKeeper;
  private readonly startedAt = seconds();
  private readonly doneBefore: number;
  private done: readonly EpochRecord[];
  private best: RunProgress['best'];
  /** Where the fit stood after its last step; null before there is anything to resume. */
  private counters: FitCounters | null = null;

  constructor(
    input: EpochsInput,
    checkpoints: CheckpointWriter,
    keeper: StateKeeper,
    from: RunProgress | null,
  ) {
    this.input = input;
    this.checkpoints = checkpoints;
    this.keeper = keeper;
    this.callbacks = makeCallbacks(input.recipe, from?.callbacks ?? null);
    this.done = from?.done ?? [];
    this.doneBefore = this.done.length;
    this.best = from?.best ?? null;
  }

  async run(isResumed: boolean): Promise<EpochsOutcome> {
    const { recipe, fit, signal, observer } = this.input;
    if (!isResumed && recipe.head.start === 'converged') await this.measureStart();
    this.counters = fit.state()?.counters ?? null;
    while (!this.isOver()) {
      const record = await this.runEpoch(this.done.length + 1);
      this.done = [...this.done, record];
      this.counters = fit.state()?.counters ?? null;
      await observer.onEpoch(record);
      signal.throwIfAborted();
    }
    return this.outcome();
  }

  /** Makes the state durable, where there is one. */
  async handBack(): Promise<void> {
    if (this.counters !== null) await this.keeper.keep(this.progress(this.counters));
    await this.keeper.settled();
  }

  private isOver(): boolean {
    return this.done.length >= this.input.recipe.epochs || this.done.at(-1)?.earlyStopping?.stop === true;
  }

  private progress(counters: FitCounters): RunProgress {
    return { done: this.done, counters, callbacks: this.callbacks.states(), best: this.best };
  }

  private async measureStart(): Promise<void> {
    const metrics = rawMetrics(null, await this.input.fit.validate(this.input.signal));
    const decision = this.callbacks.onStart(metrics);
    if (decision.saved) await this.save(0, recordedMetrics(metrics), decision);
  }

  private async save(epoch: number, metrics: EpochMetrics, { value }: CheckpointDecision): Promise<void> {
    await this.checkpoints.save(epoch, this.input.fit.sources());
    this.best = { epoch, metrics, value };
  }

  private async runEpoch(epoch: number): Promise<EpochRecord> {
    const { fit, signal } = this.input;
    const epochStartedAt = seconds();
    const train = await fit.runEpoch((step) => this.onStep(epoch, step), signal);
    const raw = rawMetrics(train, await fit.validate(signal));
    const metrics = recordedMetrics(raw);
    // As Keras logs it: of the next step, before a plateau lowers it.
    const { learningRate } = fit;
    const { checkpoint, earlyStopping, nextRate } = this.callbacks.onEpochEnd(epoch, raw, learningRate);
    if (nextRate !== null) fit.setLearningRate(nextRate);
    if (checkpoint.saved) await this.save(epoch, metrics, checkpoint);
    return {
      epoch,
      metrics,
      learningRate,
      seconds: seconds() - epochStartedAt,
      checkpoint,
      earlyStopping,
    };
  }

  private async onStep(epoch: number, step: number): Promise<void> {
    const { fit, recipe, observer } = this.input;
    const doneHere = this.done.length - this.doneBefore;
    const secondsPerEpoch = doneHere === 0 ? null : (seconds() - this.startedAt) / doneHere;
    observer.onProgress({ epoch, epochs: recipe.epochs, step, steps: fit.stepsPerEpoch, secondsPerEpoch });
    this.counters = fit.state()?.counters ?? null;
    if (this.counters !== null && this.keeper.isDue()) await this.keeper.keep(this.progress(this.counters));
  }

  private async outcome(): Promise<EpochsOutcome> {
    const last = this.done.at(-1);
    if (last !== undefined && this.best === null) {
      this.input.observer.onWarning(
        'No epoch was better than the threshold of the checkpoint: the weights of the last one are kept.',
      );
      await this.save(last.epoch, last.metrics, last.checkpoint);
    }
    const weightsLocation = this.checkpoints.location();
    if (this.best === null || weightsLocation === null) throw new Error('expected at least one epoch');
    const stopReason = last?.earlyStopping?.stop === true ? 'earlyStopping' : 'completedEpochs';
    return { stopReason, best: this.best, weightsLocation };
  }
}

const restore = async (
  { fit }: EpochsInput,
  { progress, arraysLocation, checkpointLocation }: FoundState,
  checkpoints: CheckpointWriter,
): Promise<void> => {
  if (progress.best !== null && checkpointLocation !== null) {
    await checkpoints.adopt(progress.best.epoch, checkpointLocation);
  }
  const arrays = await openArrays(arraysLocation);
  try {
    fit.restore(progress.counters, (name, shape) => arrays.floats(name, shape));
  } finally {
    arrays.close();
  }
};

/**
 * Trains epoch after epoch with Keras's decisions: after each one ModelCheckpoint says whether its weights are saved, in
 * `attemptFolder`, and EarlyStopping whether it was the last. If none was saved, the last one's weights are, with a warning.
 * Goes on from the furthest sound state of the same run, bit for bit, and says so before the first step. When `signal` aborts
 * with the reason `handBack` the state is written first. When it fails, what was saved is on the disk.
 * `TRAINING_DIVERGED`, `STORAGE_UNAVAILABLE`.
 */
export const runEpochs = async (input: EpochsInput): Promise<EpochsOutcome> => {
  const { fit, attemptFolder, stateFolder, identity, observer, signal, stateIntervalMs } = input;
  const states = openStateFolder(stateFolder, identity);
  const checkpoints = createCheckpointWriter(attemptFolder);
  const warn = (message: string): void => {
    observer.onWarning(message);
  };
  const keeper = makeStateKeeper(fit, states, checkpoints, stateIntervalMs ?? STATE_INTERVAL_MS, warn);
  const found = fit.state() === null ? null : await states.find();
  if (found !== null) await restore(input, found, checkpoints);
  await observer.onResume(found?.progress.done ?? []);
  const epochs = new Epochs(input, checkpoints, keeper, found?.progress ?? null);
  try {
    return await epochs.run(found !== null);
  } catch (error) {
    if (signal.aborted && signal.reason === 'handBack' && error === signal.reason) await epochs.handBack();
    else await checkpoints.sync().catch(() => undefined);
    throw error;
  } finally {
    await keeper.settled();
  }
};
