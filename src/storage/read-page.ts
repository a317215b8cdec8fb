import { AppError } from '../domain/index.ts';
import type { Page, PageRequest } from '../ports/index.ts';
import { isId, newestFirst } from './names.ts';

/**
 * A page of records, newest first by id. Records are read one after the other and only until the page is full; `read` gives
 * null for what is not listed. The entry `after` may have been removed meanwhile; `REQUEST_INVALID` when it is no id at all.
 */
export const readPage = async <T>(
  ids: readonly string[],
  { limit, after }: PageRequest,
  read: (id: string) => Promise<T | null>,
): Promise<Page<T>> => {
  if (after !== null && !isId(after)) {
    const detail = `expected the id of an entry of this list, received "${after}"`;
    throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/after', detail }] });
  }
  const data: T[] = [];
  let lastId: string | null = null;
  for (const id of newestFirst(ids)) {
    if (after !== null && id >= after) continue;
    const record = await read(id);
    if (record === null) continue;
    if (data.length === limit) return { data, nextAfter: lastId };
    data.push(record);
    lastId = id;
  }
  return { data, nextAfter: null };
};
