import { AppError } from '../domain/index.ts';
import { errorText } from './error-text.ts';

const RETRY_AFTER_SECONDS = 5;

/** Runs a call to Redis; whatever goes wrong in it is `QUEUE_UNAVAILABLE`, with `Retry-After`. */
export const orQueueUnavailable = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('QUEUE_UNAVAILABLE', `expected an answer from Redis, received: ${errorText(error)}`, {
      retryAfterSeconds: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
};
