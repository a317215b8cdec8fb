import { AppError } from '../domain/index.ts';

/** Refuses a body of a call that takes none; one without fields passes: `REQUEST_INVALID`. */
export const refuseFields = (body: unknown): void => {
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  if (body === undefined || body === null || (typeof body === 'object' && names.length === 0)) return;
  throw new AppError('REQUEST_INVALID', 'expected no body, received one', {
    errors: names.map((name) => ({
      pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      detail: 'expected no field, received one',
    })),
  });
};
