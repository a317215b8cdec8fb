import type { ModelManifest } from '../domain/index.ts';
import type { NewVersion } from './model-store.ts';
import type { Predictor } from './predictor.ts';

/** A version that is not published yet, served by this process through the code that serves published ones. */
export interface ServedCandidate {
  /** As the store would complete it: size and sha256 are of the file that will be published; number and time are made up. */
  readonly manifest: ModelManifest;
  readonly predictor: Pick<Predictor, 'infer' | 'load' | 'isLoaded'>;
  /** Frees what was loaded. Nothing is under way any more. */
  close(): Promise<void>;
}

/** Serves versions before they are published. */
export interface CandidateServing {
  /** Nothing is loaded before the first picture. `STORAGE_UNAVAILABLE` when the weights cannot be read. */
  serve(candidate: NewVersion): Promise<ServedCandidate>;
}
