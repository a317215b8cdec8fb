import type { DeviceInfo, ModelManifest, Precision } from '../domain/index.ts';

/** Pictures of one request for one model version. */
export interface InferenceRequest {
  readonly manifest: ModelManifest;
  /** RGB bytes `[224, 224, 3]` each. */
  readonly pictures: readonly Uint8Array[];
  /** Milliseconds since 1970 after which no compute is spent on the request. */
  readonly deadlineMs: number;
}

/** Logits of each picture `[classes]`, in order, and where the time went (milliseconds). */
export interface InferenceReply {
  readonly logits: readonly Float32Array[];
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
  health(): PredictorHealth;
}
