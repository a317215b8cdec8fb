import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type PredictOutcome, toPredictionBody } from '../contract/index.ts';

/**
 * The JSON of `PredictReplyBody`, a picture at a time: the heat maps of many pictures take tens of milliseconds as base64,
 * and other calls have their turn between.
 */
export const explainedReply = (
  { model, version, predictions, timing }: PredictOutcome,
  call: { readonly instance: string; readonly requestId: string },
): Readable => {
  const pieces = async function* () {
    yield `{"model":${JSON.stringify(model)},"version":${version},"predictions":[`;
    for (const [index, entry] of predictions.entries()) {
      await setImmediate();
      yield `${index === 0 ? '' : ','}${JSON.stringify(toPredictionBody(entry, call))}`;
    }
    yield `],"timing":${JSON.stringify(timing)}}`;
  };
  return Readable.from(pieces());
};
