import { type AliasMove, type AliasState, currentVersion } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';

/** An alias of a model. */
export interface AliasName {
  readonly model: string;
  readonly alias: string;
}

type Aliases = Pick<ModelStore, 'aliasState' | 'moveAlias'>;

/**
 * Moves an alias as `decide` says of where it stands, null leaving it; where another process was faster, `decide` is asked again.
 * Returns how it stands then.
 */
export const changeAlias = async (
  models: Aliases,
  { model, alias }: AliasName,
  decide: (state: AliasState) => AliasMove | null | Promise<AliasMove | null>,
): Promise<AliasState> => {
  for (;;) {
    const state = await models.aliasState(model, alias);
    const move = await decide(state);
    if (move === null) return state;
    if (await models.moveAlias(model, alias, move, state.moves.length))
      return models.aliasState(model, alias);
  }
};

/**
 * Moves an alias to a version that was published, unless it points to that or a newer one, or `mayFollow` says no of the version that
 * it points to (null: none).
 */
export const advanceAlias = async (
  models: Aliases,
  name: AliasName,
  move: AliasMove & { readonly version: number },
  mayFollow: (current: number | null) => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> => {
  await changeAlias(models, name, async (state) => {
    const current = currentVersion(state);
    if (current !== null && current >= move.version) return null;
    return (await mayFollow(current)) ? move : null;
  });
};
