import { AppError } from '../domain/index.ts';
import type { Page, PageRequest } from '../ports/index.ts';

/** The part of a list that is held in memory; `REQUEST_INVALID` when `after` is no entry of it. */
export const pageOf = <T>(
  items: readonly T[],
  { limit, after }: PageRequest,
  idOf: (item: T) => string,
): Page<T> => {
  let start = 0;
  if (after !== null) {
    start = items.findIndex((item) => idOf(item) === after) + 1;
    if (start === 0) {
      const detail = `expected the id of an entry of this list, received "${after}"`;
      throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/after', detail }] });
    }
  }
  const data = items.slice(start, start + limit);
  const last = data.at(-1);
  const hasMore = start + limit < items.length;
  return { data, nextAfter: hasMore && last !== undefined ? idOf(last) : null };
};
