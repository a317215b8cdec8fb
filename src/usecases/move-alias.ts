import { AppError, currentVersion, LATEST_ALIAS } from '../domain/index.ts';
import type { Clock, ModelStore } from '../ports/index.ts';
import { type AliasName, changeAlias } from './change-alias.ts';
import { type Alias, aliasOf, noAlias } from './find-alias.ts';

/** What the moves of aliases by hand need. */
export interface MoveAliasDeps {
  readonly models: Pick<ModelStore, 'find' | 'aliasState' | 'moveAlias'>;
  readonly clock: Clock;
}

/** Makes the use case behind `PUT /models/:name/aliases/:alias`; where it points there already, nothing is written. `MODEL_NOT_FOUND`. */
export const makeMoveAlias =
  ({ models, clock }: MoveAliasDeps) =>
  async (name: AliasName, version: number, by: string): Promise<Alias> => {
    if ((await models.find(name.model, version)) === null) {
      const detail = `expected a version of a model, received version ${version} of "${name.model}"`;
      throw new AppError('MODEL_NOT_FOUND', detail);
    }
    const state = await changeAlias(models, name, (now) =>
      currentVersion(now) === version ? null : { version, at: clock.now().toISOString(), by },
    );
    return aliasOf(name, state);
  };

/**
 * Makes the use case behind `POST /models/:name/aliases/:alias/rollback`: back to the version before, and called again, to the
 * one before that; versions that are gone are passed over. `MODEL_NOT_FOUND`, `MODEL_NOT_READY` if there is none before.
 */
export const makeRollBackAlias =
  ({ models, clock }: MoveAliasDeps) =>
  async (name: AliasName, by: string): Promise<Alias> => {
    const state = await changeAlias(models, name, (now) => {
      const { version } = aliasOf(name, now);
      if (now.previous !== null)
        return { version: now.previous, at: clock.now().toISOString(), by, isRollback: true };
      const detail = `expected an alias with a version to go back to, "${name.alias}" has none before ${name.model}:${version}`;
      throw new AppError('MODEL_NOT_READY', detail);
    });
    return aliasOf(name, state);
  };

/** Makes the use case behind `DELETE /models/:name/aliases/:alias`; its history stays. `MODEL_NOT_FOUND`, `REQUEST_INVALID` for `latest`. */
export const makeRemoveAlias =
  ({ models, clock }: MoveAliasDeps) =>
  async (name: AliasName, by: string): Promise<void> => {
    if (name.alias === LATEST_ALIAS) {
      const detail = `expected an alias other than "${LATEST_ALIAS}", which every model keeps`;
      throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/alias', detail }] });
    }
    let isRemoved = false;
    await changeAlias(models, name, (now) => {
      if (currentVersion(now) !== null) {
        isRemoved = true;
        return { version: null, at: clock.now().toISOString(), by };
      }
      if (!isRemoved) throw noAlias(name);
      return null;
    });
  };
