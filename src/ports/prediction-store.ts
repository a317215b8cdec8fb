import type { PredictionLabel, StoredPrediction } from '../domain/index.ts';
import type { Page, PageRequest } from './page.ts';

/** Which stored predictions are wanted. Every condition that is given has to hold. */
export interface PredictionFilter {
  readonly model: string | null;
  /** Only those whose highest probability is at most this. */
  readonly maxProbability: number | null;
  readonly isLabelled: boolean | null;
}

/** `uncertain`: the lowest highest probability first, of the same the older one. */
export type PredictionOrder = 'newest' | 'uncertain';

/** Predictions that were kept with their pictures. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface PredictionStore {
  /** The picture as it came; it is durable, with its answer, when this resolves. */
  keep(prediction: StoredPrediction, picture: Uint8Array): Promise<void>;
  find(id: string): Promise<StoredPrediction | null>;
  /** All that match, newest first. Holds all in memory: not for the API process. */
  list(filter: PredictionFilter): Promise<readonly StoredPrediction[]>;
  /**
   * A part of those that match; the entry `after` need not match any more. `REQUEST_INVALID` when it is none at all, or by
   * uncertainty when it was removed.
   */
  page(filter: PredictionFilter, order: PredictionOrder, page: PageRequest): Promise<Page<StoredPrediction>>;
  /** Replaces the label; null if there is no such prediction. */
  label(id: string, label: PredictionLabel): Promise<StoredPrediction | null>;
  /** The absolute path of the picture of a prediction that exists. */
  pictureLocation(prediction: StoredPrediction): string;
  /** The picture of a prediction as it came. `PREDICTION_NOT_FOUND` if it was removed meanwhile. */
  content(prediction: StoredPrediction): AsyncIterable<Uint8Array>;
  /** False if there was none. */
  remove(id: string): Promise<boolean>;
  /** Removes those from before `before` (ISO 8601); returns how many. */
  removeOlder(before: string): Promise<number>;
  /** Removes what is beyond the bytes that the store may take: the oldest without a label first, then the oldest; returns how many. */
  removeExcess(): Promise<number>;
}
