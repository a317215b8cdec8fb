import { AppError } from '../domain/index.ts';

/** The fault of a part of the body, as one of the whole body. */
export const pointingBelow = (place: string, error: AppError): AppError => {
  const errors = error.errors.map(({ pointer, detail }) => ({ pointer: `${place}${pointer}`, detail }));
  const { retryAfterSeconds } = error;
  return new AppError(error.code, error.message, {
    errors,
    ...(retryAfterSeconds === null ? {} : { retryAfterSeconds }),
    cause: error,
  });
};
