import { AppError, type ModelManifest, PICTURE_BYTES } from '../domain/index.ts';
import type { InferenceInput, InferredPicture, ParentVersion } from '../ports/index.ts';
import { type Answer, answerParent, toErrorRecord } from '../processes/index.ts';
import {
  bytesOf,
  floatsAt,
  type HeldChange,
  type PictureOutcome,
  type PredictorProtocol,
  type PredictorReply,
  type SentGroup,
  type SentInput,
  versionKey,
} from './predictor-protocol.ts';

/** What answers in a predictor process. */
export interface PredictingEngine {
  /** Results in the order of the items. */
  infer(
    items: readonly (ParentVersion & { readonly input: InferenceInput })[],
  ): Promise<readonly (InferredPicture | AppError)[]>;
  load(version: ParentVersion): Promise<void>;
  /** The weights, by sha256, that are never evicted. */
  pin(weights: readonly string[]): void;
  isLoaded(manifest: ModelManifest): boolean;
}

const bytesFor = (input: SentInput): number =>
  input.kind === 'pixels' ? PICTURE_BYTES : input.values * Float32Array.BYTES_PER_ELEMENT;

/** Pictures are views of the payload. */
const itemsOf = (groups: readonly SentGroup[], payload: Buffer) => {
  let offset = 0;
  const read = (input: SentInput): InferenceInput => {
    const start = offset;
    offset += bytesFor(input);
    return input.kind === 'row'
      ? { kind: 'row', row: floatsAt(payload, start, input.values) }
      : { ...input, pixels: payload.subarray(start, offset) };
  };
  return groups.flatMap(({ manifest, weightsLocation, inputs }) =>
    inputs.map((input) => ({ manifest, weightsLocation, input: read(input) })),
  );
};

const outcomeOf = (result: InferredPicture | AppError | undefined): PictureOutcome => {
  if (result === undefined || result instanceof AppError)
    return { error: (result ?? new AppError('INTERNAL', 'The engine left out a picture.')).toRecord() };
  const { logits, row, explanation } = result;
  if (explanation === null) return { classes: logits.length, rowValues: row.length, explanation };
  const { values: _values, ...heatMap } = explanation.heatMap;
  return { classes: logits.length, rowValues: row.length, explanation: { heatMap, ms: explanation.ms } };
};

const payloadOf = (result: InferredPicture | AppError): readonly Uint8Array[] => {
  if (result instanceof AppError) return [];
  const { logits, row, explanation } = result;
  return [logits, row, ...(explanation === null ? [] : [explanation.heatMap.values])].map(bytesOf);
};

/** Says after each request what has changed in what the engine holds. */
const makeHeldReport = (engine: PredictingEngine) => {
  const reported = new Map<string, ModelManifest>();
  return (asked: readonly ModelManifest[]): HeldChange => {
    const dropped = [...reported].filter(([, manifest]) => !engine.isLoaded(manifest)).map(([key]) => key);
    for (const key of dropped) reported.delete(key);
    const loaded = asked.filter(
      (manifest) => !reported.has(versionKey(manifest)) && engine.isLoaded(manifest),
    );
    for (const manifest of loaded) reported.set(versionKey(manifest), manifest);
    return { loaded: [...new Set(loaded.map(versionKey))], dropped };
  };
};

/** Answers the parent of this process, an API, until it is gone. The whole life of a predictor process. */
export const servePredictor = (engine: PredictingEngine, ready: PredictorProtocol['ready']): void => {
  const changes = makeHeldReport(engine);
  const infer = async (groups: readonly SentGroup[], payload: Buffer): Promise<Answer<PredictorReply>> => {
    const startedAt = performance.now();
    const results = await engine.infer(itemsOf(groups, payload));
    const inferMs = performance.now() - startedAt;
    const rest = results.values();
    const outcomes = groups.map(({ inputs }) => inputs.map(() => outcomeOf(rest.next().value)));
    const held = changes(groups.map(({ manifest }) => manifest));
    return {
      reply: { kind: 'inferred', groups: outcomes, inferMs, held },
      payload: results.flatMap(payloadOf),
    };
  };
  const load = async (version: ParentVersion): Promise<PredictorReply> => {
    const error = await engine.load(version).then(() => null, toErrorRecord);
    return { kind: 'heard', error, held: changes([version.manifest]) };
  };
  answerParent<PredictorProtocol>(ready, async (request, payload) => {
    if (request.kind === 'infer') return infer(request.groups, payload);
    if (request.kind === 'load') return { reply: await load(request.version) };
    engine.pin(request.weights);
    return { reply: { kind: 'heard', error: null, held: changes([]) } };
  });
};
