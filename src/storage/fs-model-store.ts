import path from 'node:path';
import {
  type AliasMove,
  type AliasState,
  AppError,
  aliasesHolding,
  currentVersion,
  isModelName,
  type ModelManifest,
  UNKNOWN_ALIAS,
  type VersionNotes,
} from '../domain/index.ts';
import type { ModelStore, ModelSummary, NewVersion, NotesState } from '../ports/index.ts';
import { type AliasFile, makeAliasFile } from './alias-file.ts';
import { copyWithDigest } from './copy-with-digest.ts';
import { claimFolder, isThere, makeFolder, namesIn, vanishFolder, writeAtomically } from './files.ts';
import { makeRecentRecords, type RecentRecords } from './keep-recent.ts';
import { hasKeys, type RecordKind, readRecord } from './records.ts';
import { makeSerial, type Serial } from './serial.ts';
import { readNotes, writeNotes } from './version-notes.ts';

const VERSION = /^[1-9]\d{0,8}$/;
const WEIGHTS_FILE = 'head.safetensors';
const MANIFESTS_KEPT = 10_000;

/** As it may lie on the disk: versions made before files could be imported, convolutions trained and metadata kept say nothing of them. */
type StoredManifest = Omit<ModelManifest, 'importedFrom' | 'backbone' | 'metadata'> & {
  readonly importedFrom?: ModelManifest['importedFrom'];
  readonly metadata?: ModelManifest['metadata'];
  readonly backbone: Omit<ModelManifest['backbone'], 'ownLayers'> &
    Partial<Pick<ModelManifest['backbone'], 'ownLayers'>>;
};

const MANIFEST: RecordKind<StoredManifest> = {
  name: 'the manifest of a model version',
  isOne: (value): value is StoredManifest => hasKeys(value, 'model', 'version', 'jobId', 'weights'),
};

const readManifest = async (file: string): Promise<ModelManifest | null> => {
  const stored = await readRecord(file, MANIFEST);
  if (stored === null) return null;
  const { importedFrom = null, backbone, metadata = {} } = stored;
  return { ...stored, importedFrom, backbone: { ownLayers: [], ...backbone }, metadata };
};

const compareNames = (one: string, other: string): number => (one < other ? -1 : 1);

/**
 * Models in `models/<name>/<version>/`, with `head.safetensors` and, written last, `manifest.json`: a version without one is
 * invisible, and its number is not given again. Beside it lie the notes of the version. `models/<name>/aliases.jsonl` holds every move of every alias and every version
 * that was taken away.
 */
class FsModelStore implements ModelStore {
  private readonly root: string;
  private readonly temporary: string;
  private readonly serial: Serial = makeSerial();
  private readonly manifests: RecentRecords<ModelManifest> = makeRecentRecords(MANIFESTS_KEPT);

  constructor(dataFolder: string) {
    this.root = path.resolve(dataFolder, 'models');
    this.temporary = path.resolve(dataFolder, 'tmp');
  }

  publish({ manifest, weightsLocation }: NewVersion, createdAt: string): Promise<ModelManifest> {
    const { model, jobId } = manifest;
    return this.serial(model, async () => {
      const published = await this.versionOfJob(model, jobId);
      if (published !== null) return published;
      const version = await this.claimVersion(model);
      const folder = this.versionFolder(model, version);
      const digest = await copyWithDigest(weightsLocation, path.join(folder, WEIGHTS_FILE));
      // An attempt that was thought dead may have published while the weights were copied.
      const meanwhile = await this.versionOfJob(model, jobId);
      if (meanwhile !== null) return meanwhile;
      const whole = { ...manifest, version, createdAt, weights: { file: WEIGHTS_FILE, ...digest } };
      await writeAtomically(path.join(folder, 'manifest.json'), JSON.stringify(whole, null, 2));
      return whole;
    });
  }

  async find(model: string, version: number): Promise<ModelManifest | null> {
    if (!isModelName(model) || !VERSION.test(String(version))) return null;
    // A manifest never changes, but another process may have taken the version away.
    return (await isThere(this.versionFolder(model, version))) ? this.manifestOf(model, version) : null;
  }

  async models(): Promise<readonly ModelSummary[]> {
    const summaries: ModelSummary[] = [];
    for (const name of await this.names()) {
      const versions = await this.versions(name);
      const [latest] = versions;
      if (latest === undefined) continue;
      summaries.push({
        name,
        latestVersion: latest.version,
        updatedAt: latest.createdAt,
        versions: versions.length,
        aliases: await this.pointers(name),
      });
    }
    return summaries;
  }

  async versions(model: string): Promise<readonly ModelManifest[]> {
    const found: ModelManifest[] = [];
    for (const version of (await this.versionNumbers(model)).toReversed()) {
      const manifest = await this.manifestOf(model, version);
      if (manifest !== null) found.push(manifest);
    }
    return found;
  }

  async moveAlias(model: string, alias: string, move: AliasMove, seen: number): Promise<boolean> {
    const { version } = move;
    const missing = (): AppError =>
      new AppError(
        'MODEL_NOT_FOUND',
        `expected a model version that exists, received ${model}:${version ?? 'none'} for the alias "${alias}"`,
      );
    if (!isModelName(alias) || (version !== null && (await this.find(model, version)) === null))
      throw missing();
    const file = this.aliasFile(model);
    const isMoved = await this.serial(model, () => file.append({ alias, ...move, seen }));
    if (!isMoved && version !== null && (await file.read()).retired.has(version)) throw missing();
    return isMoved;
  }

