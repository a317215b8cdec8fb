import type { DeviceInfo, HeatMap, ModelManifest, Precision } from '../domain/index.ts';

/** One picture that is asked of a version: its pixels, or the row that an earlier answer gave for it. */
export type InferenceInput =
  /** RGB bytes `[224, 224, 3]`. `explain`: the answer has a heat map. */
  | { readonly kind: 'pixels'; readonly pixels: Uint8Array; readonly explain: boolean }
  /** Of a version with the same `featureKeyOf`. */
  | { readonly kind: 'row'; readonly row: Float32Array };

/** Pictures of one request for one model version. */
export interface InferenceRequest {
  readonly manifest: ModelManifest;
  readonly inputs: readonly InferenceInput[];
  /** Milliseconds since 1970 after which no compute is spent on the request. */
  readonly deadlineMs: number;
}

/** The answer for one picture. */
export interface InferredPicture {
  /** `[classes]`. */
  readonly logits: Float32Array;
  /** The map at the freeze boundary, or its average (`hasPooledRows`): good for every version with the same `featureKeyOf`. */
  readonly row: Float32Array;
  /** Where it was asked for, with the milliseconds it took beside the answer; otherwise null. */
  readonly explanation: { readonly heatMap: HeatMap; readonly ms: number } | null;
}

/** Answers in the order of the inputs, and where the time went (milliseconds). */
export interface InferenceReply {
  readonly pictures: readonly InferredPicture[];
  readonly queueMs: number;
  readonly inferMs: number;
}

/** In which precisions the frozen part of a model runs here. */
export interface PrecisionSupport {
  /** What `auto` is where a recipe allows both, as it was measured on this machine. */
  readonly auto: Precision;
  /** `available`, or why not. */
  readonly int8: string;
}

/** Whether predictions can be answered now. */
export type PredictorHealth =
  | { readonly state: 'ready'; readonly device: DeviceInfo; readonly precision: PrecisionSupport }
  | { readonly state: 'starting' | 'down'; readonly detail: string };

/** Answers with published versions. */
export interface Predictor {
  /** `PREDICT_QUEUE_FULL`, `PREDICT_DEADLINE`, `PREDICTOR_UNAVAILABLE`, `WEIGHTS_MISSING`, `WEIGHTS_INVALID`, `PRECISION_UNAVAILABLE`. */
  infer(request: InferenceRequest, signal: AbortSignal): Promise<InferenceReply>;
  /**
   * Loads a version and runs it once, beside those that answer meanwhile; several calls for one version share the work, and for one
   * that is loaded there is none. Errors as `infer`, without those of the queue.
   */
  load(manifest: ModelManifest): Promise<void>;
  /** True while a version answers without being loaded first. */
  isLoaded(manifest: ModelManifest): boolean;
  health(): PredictorHealth;
}
