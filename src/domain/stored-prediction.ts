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

const DAY_MS = 24 * 60 * 60 * 1000;

/** When a prediction that was made at a time expires; both ISO 8601. */
export const predictionExpiry = (createdAt: string, keptDays: number): string =>
  new Date(Date.parse(createdAt) + keptDays * DAY_MS).toISOString();

/** Predictions from before this time have expired; ISO 8601. */
export const predictionLimit = (now: Date, keptDays: number): string =>
  new Date(now.getTime() - keptDays * DAY_MS).toISOString();

/** The picture types that are read, as names of files end. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  jpeg: '.jpg',
  png: '.png',
  webp: '.webp',
  gif: '.gif',
  tiff: '.tif',
};

/** Where the picture of a labelled prediction lies in a dataset. `type`: what its bytes are; null: it cannot be read. */
export const predictionPath = (className: string, id: string, type: string | null): string =>
  `${className}/${id}${EXTENSIONS[type ?? ''] ?? ''}`;
