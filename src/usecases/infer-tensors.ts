import { AppError, argMax, type ModelManifest, type ModelReference, softmax } from '../domain/index.ts';
import type { Clock, Predictor } from '../ports/index.ts';
import type { Admission } from './admission.ts';
import { startPatience } from './patience.ts';
import type { PredictedPicture, PredictInput, PredictResult } from './predict.ts';
import { type ResolveModelDeps, resolveModel } from './resolve-model.ts';

/** The pictures of one tensor: as they are encoded, or RGB bytes `[224, 224, 3]` each. */
export interface TensorPictures {
  readonly kind: 'encoded' | 'pixels';
  readonly pictures: readonly Uint8Array[];
}

/** What tensors are inferred from. */
export interface InferTensorsInput {
  readonly reference: ModelReference;
  readonly tensor: TensorPictures;
}

/** One row of the outputs. */
export interface TensorRow {
  /** Calibrated, in the order of the classes. */
  readonly probabilities: readonly number[];
  readonly classIndex: number;
  readonly abstained: boolean;
}

/** One row a picture, in order. */
export interface InferredTensors {
  readonly model: string;
  readonly version: number;
  readonly classNames: readonly string[];
  readonly rows: readonly TensorRow[];
}

/** What `makeInferTensors` needs. */
export interface InferTensorsDeps extends ResolveModelDeps {
  readonly predict: (input: PredictInput, signal: AbortSignal) => Promise<PredictResult>;
  readonly predictor: Pick<Predictor, 'infer'>;
  /** The one of `predict`. */
  readonly admission: Admission;
  readonly clock: Clock;
  /** How long after its arrival a request may still start to compute. */
  readonly deadlineMs: number;
}

type Infer = (
  reference: ModelReference,
  pictures: readonly Uint8Array[],
  signal: AbortSignal,
) => Promise<InferredTensors>;

/** The protocol has no errors of single pictures, so the one of the call says which picture it is about. */
const atPicture = (error: unknown, index: number): unknown => {
  if (!(error instanceof AppError) || !error.code.startsWith('IMAGE_')) return error;
  const detail = `picture ${index}, counted from 0: ${error.message}`;
  return new AppError(error.code, detail, {
    errors: [{ pointer: `/inputs/0/data/${index}`, detail: error.message }],
    cause: error,
  });
};

const rowOfPicture = (picture: PredictedPicture, index: number, classNames: readonly string[]): TensorRow => {
  if ('error' in picture) throw atPicture(picture.error, index);
  const known = new Map(picture.topK.map(({ className, probability }) => [className, probability]));
  const probabilities = classNames.map((className) => known.get(className) ?? 0);
  return { probabilities, classIndex: argMax(probabilities), abstained: picture.abstained };
};

const ALL_CLASSES = Number.MAX_SAFE_INTEGER;

const makeInferEncoded = ({ predict, models }: InferTensorsDeps): Infer => {
  const order = { topK: ALL_CLASSES, threshold: null, cache: 'use', explain: false, store: false } as const;
  return async (reference, pictures, signal) => {
    const result = await predict({ ...order, reference, pictures }, signal).catch((error: unknown) => {
      // A single bad picture is the fault of the whole prediction.
      throw pictures.length === 1 ? atPicture(error, 0) : error;
    });
    const { model, version, predictions } = result;
    const { classNames } = await resolveModel({ models }, { model, by: 'version', version });
    const rows = predictions.map((picture, index) => rowOfPicture(picture, index, classNames));
    return { model, version, classNames, rows };
  };
};

const rowOfLogits = (logits: Float32Array, { calibration, threshold }: ModelManifest): TensorRow => {
  const probabilities = softmax(logits, calibration.temperature);
  const classIndex = argMax(probabilities);
  const abstained = threshold !== null && Math.max(...probabilities) < threshold;
  return { probabilities, classIndex, abstained };
};

const makeInferPixels = (deps: InferTensorsDeps): Infer => {
  const { enter, serve } = deps.admission;
  return async (reference, pictures, signal) => {
    const leave = enter(pictures.length);
    const patience = startPatience(deps.clock, deps.deadlineMs, signal);
    try {
      const manifest = await serve(reference, await resolveModel(deps, reference), patience);
      const inputs = pictures.map((pixels) => ({ kind: 'pixels' as const, pixels, explain: false }));
      const { deadlineMs, client } = patience;
      const reply = await deps.predictor.infer({ manifest, inputs, deadlineMs }, client);
      const { model, version, classNames } = manifest;
      const rows = reply.pictures.map(({ logits }) => rowOfLogits(logits, manifest));
      return { model, version, classNames, rows };
    } finally {
      patience.end();
      leave();
    }
  };
};

/**
 * Makes the use case behind the Open Inference Protocol: encoded pictures go the way of `makePredict`, pixels straight to the
 * predictor. Fails as a whole for one bad picture, and says which it is. Errors as `makePredict`.
 */
export const makeInferTensors = (deps: InferTensorsDeps) => {
  const inferEncoded = makeInferEncoded(deps);
  const inferPixels = makeInferPixels(deps);
  return ({ reference, tensor }: InferTensorsInput, signal: AbortSignal): Promise<InferredTensors> => {
    const infer = tensor.kind === 'encoded' ? inferEncoded : inferPixels;
    return infer(reference, tensor.pictures, signal);
  };
};
