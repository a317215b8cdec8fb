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
  decide: (state: AliasState) => AliasMove | null,
): Promise<AliasState> => {
  for (;;) {
    const state = await models.aliasState(model, alias);
    const move = decide(state);
    if (move === null) return state;
    if (await models.moveAlias(model, alias, move, state.moves.length))
      return models.aliasState(model, alias);
  }
};

/** Moves an alias to a version that was published, unless it points to a newer one. */
export const advanceAlias = async (
  models: Aliases,
  name: AliasName,
  move: AliasMove & { readonly version: number },
): Promise<void> => {
  await changeAlias(models, name, (state) => {
    const current = currentVersion(state);
    return current === null || current < move.version ? move : null;
  });
};
