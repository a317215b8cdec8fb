import { AppError } from '../domain/index.ts';

/** The fault of a file that cannot be used; `detail` says what was expected and what was received. */
export const weightsInvalid = (detail: string, cause?: unknown): AppError =>
  new AppError('WEIGHTS_INVALID', detail, cause === undefined ? {} : { cause });
