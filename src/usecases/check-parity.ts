import { createHash } from 'node:crypto';
import {
  AppError,
  chooseParityPictures,
  compareAnswers,
  type Example,
  type ModelManifest,
  type Parity,
  type ServedAnswer,
  UNKNOWN_ALIAS,
} from '../domain/index.ts';
import type {
  AnswerCache,
  CandidateServing,
  Clock,
  DatasetStore,
  HeatMapPainter,
  NewVersion,
  PictureDecoder,
  ServedCandidate,
} from '../ports/index.ts';
import { makeAdmission } from './admission.ts';
import { mapInOrder } from './map-in-order.ts';
import { makePredict, type PredictDeps, type PredictedPicture } from './predict.ts';

/** What `makeCheckParity` needs. */
export interface CheckParityDeps {
  readonly datasets: Pick<DatasetStore, 'content'>;
  readonly decoder: Pick<PictureDecoder, 'decode'>;
  readonly candidates: CandidateServing;
  /** The bytes of a file of this machine. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  readonly clock: Clock;
}

/** What is checked, and against what: `logits` are the trainer's, `[validation.length, classNames.length]`. */
export interface CheckParityInput {
  readonly candidate: NewVersion;
  readonly datasetId: string;
  readonly seed: number;
  /** In the order of the logits. */
  readonly classNames: readonly string[];
  readonly validation: readonly Example[];
  readonly logits: Float32Array;
  readonly temperature: number;
}

/** Hears how many of the pictures are done. */
export type OnChecked = (done: number, images: number) => void;

/** Pictures of one call, as many as go through the backbone at once. */
const PICTURES_A_CALL = 16;

/** While the pictures of one call are computed, those of the next are decoded. */
const CALLS_AT_ONCE = 2;

/** A machine that is slow may take its time: this is about what is answered, not when. */
const DEADLINE_MS = 600_000;

/** What is wrong with the version and not with the machine: it would answer nobody. */
const FAULTS_OF_VERSION: ReadonlySet<string> = new Set([
  'WEIGHTS_MISSING',
  'WEIGHTS_INVALID',
  'PRECISION_UNAVAILABLE',
]);

const noAnswers: AnswerCache = {
  keyOf: (picture) => Promise.resolve(createHash('sha256').update(picture).digest('hex')),
  find: () => null,
  keep: () => undefined,
};

const noPainter: HeatMapPainter = {
  paint: () => Promise.reject(new AppError('INTERNAL', 'expected pictures without an explanation')),
};

/** A store in which the candidate is the only version. */
const storeOf = (manifest: ModelManifest): PredictDeps['models'] => ({
  find: () => Promise.resolve(manifest),
  models: () => Promise.resolve([]),
  alias: () => Promise.resolve(manifest.version),
  aliasState: () => Promise.resolve(UNKNOWN_ALIAS),
  newest: () => Promise.resolve(manifest),
});

const answerOf = (picture: PredictedPicture): ServedAnswer =>
  'error' in picture ? { fault: picture.error.message } : { answers: picture.topK };

const faultOf = (error: unknown): ServedAnswer => {
  if (error instanceof AppError && FAULTS_OF_VERSION.has(error.code)) return { fault: error.message };
  throw error;
};

const bytesOf = async (
  { datasets, readFile }: CheckParityDeps,
  datasetId: string,
  example: Example,
): Promise<Uint8Array> => {
  const source = await datasets.content(datasetId, example);
  return 'bytes' in source ? source.bytes : readFile(source.path);
};

/** Asks the candidate for pictures as a client of `/predict` would: their bytes in, a probability for each class out. */
const makeAsk = (deps: CheckParityDeps, { manifest, predictor }: ServedCandidate, datasetId: string) => {
  const { decoder, clock } = deps;
  const models = storeOf(manifest);
  const maxInFlight = PICTURES_A_CALL * CALLS_AT_ONCE;
  const predict = makePredict({
    models,
    decoder,
    painter: noPainter,
    predictor,
    answers: noAnswers,
    predictions: null,
    clock,
    deadlineMs: DEADLINE_MS,
    admission: makeAdmission({ models, predictor, maxInFlight }),
  });
  const { model, version } = manifest;
  const settings = {
    reference: { by: 'version', model, version },
    topK: manifest.classNames.length,
    threshold: null,
    cache: 'bypass',
    explain: false,
    store: false,
  } as const;
  return async (examples: readonly Example[], signal: AbortSignal): Promise<readonly ServedAnswer[]> => {
    signal.throwIfAborted();
    const pictures = await Promise.all(examples.map((example) => bytesOf(deps, datasetId, example)));
    try {
      const { predictions } = await predict({ ...settings, pictures }, signal);
      return predictions.map(answerOf);
    } catch (error) {
      const fault = faultOf(error);
      return examples.map(() => fault);
    }
  };
};

const inCalls = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / PICTURES_A_CALL) }, (_, call) =>
    items.slice(call * PICTURES_A_CALL, (call + 1) * PICTURES_A_CALL),
  );

/**
 * Makes the use case that asks a version, before it is published, for some of its validation pictures, through the code that
 * answers `POST /predict`, and compares with what the trainer computed: a fault of the stored weights, of the manifest or of the
 * way a picture is decoded shows. null without validation pictures. The errors of the stores, the decoder and the engine;
 * what is wrong with the version itself is in the result.
 */
export const makeCheckParity =
  (deps: CheckParityDeps) =>
  async (input: CheckParityInput, onChecked: OnChecked, signal: AbortSignal): Promise<Parity | null> => {
    const { candidate, datasetId, classNames, validation, logits, temperature, seed } = input;
    if (validation.length === 0) return null;
    const startMs = deps.clock.now().getTime();
    const labels = validation.map(({ classIndex }) => classIndex);
    const chosen = chooseParityPictures(labels, seed).flatMap((row) => {
      const example = validation[row];
      const own = logits.subarray(row * classNames.length, (row + 1) * classNames.length);
      return example === undefined ? [] : [{ example, logits: own }];
    });
    const served = await deps.candidates.serve(candidate);
    try {
      const ask = makeAsk(deps, served, datasetId);
      let done = 0;
      const calls = await mapInOrder(inCalls(chosen), CALLS_AT_ONCE, async (pictures) => {
        const answers = await ask(
          pictures.map(({ example }) => example),
          signal,
        );
        done += pictures.length;
        onChecked(done, chosen.length);
        return answers;
      });
      const answers = calls.flat();
      const pictures = chosen.map((picture, index) => ({
        ...picture,
        served: answers[index] ?? { fault: 'there was no answer' },
      }));
      const seconds = (deps.clock.now().getTime() - startMs) / 1000;
      return compareAnswers({ classNames, temperature, pictures, seconds });
    } finally {
      await served.close();
    }
  };
