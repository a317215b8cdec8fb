import type { PredictionLabel, StoredPrediction } from '../domain/index.ts';

/** Which stored predictions are wanted. Every condition that is given has to hold. */
export interface PredictionFilter {
  readonly model: string | null;
  /** Only those whose highest probability is at most this. */
  readonly maxProbability: number | null;
  readonly isLabelled: boolean | null;
}

/** Predictions that were kept with their pictures. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface PredictionStore {
  /** The picture as it came; it is durable, with its answer, when this resolves. */
  keep(prediction: StoredPrediction, picture: Uint8Array): Promise<void>;
  find(id: string): Promise<StoredPrediction | null>;
  /** Newest first. */
  list(filter: PredictionFilter): Promise<readonly StoredPrediction[]>;
  /** Replaces the label; null if there is no such prediction. */
  label(id: string, label: PredictionLabel): Promise<StoredPrediction | null>;
  /** The absolute path of the picture of a prediction that exists. */
  pictureLocation(prediction: StoredPrediction): string;
  /** False if there was none. */
  remove(id: string): Promise<boolean>;
  /** Removes those from before `before` (ISO 8601); returns how many. */
  removeOlder(before: string): Promise<number>;
}
