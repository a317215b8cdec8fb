import Type from 'typebox';
import { AppError, type ErrorCode, isModelName } from '../../domain/index.ts';
import type { Page, PageRequest } from '../../ports/index.ts';

const DEFAULT_LIMIT = 20;

/** Query fields of every list. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100,
      default: DEFAULT_LIMIT,
      description: 'Most entries of the reply.',
    }),
  ),
  after: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9._:-]{1,100}$',
      description: 'The `nextAfter` of the part before; entries after it are given.',
    }),
  ),
};

/** A query of a list as the use cases take it. */
export const toPageRequest = (query: { limit?: number; after?: string }): PageRequest => ({
  limit: query.limit ?? DEFAULT_LIMIT,
  after: query.after ?? null,
});

/** A part of a list as it goes over the wire. */
export const toListBody = <Item, Body>(page: Page<Item>, toBody: (item: Item) => Body) => ({
  data: page.data.map(toBody),
  nextAfter: page.nextAfter,
});

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** An id out of an address. One that no id can look like is not found, and reaches no store. */
export const knownForm = (id: string, code: Extract<ErrorCode, `${string}_NOT_FOUND`>): string => {
  if (ID.test(id)) return id;
  throw new AppError(code, `expected an id, received ${JSON.stringify(id.slice(0, 80))}`);
};

/** A model's name out of an address; `MODEL_NOT_FOUND` for what cannot be one. */
export const knownName = (name: string): string => {
  if (isModelName(name)) return name;
  throw new AppError(
    'MODEL_NOT_FOUND',
    `expected a model's name, received ${JSON.stringify(name.slice(0, 80))}`,
  );
};
