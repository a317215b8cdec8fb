import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, type ModelManifest } from '../domain/index.ts';
import type {
  CandidateServing,
  InferenceInput,
  InferredPicture,
  ParentVersion,
  ServedCandidate,
} from '../ports/index.ts';
import { type BatcherSettings, MicroBatcher } from './micro-batcher.ts';

/** An engine of this process. Results in the order of the items. */
export interface LocalEngine {
  infer(
    items: readonly (ParentVersion & { readonly input: InferenceInput })[],
  ): Promise<readonly (InferredPicture | AppError)[]>;
  load(version: ParentVersion): Promise<void>;
  isLoaded(manifest: ModelManifest): boolean;
  close(): Promise<void>;
}

/** How candidates are served. `openEngine` is called once for each of them. */
export interface CandidateServingOptions {
  readonly batching: BatcherSettings;
  readonly openEngine: () => LocalEngine;
}

const digestOf = async (location: string): Promise<{ bytes: number; sha256: string }> => {
  const hash = createHash('sha256');
  const content = createReadStream(location);
  try {
    await pipeline(content, hash);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('STORAGE_UNAVAILABLE', `the trained weights cannot be read: ${reason}`, { cause });
  }
  return { bytes: content.bytesRead, sha256: hash.digest('hex') };
};

const answered = (result: InferredPicture | AppError): InferredPicture => {
  if (result instanceof AppError) throw result;
  return result;
};

const makePredictor = (
  engine: LocalEngine,
  batching: BatcherSettings,
  weightsLocation: string,
): ServedCandidate['predictor'] => {
  const batcher = new MicroBatcher(batching, (items: Parameters<LocalEngine['infer']>[0]) =>
    engine.infer(items),
  );
  return {
    infer: async ({ manifest, inputs, deadlineMs }, signal) => {
      const startedAt = performance.now();
      const items = inputs.map((input) => ({ manifest, weightsLocation, input }));
      const results = await batcher.submit(items, deadlineMs, signal);
      const queueMs = Math.max(0, ...results.map((one) => one.queueMs));
      const pictures = results.map(({ result }) => answered(result));
      return { pictures, queueMs, inferMs: performance.now() - startedAt - queueMs };
    },
    load: (manifest) => engine.load({ manifest, weightsLocation }),
    isLoaded: (manifest) => engine.isLoaded(manifest),
  };
};

/** Serves versions that are not published yet in this process: batches form as in the predictor, and the engine is the same. */
export const makeCandidateServing = ({
  batching,
  openEngine,
}: CandidateServingOptions): CandidateServing => ({
  serve: async ({ manifest: known, weightsLocation }) => {
    const weights = { file: basename(weightsLocation), ...(await digestOf(weightsLocation)) };
    const manifest: ModelManifest = { ...known, version: 1, createdAt: new Date(0).toISOString(), weights };
    const engine = openEngine();
    const predictor = makePredictor(engine, batching, weightsLocation);
    return { manifest, predictor, close: () => engine.close() };
  },
});
