import {
  AppError,
  type ModelManifest,
  type ModelReference,
  type Prediction,
  softmax,
  topPredictions,
} from '../domain/index.ts';
import type {
  AnswerCache,
  Clock,
  HeatMapPainter,
  IdSource,
  PictureDecoder,
  PredictionStore,
  Predictor,
} from '../ports/index.ts';
import { type ResolveModelDeps, resolveModel } from './resolve-model.ts';

/** What a prediction is asked for. */
export interface PredictInput {
  /** null: the model whose version was published last. */
  readonly reference: ModelReference | null;
  /** One or more pictures as they came, undecoded. */
  readonly pictures: readonly Uint8Array[];
  readonly topK: number;
  /** Replaces the model's own; 0..1. */
  readonly threshold: number | null;
  readonly cache: CacheUse;
  /** Whether each answer says where in the picture its likeliest class was seen. */
  readonly explain: boolean;
  /** Whether each answer is kept with its picture. */
  readonly store: boolean;
}

/** What becomes of answers that are known: used; put aside and replaced by what is computed; neither read nor kept. */
export type CacheUse = 'use' | 'renew' | 'bypass';

/** Where in a picture its likeliest class was seen. */
export interface PictureExplanation {
  readonly method: 'gradcam';
  readonly className: string;
  /** The layer whose map is shown. */
  readonly layer: string;
  /** PNG, equally large: the map alone, and the picture with the map blended in. */
  readonly heatMap: Uint8Array;
  readonly blended: Uint8Array;
  /** Milliseconds that it took beside the answer. */
  readonly ms: number;
}

/** The answer for one picture. */
export interface PictureAnswer {
  readonly topK: readonly Prediction[];
  readonly abstained: boolean;
  /** True where no picture was decoded for it: the answer, or what the backbone makes of the picture, was known. */
  readonly cached: boolean;
  /** null where none was asked for. */
  readonly explanation: PictureExplanation | null;
  /** Of the stored prediction; null where none was to be stored. */
  readonly predictionId: string | null;
}

/** The answer for one picture, or what was wrong with it. */
export type PredictedPicture = PictureAnswer | { readonly error: AppError };

/** Answers in the order of the pictures, and where the time went (milliseconds). */
export interface PredictResult {
  readonly model: string;
  readonly version: number;
  readonly predictions: readonly PredictedPicture[];
  readonly timing: { readonly queueMs: number; readonly decodeMs: number; readonly inferMs: number };
}

/** What `makePredict` needs. */
export interface PredictDeps extends ResolveModelDeps {
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly painter: HeatMapPainter;
  readonly predictor: Pick<Predictor, 'infer' | 'load' | 'isLoaded'>;
  readonly answers: AnswerCache;
  /** null: predictions are not stored here. */
  readonly predictions: { readonly store: Pick<PredictionStore, 'keep'>; readonly ids: IdSource } | null;
  readonly clock: Clock;
  /** How long after its arrival a request may still start to compute. */
  readonly deadlineMs: number;
  /** Most pictures between arrival and answer. */
  readonly maxInFlight: number;
}

type Decoded = { readonly pixels: Uint8Array } | { readonly error: AppError };

const isFaultOfPicture = (error: unknown): error is AppError =>
  error instanceof AppError && error.code.startsWith('IMAGE_');

const decodeAll = (
  { decoder }: PredictDeps,
  { preprocessing }: ModelManifest,
  pictures: readonly Uint8Array[],
): Promise<readonly Decoded[]> => {
  const { width, height, interpolation, orient } = preprocessing;
  return Promise.all(
    pictures.map(async (bytes): Promise<Decoded> => {
      try {
        return { pixels: await decoder.decode({ bytes }, { width, height, interpolation, orient }) };
      } catch (error) {
        // A single bad picture fails the call; among several it is an entry of its own.
        if (pictures.length === 1 || !isFaultOfPicture(error)) throw error;
        return { error };
      }
    }),
  );
};

const answerOf = (manifest: ModelManifest, input: PredictInput, logits: Float32Array): PredictedPicture => {
  const probabilities = softmax(logits, manifest.calibration.temperature);
  const threshold = input.threshold ?? manifest.threshold;
  return {
    topK: topPredictions(probabilities, manifest.classNames, input.topK),
    abstained: threshold !== null && Math.max(...probabilities) < threshold,
    cached: false,
    explanation: null,
    predictionId: null,
  };
};

/**
 * Makes the use case behind `POST /predict`. A single bad picture throws its error (`IMAGE_…`); among several it is an entry.
 * `MODEL_NOT_READY`, `MODEL_NOT_FOUND`, and the errors of the predictor.
 */
export const makePredict =
  (deps: PredictDeps) =>
  async (input: PredictInput, signal: AbortSignal): Promise<PredictResult> => {
    const startMs = deps.clock.now().getTime();
    const manifest = await resolveModel(deps, input.reference);
    const decodeStartMs = performance.now();
    const decoded = await decodeAll(deps, manifest, input.pictures);
    const decodeMs = performance.now() - decodeStartMs;
    const pictures = decoded.flatMap((picture) => ('pixels' in picture ? [picture.pixels] : []));
    const inputs = pictures.map((pixels) => ({ kind: 'pixels' as const, pixels, explain: false }));
    const request = { manifest, inputs, deadlineMs: startMs + deps.deadlineMs };
    const {
      pictures: inferred,
      queueMs,
      inferMs,
    } = pictures.length === 0
      ? { pictures: [], queueMs: 0, inferMs: 0 }
      : await deps.predictor.infer(request, signal);
    const answers = inferred.values();
    const predictions = decoded.map((picture): PredictedPicture => {
      if ('error' in picture) return picture;
      const answer = answers.next();
      if (answer.done === true)
        throw new AppError('INTERNAL', 'the predictor gave fewer answers than pictures');
      return answerOf(manifest, input, answer.value.logits);
    });
    return {
      model: manifest.model,
      version: manifest.version,
      predictions,
      timing: { queueMs, decodeMs, inferMs },
    };
  };
