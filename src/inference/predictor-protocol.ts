import type { DeviceInfo, ErrorRecord, ModelManifest } from '../domain/index.ts';
import type { PrecisionSupport } from '../ports/index.ts';

/** Pictures that go through the same model version; their bytes lie one after the other in the payload. */
export interface PictureGroup {
  readonly manifest: ModelManifest;
  /** Absolute path of the version's weights. */
  readonly weightsLocation: string;
  readonly pictures: number;
}

/** The outcome for one group: logits `[pictures, classes]` in the payload (float32, little endian), or why there are none. */
export type GroupOutcome = { readonly classes: number } | { readonly error: ErrorRecord };

/** What the API process and the predictor process say to each other. */
export interface PredictorProtocol {
  readonly request: { readonly groups: readonly PictureGroup[] };
  /** One outcome a group, in order; `inferMs` is the time spent in the engine. */
  readonly reply: { readonly outcomes: readonly GroupOutcome[]; readonly inferMs: number };
  readonly ready: { readonly device: DeviceInfo; readonly precision: PrecisionSupport };
}
