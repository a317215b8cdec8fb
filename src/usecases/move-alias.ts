import { AppError, currentVersion, LATEST_ALIAS, type ModelManifest } from '../domain/index.ts';
import type { Clock, ModelStore, Predictor } from '../ports/index.ts';
import { type AliasName, changeAlias } from './change-alias.ts';
import { type Alias, aliasOf, noAlias } from './find-alias.ts';
import { makeFindVersion } from './find-version.ts';

/** What the moves of aliases by hand need. */
export interface MoveAliasDeps {
  readonly models: Pick<ModelStore, 'find' | 'aliasState' | 'moveAlias'>;
  readonly predictor: Pick<Predictor, 'load'>;
  readonly clock: Clock;
}

/**
 * Loads a version before an alias points to it, so that the first one who asks does not wait for that. A predictor that is down keeps
 * nobody from moving an alias: it will load what it is asked for.
 */
const loadFirst = async (predictor: MoveAliasDeps['predictor'], manifest: ModelManifest): Promise<void> => {
  try {
    await predictor.load(manifest);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'PREDICTOR_UNAVAILABLE') throw error;
  }
};

/**
 * Makes the use case behind `PUT /models/:name/aliases/:alias`: the predictor loads the version first. Where the alias points there
 * already, nothing is written. `MODEL_NOT_FOUND`, and the errors of `Predictor.load`, after which the alias is where it was.
 */
export const makeMoveAlias =
  ({ models, predictor, clock }: MoveAliasDeps) =>
  async (name: AliasName, version: number, by: string): Promise<Alias> => {
    const manifest = await makeFindVersion({ models })(name.model, version);
    const state = await changeAlias(models, name, async (now) => {
      if (currentVersion(now) === version) return null;
      await loadFirst(predictor, manifest);
      return { version, at: clock.now().toISOString(), by };
    });
    return aliasOf(name, state);
  };

/**
 * Makes the use case behind `POST /models/:name/aliases/:alias/rollback`: back to the version before, which the predictor loads first,
 * and called again, to the one before that; versions that are gone are passed over. `MODEL_NOT_FOUND`, `ALIAS_NO_PREVIOUS`, and the
 * errors of `Predictor.load`, after which the alias is where it was.
 */
export const makeRollBackAlias =
  ({ models, predictor, clock }: MoveAliasDeps) =>
  async (name: AliasName, by: string): Promise<Alias> => {
    const state = await changeAlias(models, name, async (now) => {
      const { version } = aliasOf(name, now);
      if (now.previous === null) {
        const detail = `expected an alias with a version to go back to, "${name.alias}" has none before ${name.model}:${version}`;
        throw new AppError('ALIAS_NO_PREVIOUS', detail);
      }
      const manifest = await models.find(name.model, now.previous);
      // One that is taken away at this moment is refused by the move.
      if (manifest !== null) await loadFirst(predictor, manifest);
      return { version: now.previous, at: clock.now().toISOString(), by, isRollback: true };
    });
    return aliasOf(name, state);
  };

/** Makes the use case behind `DELETE /models/:name/aliases/:alias`; its history stays. `MODEL_NOT_FOUND`, `REQUEST_INVALID` for `latest`. */
export const makeRemoveAlias =
  ({ models, clock }: Pick<MoveAliasDeps, 'models' | 'clock'>) =>
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
