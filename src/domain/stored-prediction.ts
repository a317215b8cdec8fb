import type { Prediction } from './model.ts';

/** What somebody says a picture shows. */
export interface PredictionLabel {
  readonly className: string;
  readonly at: string;
  /** The request that said so. */
  readonly by: string;
}

/** An answer that was kept with its picture, to be looked at and labelled. */
export interface StoredPrediction {
  readonly id: string;
  readonly createdAt: string;
  readonly model: string;
  readonly version: number;
  /** Of the picture as it came. */
  readonly picture: { readonly sha256: string; readonly bytes: number };
  /** Likeliest first; at most as many as the call asked for. */
  readonly topK: readonly Prediction[];
  readonly abstained: boolean;
  readonly label: PredictionLabel | null;
}

/** Begins the ids of stored predictions. */
export const PREDICTION_PREFIX = 'pred';
