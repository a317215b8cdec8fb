import {
  AppError,
  type ModelManifest,
  type ModelReference,
  PREDICTION_PREFIX,
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
import type { Admission } from './admission.ts';
import type { PictureExplanation } from './explain-picture.ts';
import { makeInTurn } from './in-turn.ts';
import { type Judged, type Judgement, judgePictures } from './judge-pictures.ts';
import { type Patience, startPatience } from './patience.ts';
import { contentsOf, isAllKnown, type KnownContents, knownOf } from './picture-contents.ts';
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
  readonly timing: Judged['timing'];
}

/** What `makePredict` needs. */
export interface PredictDeps extends ResolveModelDeps {
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly painter: HeatMapPainter;
  readonly predictor: Pick<Predictor, 'infer'>;
  readonly admission: Admission;
  readonly answers: AnswerCache;
  /** null: predictions are not stored here. */
  readonly predictions: { readonly store: Pick<PredictionStore, 'keep'>; readonly ids: IdSource } | null;
  readonly clock: Clock;
  /** How long after its arrival a request may still start to compute. */
  readonly deadlineMs: number;
}

/** Enough for every decoder process to have the next picture at hand; what waits longer can still be dropped. */
const DECODED_AT_ONCE = 8;

const answerOf = (
  { calibration, classNames, threshold: own }: ModelManifest,
  { topK, threshold: given }: PredictInput,
  judgement: Judgement | undefined,
): PredictedPicture => {
  if (judgement === undefined) throw new AppError('INTERNAL', 'expected a judgement of each picture');
  if ('error' in judgement) return { error: judgement.error };
  const { logits, cached, explanation } = judgement;
  const probabilities = softmax(logits, calibration.temperature);
  const threshold = given ?? own;
  return {
    topK: topPredictions(probabilities, classNames, topK),
    abstained: threshold !== null && Math.max(...probabilities) < threshold,
    cached,
    explanation,
    predictionId: null,
  };
};

/** Keeps an answer with its picture; who is told its id can rely on it. */
const keepAnswer = async (
  { predictions, clock }: PredictDeps,
  { model, version }: ModelManifest,
  answer: PredictedPicture,
  picture: { readonly sha256: string; readonly bytes: Uint8Array },
): Promise<PredictedPicture> => {
  if ('error' in answer || predictions === null) return answer;
  const { topK, abstained } = answer;
  const { sha256, bytes } = picture;
  const id = predictions.ids.next(PREDICTION_PREFIX);
  const createdAt = clock.now().toISOString();
  const about = { id, createdAt, model, version, topK, abstained, label: null };
  await predictions.store.keep({ ...about, picture: { sha256, bytes: bytes.length } }, bytes);
  return { ...answer, predictionId: id };
};

const storesNothing = (): AppError => {
  const detail = 'expected no store=true where PREDICTIONS_KEPT_DAYS is 0, which stores no predictions';
  return new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/store', detail }] });
};

/** The work of one request that was let in. */
const makeAnswering = (deps: PredictDeps) => {
  const { serve } = deps.admission;
  const judging = { ...deps, inTurn: makeInTurn(DECODED_AT_ONCE) };
  return async (input: PredictInput, patience: Patience): Promise<PredictResult> => {
    const wanted = await resolveModel(deps, input.reference);
    const contents = await contentsOf(deps.answers, input.pictures);
    // A heat map is made of the picture itself.
    const isReading = input.cache === 'use' && !input.explain;
    const find = (manifest: ModelManifest): KnownContents =>
      isReading ? knownOf(deps.answers, contents, manifest) : new Map();
    // A version whose answers are all known need not be loaded for them.
    const isKnown = isAllKnown(contents, find(wanted));
    const manifest = isKnown ? wanted : await serve(input.reference, wanted, patience);
    const order = { manifest, pictures: contents.pictures, known: find(manifest), explain: input.explain };
    const keep = input.cache !== 'bypass';
    const { judgements, timing } = await judgePictures(judging, { ...order, keep }, patience);
    const answer = async (bytes: Uint8Array, index: number): Promise<PredictedPicture> => {
      const sha256 = contents.keys[index] ?? '';
      const answered = answerOf(manifest, input, judgements.get(sha256));
      return input.store ? keepAnswer(deps, manifest, answered, { sha256, bytes }) : answered;
    };
    const predictions = await Promise.all(input.pictures.map(answer));
    const [only] = predictions;
    if (predictions.length === 1 && only !== undefined && 'error' in only) throw only.error;
    return { model: manifest.model, version: manifest.version, predictions, timing };
  };
};

/**
 * Makes the use case behind `POST /predict`. A single bad picture throws its error (`IMAGE_…`); among several it is an entry.
 * `REQUEST_INVALID` where predictions are not stored, `MODEL_NOT_READY`, `MODEL_NOT_FOUND`, `PREDICT_QUEUE_FULL`,
 * `PREDICT_DEADLINE`, the errors of the predictor and `STORAGE_UNAVAILABLE`.
 */
export const makePredict = (deps: PredictDeps) => {
  const { enter } = deps.admission;
  const answer = makeAnswering(deps);
  return async (input: PredictInput, signal: AbortSignal): Promise<PredictResult> => {
    if (input.store && deps.predictions === null) throw storesNothing();
    const leave = enter(input.pictures.length);
    const patience = startPatience(deps.clock, deps.deadlineMs, signal);
    try {
      return await answer(input, patience);
    } finally {
      patience.end();
      leave();
    }
  };
};
