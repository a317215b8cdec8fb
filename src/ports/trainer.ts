import type {
  DeviceInfo,
  EpochMetrics,
  EpochRecord,
  Example,
  HeadArchitecture,
  JobProgress,
  Recipe,
  StopReason,
} from '../domain/index.ts';

/** All that decides one training run. */
export interface TrainingInput {
  readonly recipe: Recipe;
  readonly classNames: readonly string[];
  /** In the dataset's order (directory, then name); shuffled by the trainer from `seed`. */
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly seed: number;
  /** Decodes one picture as the recipe says: RGB bytes `[224, 224, 3]`. Called once a picture, a few at a time. */
  readonly pixelsOf: (example: Example) => Promise<Uint8Array>;
  /** Where the weights of the best epoch are written (a `.safetensors` file), atomically, at each saved checkpoint. */
  readonly checkpointLocation: string;
}

/** Hears of the run as it goes. The trainer waits for what it returns. */
export interface TrainingObserver {
  onPhase(phase: 'preparing' | 'training' | 'evaluating'): Promise<void>;
  /** `step` of `steps` within the phase. */
  onProgress(progress: Omit<JobProgress, 'phase' | 'percent' | 'etaSeconds'>): void;
  onEpoch(epoch: EpochRecord): Promise<void>;
  onWarning(message: string): void;
}

/** What a finished run leaves. The file at `checkpointLocation` holds the weights that `validationLogits` were computed with. */
export interface TrainingOutcome {
  readonly stopReason: Extract<StopReason, 'completedEpochs' | 'earlyStopping'>;
  readonly head: HeadArchitecture;
  readonly backboneSha256: string;
  readonly best: { readonly epoch: number; readonly metrics: EpochMetrics; readonly value: number | null };
  /** Logits `[validation pictures, classes]`, row by row, in the order of `validation`, of the saved checkpoint. */
  readonly validationLogits: Float32Array;
}

/** Runs training on a device. One run at a time. */
export interface Trainer {
  readonly device: DeviceInfo;
  /** `TRAINING_DIVERGED` when the loss is not finite, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`. Stops between steps when `signal` aborts. */
  train(input: TrainingInput, observer: TrainingObserver, signal: AbortSignal): Promise<TrainingOutcome>;
}
