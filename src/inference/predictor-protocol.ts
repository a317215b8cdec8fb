import type { DeviceInfo, ErrorRecord, HeatMap, ModelManifest } from '../domain/index.ts';
import type { ParentVersion, PrecisionSupport } from '../ports/index.ts';

/** One picture as it is announced; its values lie in the payload: RGB bytes `[224, 224, 3]`, or `values` float32. */
export type SentInput =
  | { readonly kind: 'pixels'; readonly explain: boolean }
  | { readonly kind: 'row'; readonly values: number };

/** Pictures for one version; the payload has what belongs to them one after the other. */
export interface SentGroup extends ParentVersion {
  readonly inputs: readonly SentInput[];
}

/** What the predictor process is asked. `pin`: the sha256 of the weights that are never evicted, in place of those before. */
export type PredictorRequest =
  | { readonly kind: 'infer'; readonly groups: readonly SentGroup[] }
  | { readonly kind: 'load'; readonly version: ParentVersion }
  | { readonly kind: 'pin'; readonly weights: readonly string[] };

/** A heat map as it is announced; its `width * height` values lie in the payload. */
export interface SentExplanation {
  readonly heatMap: Omit<HeatMap, 'values'>;
  readonly ms: number;
}

/** The answer for one picture: in the payload `classes` logits, `rowValues` of the row and the heat map, all float32; or why there is none. */
export type PictureOutcome =
  | {
      readonly classes: number;
      readonly rowValues: number;
      readonly explanation: SentExplanation | null;
    }
  | { readonly error: ErrorRecord };

/** What has changed since the last reply in which versions the process holds, by `versionKey`; at first it holds none. */
export interface HeldChange {
  /** Among the versions that the request was about. */
  readonly loaded: readonly string[];
  readonly dropped: readonly string[];
}

/** What the predictor process answers. `inferMs`: time spent in the engine. `error`: why a version could not be loaded. */
export type PredictorReply = { readonly held: HeldChange } & (
  | {
      readonly kind: 'inferred';
      readonly groups: readonly (readonly PictureOutcome[])[];
      readonly inferMs: number;
    }
  | { readonly kind: 'heard'; readonly error: ErrorRecord | null }
);

/** What the API process and the predictor process say to each other. Numbers of pictures travel as float32, little endian. */
export interface PredictorProtocol {
  readonly request: PredictorRequest;
  readonly reply: PredictorReply;
  readonly ready: { readonly device: DeviceInfo; readonly precision: PrecisionSupport };
}

/** Names a version. */
export const versionKey = ({ model, version }: ModelManifest): string => `${model}:${version}`;

/** The bytes of values, without a copy. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** `values` float32 of a payload: a view where the bytes lie as float32 must, otherwise a copy. */
export const floatsAt = (payload: Buffer, offset: number, values: number): Float32Array => {
  const bytes = payload.subarray(offset, offset + values * Float32Array.BYTES_PER_ELEMENT);
  const aligned = bytes.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? bytes : Uint8Array.from(bytes);
  return new Float32Array(aligned.buffer, aligned.byteOffset, values);
};
