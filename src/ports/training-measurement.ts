import type { DeviceInfo, Precision } from '../domain/index.ts';

/** What a short trial on this machine found out about a run. */
export interface TrainingMeasurement {
  readonly device: DeviceInfo;
  readonly precision: Precision;
  /** `decoded`: those that went through the backbone for the trial. */
  readonly pictures: { readonly train: number; readonly validation: number; readonly decoded: number };
  readonly steps: { readonly perEpoch: number; readonly validationPerEpoch: number };
  /** Decoding and the frozen part of the backbone, once a picture. */
  readonly secondsPerPicture: number;
  readonly secondsPerStep: number;
  readonly secondsPerValidationStep: number;
  readonly memory: { readonly neededBytes: number; readonly availableBytes: number };
  readonly warnings: readonly string[];
}
