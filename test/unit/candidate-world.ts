import type { AppError, ModelManifest } from '../../src/domain/index.ts';
import type { CandidateServing, InferenceRequest, NewVersion } from '../../src/ports/index.ts';

/** Serves candidates with given logits, picture after picture, and remembers what went through it. */
export const makeServing = (
  answer: (picture: number) => Float32Array | AppError,
  tamper: (manifest: ModelManifest) => ModelManifest = (manifest) => manifest,
) => {
  const served: NewVersion[] = [];
  const requests: InferenceRequest[] = [];
  let answered = 0;
  let closed = 0;
  const candidates: CandidateServing = {
    serve: (candidate) => {
      served.push(candidate);
      const weights = { file: 'best.safetensors', bytes: 1, sha256: 'w1' };
      const manifest = { ...candidate.manifest, version: 1, createdAt: '1970-01-01T00:00:00.000Z', weights };
      return Promise.resolve({
        manifest: tamper(manifest),
        predictor: {
          infer: (request) => {
            requests.push(request);
            const pictures = request.inputs.map(() => {
              const logits = answer(answered);
              answered += 1;
              if (!(logits instanceof Float32Array)) throw logits;
              return { logits, row: new Float32Array(0), explanation: null };
            });
            return Promise.resolve({ pictures, queueMs: 0, inferMs: 0 });
          },
          load: () => Promise.resolve(),
          isLoaded: () => true,
        },
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    },
  };
  return { candidates, served, requests, closed: () => closed };
};
