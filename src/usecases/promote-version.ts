import {
  belowMinimum,
  compareWithCurrent,
  type Job,
  LATEST_ALIAS,
  type ModelManifest,
} from '../domain/index.ts';
import type { Clock, ModelStore } from '../ports/index.ts';
import { advanceAlias } from './change-alias.ts';

/** What `makePromoteVersion` needs. */
export interface PromoteVersionDeps {
  readonly models: Pick<ModelStore, 'find' | 'aliasState' | 'moveAlias'>;
  readonly clock: Clock;
}

/**
 * Makes the use case that moves `latest` and the job's own alias to the version that the job has made, unless a metric is below what
 * the job asks for. Each alias is compared with its own current version, again where it moves meanwhile, and never goes back to an
 * older one. Returns what the client should know, in sentences.
 */
export const makePromoteVersion =
  ({ models, clock }: PromoteVersionDeps) =>
  async ({ id, request }: Job, manifest: ModelManifest): Promise<readonly string[]> => {
    const { model, version } = manifest;
    const { minimum, alias: ownAlias } = request.publish;
    const below = belowMinimum(minimum, manifest.metrics);
    if (below !== null) return [`Version ${version} is kept, but no alias points to it: ${below}.`];
    const move = { version, at: clock.now().toISOString(), by: id };
    const promote = async (alias: string): Promise<readonly string[]> => {
      let told: readonly string[] = [];
      await advanceAlias(models, { model, alias }, move, async (pointed) => {
        const current =
          pointed === null ? null : { version: pointed, manifest: await models.find(model, pointed) };
        const { worse, remarks } = compareWithCurrent({ request, manifest, alias }, current);
        const stays = `Version ${version} is kept, but "${alias}" stays at version ${pointed}: ${worse}.`;
        told = worse === null ? remarks : [...remarks, stays];
        return worse === null;
      });
      return told;
    };
    const told: string[] = [];
    for (const alias of new Set([LATEST_ALIAS, ownAlias])) told.push(...(await promote(alias)));
    return told;
  };
