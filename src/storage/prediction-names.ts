import { AppError, ID_RANDOM_BYTES, makeId, PREDICTION_PREFIX } from '../domain/index.ts';

const ID = /^pred_[0-9a-hjkmnp-tv-z]{26}$/;
const SEGMENT = /^[0-9a-hjkmnp-tv-z]{4}$/;

/** Of the digits of an id's time: six more are left off, which is 2^30 ms, 12.4 days. */
const SEGMENT_DIGITS = 4;

const START = PREDICTION_PREFIX.length + 1;

/** True for a well-formed id of a stored prediction. Any other text must not become part of a path. */
export const isPredictionId = (text: string): boolean => ID.test(text);

/** True for the name of a folder of predictions. */
export const isSegment = (name: string): boolean => SEGMENT.test(name);

/** The folder that a prediction lies in: the first digits of its time. `INTERNAL` for what is no id. */
export const segmentOf = (id: string): string => {
  if (isPredictionId(id)) return id.slice(START, START + SEGMENT_DIGITS);
  throw new AppError('INTERNAL', `expected the id of a prediction, received "${id}"`);
};

/** The folder of predictions that are made at a time (ISO 8601). Folders sort by time. */
export const segmentAt = (time: string): string =>
  segmentOf(makeId(PREDICTION_PREFIX, Date.parse(time), new Uint8Array(ID_RANDOM_BYTES)));
