import { join } from 'node:path';
import { AppError, PICTURE_BYTES } from '../domain/index.ts';
import type { GroupOutcome, PictureGroup, PredictorProtocol } from '../inference/index.ts';
import { answerParent } from '../processes/index.ts';
import { createInferenceEngine, type InferenceItem, type InferenceResult } from '../tensors/index.ts';
import { ownPath } from './entries.ts';
import { readConfig } from './read-config.ts';

// The predictor of an API process: ready once the backbone is loaded and has run.
const config = readConfig();
const engine = createInferenceEngine({
  weightsDir: config.WEIGHTS_DIR ?? ownPath('weights'),
  device: config.DEVICE,
});
const precision = await engine.warmUp(join(config.DATA_DIR, 'cache'));

const itemsOf = (groups: readonly PictureGroup[], payload: Buffer): InferenceItem[] => {
  let offset = 0;
  return groups.flatMap(({ manifest, weightsLocation, pictures }) =>
    Array.from({ length: pictures }, () => {
      const picture = payload.subarray(offset, offset + PICTURE_BYTES);
      offset += PICTURE_BYTES;
      return { manifest, weightsLocation, picture };
    }),
  );
};

/** A group fails as a whole: what can go wrong (its weights) is the same for all its pictures. */
const outcomeOf = (
  results: readonly InferenceResult[],
): { outcome: GroupOutcome; logits: Float32Array[] } => {
  const logits: Float32Array[] = [];
  for (const result of results) {
    if (result instanceof AppError) return { outcome: { error: result.toRecord() }, logits: [] };
    logits.push(result);
  }
  return { outcome: { classes: logits[0]?.length ?? 0 }, logits };
};

const bytesOf = (array: Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

answerParent<PredictorProtocol>({ device: engine.device, precision }, async ({ groups }, payload) => {
  const startedAt = performance.now();
  const results = await engine.infer(itemsOf(groups, payload));
  const inferMs = performance.now() - startedAt;
  let next = 0;
  const parts = groups.map(({ pictures }) => {
    next += pictures;
    return outcomeOf(results.slice(next - pictures, next));
  });
  return {
    reply: { outcomes: parts.map(({ outcome }) => outcome), inferMs },
    payload: parts.flatMap(({ logits }) => logits.map(bytesOf)),
  };
});
