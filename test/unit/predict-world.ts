import { AppError, type HeatMap, type ModelManifest, type StoredPrediction } from '../../src/domain/index.ts';
import { makeAnswerCache } from '../../src/inference/index.ts';
import type { InferenceInput, InferenceRequest, PictureDecoder, Predictor } from '../../src/ports/index.ts';
import {
  type AdmissionDeps,
  makeAdmission,
  makePredict,
  type PredictDeps,
  type PredictInput,
} from '../../src/usecases/index.ts';
import { aManifest, fake, makeIds } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

export const START_MS = 1_000_000;

/** Pictures of one byte; the decoder gives that byte back, 0 is damaged and 255 breaks the decoder. */
export const picture = (byte: number): Uint8Array => Uint8Array.of(byte);

const HEAT_MAP: HeatMap = { classIndex: 0, width: 1, height: 1, values: Float32Array.of(1) };

/** A fake predictor: the byte of a picture is the logit of the first class, the second has 0; its row is the byte. */
export const answerTo = (input: InferenceInput, scale = 1) => {
  const value = input.kind === 'row' ? (input.row[0] ?? 0) : (input.pixels[0] ?? 0);
  return {
    logits: Float32Array.of(value * scale, 0),
    row: Float32Array.of(value),
    explanation: input.kind === 'pixels' && input.explain ? { heatMap: HEAT_MAP, ms: 5 } : null,
  };
};

/** What the predictor was asked, as `row 3` or `pixels 3`. */
export const asked = (requests: readonly InferenceRequest[]): string[] =>
  requests.flatMap(({ inputs }) =>
    inputs.map((input) =>
      input.kind === 'row'
        ? `row ${input.row[0]}`
        : `pixels ${input.pixels[0]}${input.explain ? ' explain' : ''}`,
    ),
  );

/** The use case over fakes of ports and a real answer cache. */
export const makePredictWorld = (
  manifests: readonly ModelManifest[] = [aManifest({ version: 1 })],
  aliases: readonly (readonly [string, number])[] = [['animals@latest', 1]],
  {
    maxInFlight = 16,
    predictor: given,
    ...changes
  }: Partial<Omit<PredictDeps, 'admission' | 'predictor'>> & {
    readonly maxInFlight?: number;
    readonly predictor?: PredictDeps['predictor'] & AdmissionDeps['predictor'];
  } = {},
) => {
  const memory = makeMemoryModels(manifests);
  for (const [name, version] of aliases) memory.aliases.set(name, version);
  const requests: InferenceRequest[] = [];
  const options: unknown[] = [];
  const kept: { prediction: StoredPrediction; picture: Uint8Array }[] = [];
  const time = { nowMs: START_MS };
  const predictor =
    given ??
    fake<Predictor>('predictor', {
      isLoaded: () => true,
      infer: (request) => {
        requests.push(request);
        // Another version of the same base gives other logits for the same row.
        const { version } = request.manifest;
        const pictures = request.inputs.map((input) => answerTo(input, version));
        return Promise.resolve({ pictures, queueMs: 1.5, inferMs: 20 });
      },
    });
  const predict = makePredict({
    models: memory.models,
    decoder: fake<PictureDecoder>('decoder', {
      decode: (source, given) => {
        options.push(given);
        const [byte] = 'bytes' in source ? source.bytes : [];
        if (byte === 0) return Promise.reject(new AppError('IMAGE_UNREADABLE', 'damaged'));
        if (byte === 255) return Promise.reject(new AppError('INTERNAL', 'broken'));
        return Promise.resolve(Uint8Array.of(byte ?? 0));
      },
    }),
    painter: {
      paint: (source, { values }, { orient }) => {
        const [byte] = 'bytes' in source ? source.bytes : [];
        const blended = Uint8Array.of(byte ?? 0, orient ? 1 : 0);
        return Promise.resolve({ heatMap: Uint8Array.from(values), blended });
      },
    },
    predictor,
    admission: makeAdmission({ models: memory.models, predictor, maxInFlight }),
    answers: makeAnswerCache(1024 ** 2),
    predictions: {
      store: {
        keep: (prediction, bytes) => {
          kept.push({ prediction, picture: bytes });
          return Promise.resolve();
        },
      },
      ids: makeIds(),
    },
    clock: { now: () => new Date(time.nowMs) },
    deadlineMs: 30_000,
    ...changes,
  });
  const ask = (input: Partial<PredictInput> = {}, signal = new AbortController().signal) =>
    predict(
      {
        reference: null,
        pictures: [picture(2)],
        topK: 5,
        threshold: null,
        cache: 'use',
        explain: false,
        store: false,
        ...input,
      },
      signal,
    );
  return { ...memory, ask, requests, options, kept, time };
};
