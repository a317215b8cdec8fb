import type {
  Calibration,
  DeviceInfo,
  EpochMetrics,
  EpochRecord,
  HeadArchitecture,
  Job,
  JobProgress,
  JobReport,
  JobState,
  ModelManifest,
  Precision,
  Preprocessing,
  StopReason,
} from '../domain/index.ts';
import type { ParentVersion } from './trainer.ts';

/** What a trainer process is told to do. Crosses a process border as JSON. */
export interface TrainerAssignment {
  readonly job: Job;
  readonly attempt: number;
  /** Absolute folder of the attempt; everything the trainer writes goes below it. */
  readonly folder: string;
  /** Absolute folder of the job, shared by its attempts, for the state to resume from. */
  readonly stateFolder: string;
  /** The version that the recipe's weights name. */
  readonly parent: ParentVersion | null;
}

/** What a trainer process says while it works. Crosses a process border as JSON. */
export type TrainerMessage =
  | { readonly type: 'device'; readonly device: DeviceInfo }
  | {
      readonly type: 'state';
      readonly state: Extract<JobState, 'validating' | 'preparing' | 'training' | 'evaluating'>;
    }
  | { readonly type: 'progress'; readonly progress: JobProgress }
  | { readonly type: 'epoch'; readonly epoch: EpochRecord }
  | { readonly type: 'precision'; readonly precision: Precision }
  /** The run goes on after these epochs; what an earlier attempt told of later ones is told again. */
  | { readonly type: 'resume'; readonly done: readonly EpochRecord[] }
  | { readonly type: 'warning'; readonly message: string };

/** What a trainer process leaves when it succeeds: all that publishing needs. Crosses a process border as JSON. */
export interface TrainedModel {
  readonly stopReason: Extract<StopReason, 'completedEpochs' | 'earlyStopping'>;
  readonly classNames: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly head: HeadArchitecture;
  readonly backbone: ModelManifest['backbone'];
  readonly best: { readonly epoch: number; readonly metrics: EpochMetrics; readonly value: number | null };
  readonly calibration: Calibration;
  /** What the model gets right and wrong on its validation pictures. */
  readonly report: JobReport;
  readonly threshold: number | null;
  readonly device: DeviceInfo;
  readonly weightsLocation: string;
}

/** Runs one attempt of a job in a fresh process of its own. */
export interface TrainerProcesses {
  /**
   * Resolves with the trained model. Rejects with the `AppError` that the trainer reported, or `TRAINER_CRASHED`.
   * When `signal` aborts the promise rejects with the signal's reason once the process is gone: it is killed at once, or for
   * `shutdown` after it has had some seconds to write the state that a later attempt goes on from.
   * `onMessage` calls are made in order, one at a time; when one rejects, the process is killed and the promise rejects with
   * that error.
   */
  run(
    assignment: TrainerAssignment,
    onMessage: (message: TrainerMessage) => Promise<void>,
    signal: AbortSignal,
  ): Promise<TrainedModel>;
}