  async alias(model: string, alias: string): Promise<number | null> {
    return currentVersion(await this.aliasState(model, alias));
  }

  async aliasState(model: string, alias: string): Promise<AliasState> {
    if (!isModelName(model)) return UNKNOWN_ALIAS;
    return (await this.aliasFile(model).read()).aliases.get(alias) ?? UNKNOWN_ALIAS;
  }

  async removeVersion(
    model: string,
    version: number,
    removal: { readonly at: string; readonly by: string },
  ): Promise<readonly string[]> {
    await this.refuseMissing(model, version);
    return this.serial(model, async () => {
      const isLast = (await this.versions(model)).every((other) => other.version === version);
      const line = { retired: version, isLast, ...removal };
      const file = this.aliasFile(model);
      const holding = aliasesHolding((await file.read()).aliases, line);
      if (holding.length > 0) return holding;
      // Another process may point an alias to the version right now: the order of the lines decides.
      if (!(await file.append(line))) return aliasesHolding((await file.read()).aliases, line);
      await makeFolder(this.temporary);
      await vanishFolder(this.versionFolder(model, version), this.temporary);
      this.manifests.delete(`${model}:${version}`);
      return [];
    });
  }

  async pointers(model: string): Promise<Readonly<Record<string, number>>> {
    if (!isModelName(model)) return {};
    const { aliases } = await this.aliasFile(model).read();
    const pointing: [string, number][] = [];
    for (const [name, state] of aliases) {
      const version = currentVersion(state);
      if (version !== null) pointing.push([name, version]);
    }
    return Object.fromEntries(pointing);
  }

  async notes(model: string, version: number): Promise<NotesState> {
    if ((await this.find(model, version)) === null) return { notes: null, changes: 0 };
    return readNotes(this.versionFolder(model, version));
  }

  async saveNotes(model: string, version: number, notes: VersionNotes, seen: number): Promise<boolean> {
    await this.refuseMissing(model, version);
    return writeNotes(this.versionFolder(model, version), this.temporary, notes, seen);
  }

  async newest(): Promise<{ readonly model: string; readonly version: number } | null> {
    let newest: ModelManifest | null = null;
    for (const name of await this.names()) {
      const [latest] = await this.versions(name);
      if (latest === undefined) continue;
      if (newest === null || latest.createdAt > newest.createdAt) newest = latest;
    }
    return newest === null ? null : { model: newest.model, version: newest.version };
  }

  weightsLocation({ model, version, weights }: ModelManifest): string {
    return path.join(this.versionFolder(model, version), path.basename(weights.file));
  }

  private async refuseMissing(model: string, version: number): Promise<void> {
    if ((await this.find(model, version)) !== null) return;
    const received = `version ${version} of "${model}"`;
    throw new AppError('MODEL_NOT_FOUND', `expected a version of a model, received ${received}`);
  }

  private async manifestOf(model: string, version: number): Promise<ModelManifest | null> {
    const key = `${model}:${version}`;
    const known = this.manifests.get(key);
    if (known !== undefined) return known;
    const manifest = await readManifest(path.join(this.versionFolder(model, version), 'manifest.json'));
    if (manifest !== null) this.manifests.set(key, manifest);
    return manifest;
  }

  /** An import has no job, and each one is a version of its own. */
  private async versionOfJob(model: string, jobId: string | null): Promise<ModelManifest | null> {
    if (jobId === null) return null;
    return (await this.versions(model)).find((manifest) => manifest.jobId === jobId) ?? null;
  }

  private async claimVersion(model: string): Promise<number> {
    await makeFolder(this.modelFolder(model));
    for (;;) {
      const { retired } = await this.aliasFile(model).read();
      const version = Math.max(0, (await this.versionNumbers(model)).at(-1) ?? 0, ...retired) + 1;
      if (await claimFolder(this.versionFolder(model, version))) return version;
    }
  }

  private async names(): Promise<readonly string[]> {
    return ((await namesIn(this.root)) ?? []).filter(isModelName).sort(compareNames);
  }

  /** Numbers that are taken, visible or not, in rising order. */
  private async versionNumbers(model: string): Promise<readonly number[]> {
    if (!isModelName(model)) return [];
    const names = (await namesIn(this.modelFolder(model))) ?? [];
    return names
      .filter((name) => VERSION.test(name))
      .map(Number)
      .sort((one, other) => one - other);
  }

  private aliasFile(model: string): AliasFile {
    return makeAliasFile(path.join(this.modelFolder(model), 'aliases.jsonl'));
  }

  private versionFolder(model: string, version: number): string {
    return path.join(this.modelFolder(model), String(version));
  }

  private modelFolder(model: string): string {
    if (!isModelName(model)) {
      throw new AppError('MODEL_NOT_FOUND', `expected the name of a model, received "${model}"`);
    }
    return path.join(this.root, model);
  }
}

/** The model store in files below `dataFolder`. Several processes may use the same folder. */
export const makeFsModelStore = (dataFolder: string): ModelStore => new FsModelStore(dataFolder);
