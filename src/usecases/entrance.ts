import { AppError } from '../domain/index.ts';

const QUEUE_RETRY_SECONDS = 1;

/** Lets so many pictures in and gives what lets them out again. `PREDICT_QUEUE_FULL`. */
export type Entrance = (pictures: number) => () => void;

/** Lets pictures in while there is room for them. */
export const makeEntrance = (maxInFlight: number): Entrance => {
  let inFlight = 0;
  return (pictures) => {
    if (inFlight + pictures > maxInFlight) {
      throw new AppError(
        'PREDICT_QUEUE_FULL',
        `expected at most ${maxInFlight} pictures in work, received more`,
        {
          retryAfterSeconds: QUEUE_RETRY_SECONDS,
        },
      );
    }
    inFlight += pictures;
    return () => {
      inFlight -= pictures;
    };
  };
};
