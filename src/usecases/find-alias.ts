import { type AliasMove, type AliasState, AppError, currentVersion } from '../domain/index.ts';
import type { ModelStore, Page, PageRequest } from '../ports/index.ts';
import type { AliasName } from './change-alias.ts';
import { pageOf } from './page-of.ts';

/** Where an alias points, since when and by whom. */
export interface Alias extends AliasName {
  readonly version: number;
  readonly at: string;
  readonly by: string;
}

/** One move of an alias in its history; the first is number 1. */
export interface NumberedMove extends AliasMove {
  readonly number: number;
}

type Deps = { readonly models: Pick<ModelStore, 'aliasState'> };

/** `MODEL_NOT_FOUND` for an alias that a model does not have. */
export const noAlias = ({ model, alias }: AliasName): AppError =>
  new AppError('MODEL_NOT_FOUND', `expected an alias of a model, received "${alias}" of "${model}"`);

/** An alias that points somewhere; `MODEL_NOT_FOUND` where it does not. */
export const aliasOf = (name: AliasName, state: AliasState): Alias => {
  const move = state.moves.at(-1);
  const version = currentVersion(state);
  if (move === undefined || version === null) throw noAlias(name);
  return { model: name.model, alias: name.alias, version, at: move.at, by: move.by };
};

/** Makes the use case behind `GET /models/:name/aliases/:alias`. `MODEL_NOT_FOUND`. */
export const makeFindAlias =
  ({ models }: Deps) =>
  async (name: AliasName): Promise<Alias> =>
    aliasOf(name, await models.aliasState(name.model, name.alias));

/** Makes the use case behind `GET /models/:name/aliases/:alias/history`: oldest first, also of a removed alias. `MODEL_NOT_FOUND`. */
export const makeListAliasMoves =
  ({ models }: Deps) =>
  async (name: AliasName, page: PageRequest): Promise<Page<NumberedMove>> => {
    const { moves } = await models.aliasState(name.model, name.alias);
    if (moves.length === 0) throw noAlias(name);
    const numbered = moves.map((move, index) => ({ ...move, number: index + 1 }));
    return pageOf(numbered, page, ({ number }) => String(number));
  };
