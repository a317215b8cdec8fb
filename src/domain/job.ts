import type { ErrorRecord } from './errors.ts';
import type { DeviceRequest, MetricName, Precision, PresetName, Recipe, ValidationRule } from './recipe.ts';

/** States that a job passes through; the last three are final. */
export type JobState =
  | 'queued'
  | 'validating'
  | 'preparing'
  | 'training'
  | 'evaluating'
  | 'publishing'
  | 'pausing'
  | 'stopping'
  | 'cancelling'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

/** The states that a job never leaves. */
export type FinalJobState = 'succeeded' | 'failed' | 'cancelled';

/** Why training ended. */
export type StopReason = 'completedEpochs' | 'earlyStopping' | 'stopped' | 'cancelled' | 'diverged' | 'error';

/** Values of one epoch by Keras's names. NaN and infinity are null here, as on the wire. */
export type EpochMetrics = Readonly<Partial<Record<MetricName, number | null>>>;

/** How far a job is. `percent` is 0..100 over all phases; `step` counts within the phase. */
export interface JobProgress {
  readonly phase: JobState;
  /** 1-based; 0 before the first epoch. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  readonly percent: number;
  readonly etaSeconds: number | null;
  readonly secondsPerEpoch: number | null;
}

/** Keras's ModelCheckpoint decision at the end of an epoch. */
export interface CheckpointDecision {
  readonly monitor: MetricName;
  readonly value: number | null;
  readonly best: number | null;
  readonly saved: boolean;
}

/** Keras's EarlyStopping decision at the end of an epoch. */
export interface EarlyStoppingDecision {
  readonly monitor: MetricName;
  readonly value: number | null;
  readonly best: number | null;
  readonly wait: number;
  readonly patience: number;
  readonly stop: boolean;
}

/** The record of one finished epoch (1-based). */
export interface EpochRecord {
  readonly epoch: number;
  readonly metrics: EpochMetrics;
  readonly learningRate: number | null;
  readonly seconds: number;
  readonly checkpoint: CheckpointDecision;
  readonly earlyStopping: EarlyStoppingDecision | null;
}

/** The device and engine that did the tensor work. */
export interface DeviceInfo {
  readonly kind: 'cpu' | 'gpu';
  readonly name: string;
  /** For example `TensorFlow 2.21.0`. */
  readonly engine: string;
}

/** What a metric must be at least: a value, or what it is of the version that the alias points to. */
export type LeastValue = number | 'current';

/** What a job asks of its version before an alias moves to it. */
export type PublishMinimum = Readonly<Partial<Record<MetricName, LeastValue>>>;

/** What a client asked for, after defaults: all that a worker needs to run the job. */
export interface JobRequest {
  readonly model: string;
  readonly datasetId: string;
  readonly datasetFingerprint: string;
  readonly preset: PresetName;
  readonly recipe: Recipe;
  /** null where the dataset's folders give the split. */
  readonly validation: ValidationRule | null;
  readonly device: DeviceRequest;
  readonly seed: number;
  readonly publish: {
    readonly alias: string;
    /** Of metrics at the best epoch; a model below one is kept but the alias does not move to it. */
    readonly minimum: PublishMinimum;
    /** The version abstains where this precision asks for it, see `chooseThreshold`. null: never. */
    readonly abstain: { readonly precision: number } | null;
  };
  readonly metadata: Readonly<Record<string, string>>;
  /** The X-Request-Id of the call that made the job. */
  readonly requestId: string;
}

/** A job as it is stored. One writer at a time: the API until it is queued, then the worker that holds it. */
export interface Job {
  readonly id: string;
  readonly request: JobRequest;
  readonly state: JobState;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** Number of the attempt that wrote this record last; 0 before the first. Serves as the fencing number. */
  readonly attempt: number;
  readonly progress: JobProgress;
  /** Of the last epoch. */
  readonly metrics: EpochMetrics | null;
  readonly best: {
    readonly epoch: number;
    readonly monitor: MetricName;
    readonly value: number | null;
  } | null;
  readonly earlyStopping: { readonly wait: number; readonly patience: number } | null;
  readonly stopReason: StopReason | null;
  readonly device: DeviceInfo | null;
  /** Of the frozen part of the backbone, once a worker has settled it; later attempts keep it. */
  readonly precision: Precision | null;
  readonly warnings: readonly string[];
  readonly error: ErrorRecord | null;
  readonly modelVersion: number | null;
}

/** What happened to a job, in order. `id` is given by the event log; it sorts in time. */
export type JobEvent = { readonly id: string; readonly at: string } & JobEventBody;

/** An event before it has an id. */
export type JobEventBody =
  | { readonly type: 'state'; readonly data: { readonly state: JobState; readonly error?: ErrorRecord } }
  | { readonly type: 'progress'; readonly data: JobProgress }
  | { readonly type: 'epoch'; readonly data: EpochRecord }
  | {
      readonly type: 'log';
      readonly data: { readonly level: 'info' | 'warn' | 'error'; readonly message: string };
    };

const FINAL: ReadonlySet<JobState> = new Set(['succeeded', 'failed', 'cancelled']);

/** True for a state that a job never leaves. */
export const isFinal = (state: JobState): state is FinalJobState => FINAL.has(state);
