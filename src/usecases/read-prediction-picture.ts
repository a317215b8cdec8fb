import type { ThumbnailSize } from '../domain/index.ts';
import type { PictureDecoder, PredictionStore } from '../ports/index.ts';
import { noPrediction } from './find-prediction.ts';
import type { TaggedPicture } from './read-thumbnail.ts';
import { makeSingleFlight } from './single-flight.ts';

/** A page of pictures must not fill the decoders, where pictures to predict come in. */
const MADE_AT_ONCE = 4;

/**
 * Makes the use case behind `GET /predictions/:id/image`. The picture is made small each time: what is kept of it beside the
 * original would have to be found and removed with it. `PREDICTION_NOT_FOUND`, `IMAGE_*`.
 */
export const makeReadPredictionPicture = ({
  predictions,
  decoder,
}: {
  readonly predictions: Pick<PredictionStore, 'find' | 'pictureLocation'>;
  readonly decoder: Pick<PictureDecoder, 'thumbnail'>;
}) => {
  const once = makeSingleFlight<Uint8Array>(MADE_AT_ONCE);
  return async (id: string, size: ThumbnailSize): Promise<TaggedPicture> => {
    const prediction = await predictions.find(id);
    if (prediction === null) throw noPrediction(id);
    const bytes = await once(`${id} ${size}`, () =>
      decoder.thumbnail({ path: predictions.pictureLocation(prediction) }, size),
    );
    return { bytes, etag: `"${prediction.picture.sha256}-${size}"` };
  };
};
