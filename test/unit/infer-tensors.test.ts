import { describe, expect, it } from 'vitest';
import { AppError, type ModelManifest, type ModelReference } from '../../src/domain/index.ts';
import type { InferenceRequest, Predictor } from '../../src/ports/index.ts';
import {
  makeAdmission,
  makeInferTensors,
  makeShowServedModel,
  type PredictResult,
} from '../../src/usecases/index.ts';
import { aManifest, fake } from './fakes.ts';
import { makeMemoryModels } from './memory-stores.ts';

const LATEST: ModelReference = { model: 'animals', by: 'alias', alias: 'latest' };
const START_MS = 1_000_000;
const timing = { queueMs: 0, decodeMs: 0, inferMs: 0 };
const pictures = [Uint8Array.of(3), Uint8Array.of(0)];

const answerOf = (cat: number, abstained = false) => ({
  topK: [
    { className: 'dog', probability: 1 - cat },
    { className: 'cat', probability: cat },
  ],
  abstained,
  cached: false,
  explanation: null,
  predictionId: null,
});

const makeWorld = (predict: () => Promise<PredictResult>, manifest: ModelManifest = aManifest()) => {
  const { models, aliases } = makeMemoryModels([manifest]);
  aliases.set('animals@latest', 1);
  const requests: InferenceRequest[] = [];
  const predictor = fake<Predictor>('predictor', {
    isLoaded: () => true,
    infer: (request) => {
      requests.push(request);
      const answers = request.inputs.map((input) => ({
        logits: Float32Array.of('pixels' in input ? (input.pixels[0] ?? 0) : 0, 1),
        row: new Float32Array(0),
        explanation: null,
      }));
      return Promise.resolve({ pictures: answers, queueMs: 0, inferMs: 0 });
    },
  });
  const admission = makeAdmission({ models, predictor, maxInFlight: 4 });
  const infer = makeInferTensors({
    models,
    predict,
    predictor,
    admission,
    clock: { now: () => new Date(START_MS) },
    deadlineMs: 30_000,
  });
  const ask = (kind: 'encoded' | 'pixels', of = pictures) =>
    infer({ reference: LATEST, tensor: { kind, pictures: of } }, new AbortController().signal);
  return { ask, requests, enter: admission.enter };
};

const never = () => Promise.reject(new Error('unexpected call of predict'));

describe('inferring from tensors', () => {
  it('gives the probabilities of encoded pictures in the order of the classes', async () => {
    const predictions = [answerOf(0.25), answerOf(0.75, true)];
    const world = makeWorld(() => Promise.resolve({ model: 'animals', version: 1, predictions, timing }));
    expect(await world.ask('encoded')).toEqual({
      model: 'animals',
      version: 1,
      classNames: ['cat', 'dog'],
      rows: [
        { probabilities: [0.25, 0.75], classIndex: 1, abstained: false },
        { probabilities: [0.75, 0.25], classIndex: 0, abstained: true },
      ],
    });
  });

  it('fails for a bad picture among several, and names it', async () => {
    const error = new AppError('IMAGE_UNREADABLE', 'it ends too early');
    const predictions = [answerOf(0.25), { error }];
    const world = makeWorld(() => Promise.resolve({ model: 'animals', version: 1, predictions, timing }));
    await expect(world.ask('encoded')).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      message: 'picture 1, counted from 0: it ends too early',
      errors: [{ pointer: '/inputs/0/data/1', detail: 'it ends too early' }],
    });
  });

  it('names a single bad picture too, and passes on what is no fault of a picture', async () => {
    const [picture] = pictures.map((bytes) => [bytes]);
    const bad = makeWorld(() => Promise.reject(new AppError('IMAGE_TOO_LARGE', 'too many pixels')));
    await expect(bad.ask('encoded', picture)).rejects.toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      errors: [{ pointer: '/inputs/0/data/0' }],
    });
    const full = makeWorld(() => Promise.reject(new AppError('PREDICT_QUEUE_FULL', 'full')));
    await expect(full.ask('encoded', picture)).rejects.toMatchObject({
      code: 'PREDICT_QUEUE_FULL',
      errors: [],
    });
  });

  it('hands pixels to the predictor as they are, and calibrates and abstains as the version does', async () => {
    const world = makeWorld(never, aManifest({ threshold: 0.7 }));
    const { rows } = await world.ask('pixels');
    // The temperature of the version is 2: the logits are 1.5 and 0.5, then 0 and 0.5.
    const cat = (difference: number): unknown => expect.closeTo(1 / (1 + Math.exp(-difference)), 12);
    expect(rows).toMatchObject([
      { probabilities: [cat(1), cat(-1)], classIndex: 0, abstained: false },
      { probabilities: [cat(-0.5), cat(0.5)], classIndex: 1, abstained: true },
    ]);
    expect(world.requests).toMatchObject([
      {
        deadlineMs: START_MS + 30_000,
        inputs: pictures.map((pixels) => ({ kind: 'pixels', pixels, explain: false })),
      },
    ]);
  });

  it('takes no more pixels than are allowed in work', async () => {
    const world = makeWorld(never);
    const five = Array.from({ length: 5 }, () => Uint8Array.of(1));
    await expect(world.ask('pixels', five)).rejects.toMatchObject({ code: 'PREDICT_QUEUE_FULL' });
    expect((await world.ask('pixels', five.slice(1))).rows).toHaveLength(4);
  });

  it('shares its room with all others who ask the predictor (each had as much for itself)', async () => {
    const world = makeWorld(never);
    const leave = world.enter(3);
    await expect(world.ask('pixels')).rejects.toMatchObject({ code: 'PREDICT_QUEUE_FULL' });
    leave();
    expect((await world.ask('pixels')).rows).toHaveLength(2);
  });
});

describe('showing a served model', () => {
  it('gives the version that answers and all that can be asked', async () => {
    const { models, aliases } = makeMemoryModels([
      aManifest({ version: 1, jobId: 'j1' }),
      aManifest({ version: 2, jobId: 'j2' }),
    ]);
    aliases.set('animals@latest', 1);
    const { manifest, versions } = await makeShowServedModel({ models })(LATEST);
    expect(manifest.version).toBe(1);
    expect([...versions].sort()).toEqual([1, 2]);
  });
});
