import {
  AppError,
  LATEST_ALIAS,
  type ModelManifest,
  type ModelReference,
  showModelReference,
  versionAt,
} from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';
import { newestFirst } from './list-models.ts';

/** What resolving a reference needs. */
export type ResolveModelDeps = {
  readonly models: Pick<ModelStore, 'find' | 'models' | 'alias' | 'aliasState' | 'newest'>;
};

const notReady = (): AppError =>
  new AppError(
    'MODEL_NOT_READY',
    'expected a published model, there is none yet: upload pictures with POST /datasets, train with POST /jobs, and ask again once the job has succeeded',
  );

const notFound = (detail: string): AppError => new AppError('MODEL_NOT_FOUND', detail);

/** The `latest` of the model that was published last; a version that no alias points to is never served unasked. */
const usualVersion = async ({ models }: ResolveModelDeps): Promise<{ model: string; version: number }> => {
  const newest = await models.newest();
  if (newest === null) throw notReady();
  const version = await models.alias(newest.model, LATEST_ALIAS);
  if (version !== null) return { model: newest.model, version };
  for (const { name, aliases } of newestFirst(await models.models())) {
    const latest = aliases[LATEST_ALIAS];
    if (latest !== undefined) return { model: name, version: latest };
  }
  throw new AppError(
    'MODEL_NOT_READY',
    `no version has reached the least values that its job asked for; ask for one by name, such as ${newest.model}:${newest.version}`,
  );
};

/** Where an alias pointed at a time. */
const versionOfThen = async (
  { models }: ResolveModelDeps,
  { model, alias }: { readonly model: string; readonly alias: string },
  at: string,
): Promise<{ model: string; version: number }> => {
  const version = versionAt(await models.aliasState(model, alias), Date.parse(at));
  if (version !== null) return { model, version };
  throw notFound(`expected an alias that pointed to a version at ${at}, received "${alias}" of "${model}"`);
};

const namedVersion = async (
  { models }: ResolveModelDeps,
  reference: ModelReference,
): Promise<{ model: string; version: number }> => {
  if (reference.by === 'version') return reference;
  if (reference.at !== undefined) return versionOfThen({ models }, reference, reference.at);
  const version = await models.alias(reference.model, reference.alias);
  if (version !== null) return { model: reference.model, version };
  if ((await models.newest()) === null) throw notReady();
  const summary = (await models.models()).find(({ name }) => name === reference.model);
  if (summary === undefined) throw notFound(`expected the name of a model, received "${reference.model}"`);
  const known = Object.keys(summary.aliases).join(', ');
  const hint = `it has the aliases ${known === '' ? '(none)' : known} and the newest version ${summary.latestVersion}`;
  throw notFound(`the model "${reference.model}" has no alias "${reference.alias}": ${hint}`);
};

/** The version that a reference means; without one, the latest of the model published last. `MODEL_NOT_READY`, `MODEL_NOT_FOUND`. */
export const resolveModel = async (
  deps: ResolveModelDeps,
  reference: ModelReference | null,
): Promise<ModelManifest> => {
  const { model, version } = await (reference === null ? usualVersion(deps) : namedVersion(deps, reference));
  const manifest = await deps.models.find(model, version);
  if (manifest !== null) return manifest;
  if ((await deps.models.newest()) === null) throw notReady();
  const asked = reference === null ? `${model}:${version}` : showModelReference(reference);
  throw notFound(`expected a model version that exists, received "${asked}"`);
};
