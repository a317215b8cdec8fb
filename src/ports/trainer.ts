import type {
  DeviceInfo,
  EpochMetrics,
  EpochRecord,
  Example,
  HeadArchitecture,
  JobProgress,
  ModelManifest,
  Precision,
  Recipe,
  StopReason,
} from '../domain/index.ts';
import type { TrainingMeasurement } from './training-measurement.ts';

/** A published version whose weights a run continues from. */
export interface ParentVersion {
  readonly manifest: ModelManifest;
  /** Absolute path of its weights. */
  readonly weightsLocation: string;
}

/** All that decides one training run. */
export interface TrainingInput {
  readonly recipe: Recipe;
  readonly classNames: readonly string[];
  /** In the dataset's order (directory, then name); shuffled by the trainer from `seed`. */
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly seed: number;
  /** Of the dataset; cached features are kept by it. */
  readonly datasetFingerprint: string;
  /** The version that `recipe.backbone.weights` names; null for `imagenet` and `none`. */
  readonly parent: ParentVersion | null;
  /** What an earlier attempt settled for `precision: auto`; null when nothing is settled yet. */
  readonly precision: Precision | null;
  /** Decodes one picture as the recipe says: RGB bytes `[224, 224, 3]`. Called a few at a time. */
  readonly pixelsOf: (example: Example) => Promise<Uint8Array>;
  /** Folder of this attempt (absolute): the weights of saved checkpoints are written into it. */
  readonly attemptFolder: string;
  /** Folder of the job (absolute), shared by its attempts: the full state to resume from is kept in it. */
  readonly stateFolder: string;
}

/** Hears of the run as it goes. The trainer waits for what it returns. */
export interface TrainingObserver {
  onPhase(phase: 'preparing' | 'training' | 'evaluating'): Promise<void>;
  /** `step` of `steps` within the phase. */
  onProgress(progress: Omit<JobProgress, 'phase' | 'percent' | 'etaSeconds'>): void;
  onEpoch(epoch: EpochRecord): Promise<void>;
  onWarning(message: string): void;
  /** The precision of the frozen part is settled; told before any features are computed. */
  onPrecision(precision: Precision): void;
  /** Told once, before the first step: the epochs that are done already (none: the run starts from the beginning), and are not told again. */
  onResume(done: readonly EpochRecord[]): Promise<void>;
}

/** What a finished run leaves. The file at `weightsLocation` holds the weights that `validationLogits` were computed with. */
export interface TrainingOutcome {
  readonly stopReason: Extract<StopReason, 'completedEpochs' | 'earlyStopping'>;
  readonly head: HeadArchitecture;
  readonly backbone: ModelManifest['backbone'];
  /** Epoch 0 is the start of a run whose head was trained to convergence first: no epoch was better. */
  readonly best: { readonly epoch: number; readonly metrics: EpochMetrics; readonly value: number | null };
  /** Logits `[validation pictures, classes]`, row by row, in the order of `validation`, of the saved checkpoint. */
  readonly validationLogits: Float32Array;
  /** Absolute path, below the attempt's folder. */
  readonly weightsLocation: string;
}

/** Runs training on a device. One run at a time. */
export interface Trainer {
  readonly device: DeviceInfo;
  /**
   * `TRAINING_DIVERGED` when the loss is not finite, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `PRECISION_UNAVAILABLE`,
   * `MEMORY_INSUFFICIENT`. Stops between steps when `signal` aborts; with the reason `handBack` the full state is written first.
   */
  train(input: TrainingInput, observer: TrainingObserver, signal: AbortSignal): Promise<TrainingOutcome>;
  /** Runs a few steps without keeping anything: what a dry run tells. The errors of `train` before its first step. */
  measure(
    input: Omit<TrainingInput, 'attemptFolder' | 'stateFolder' | 'datasetFingerprint' | 'precision'>,
    signal: AbortSignal,
  ): Promise<TrainingMeasurement>;
}
