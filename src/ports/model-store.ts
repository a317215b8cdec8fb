import type { AliasMove, AliasState, ModelManifest, VersionNotes } from '../domain/index.ts';

/** A published version before it has a number. The store copies the file at `weightsLocation` and records its name, size and sha256. */
export interface NewVersion {
  readonly manifest: Omit<ModelManifest, 'version' | 'createdAt' | 'weights'>;
  readonly weightsLocation: string;
}

/** A model with its newest version and its aliases. */
export interface ModelSummary {
  readonly name: string;
  readonly latestVersion: number;
  /** When the newest version was published. */
  readonly updatedAt: string;
  readonly versions: number;
  readonly aliases: Readonly<Record<string, number>>;
}

/** What was noted of a version since it was made, null where nothing was, and how often that has changed. */
export interface NotesState {
  readonly notes: VersionNotes | null;
  readonly changes: number;
}

/** Published model versions. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface ModelStore {
  /** Makes the next version visible, atomically. A job publishes once: publishing again for the same job returns what is there. */
  publish(version: NewVersion, createdAt: string): Promise<ModelManifest>;
  find(model: string, version: number): Promise<ModelManifest | null>;
  /** Sorted by name. */
  models(): Promise<readonly ModelSummary[]>;
  /** Newest first; empty if there is no such model. */
  versions(model: string): Promise<readonly ModelManifest[]>;
  /**
   * Moves an alias, or removes it; its history is kept. Compare-and-set: false, and nothing has moved, if the alias had not moved
   * `seen` times before. `MODEL_NOT_FOUND` for a version that does not exist.
   */
  moveAlias(model: string, alias: string, move: AliasMove, seen: number): Promise<boolean>;
  /** An alias with its history; without moves if there is none. */
  aliasState(model: string, alias: string): Promise<AliasState>;
  /**
   * Takes a version away for good, with its files; its number is not given again. Returns the aliases that point to it: then it
   * stays. `latest` alone does not keep the last version of a model, and is removed with it. `MODEL_NOT_FOUND`.
   */
  removeVersion(
    model: string,
    version: number,
    removal: { readonly at: string; readonly by: string },
  ): Promise<readonly string[]>;
  /** The version an alias points to, or null. */
  alias(model: string, alias: string): Promise<number | null>;
  /** Where each alias of a model points; empty if there is no such model. */
  pointers(model: string): Promise<Readonly<Record<string, number>>>;
  /** Nothing is noted of a version that does not exist. */
  notes(model: string, version: number): Promise<NotesState>;
  /**
   * Takes the place of the notes. Compare-and-set: false, and nothing has changed, if they had not changed `seen` times before.
   * `MODEL_NOT_FOUND`.
   */
  saveNotes(model: string, version: number, notes: VersionNotes, seen: number): Promise<boolean>;
  /** The version that was published last over all models, or null when there is none. */
  newest(): Promise<{ readonly model: string; readonly version: number } | null>;
  /** The weights file of a version, as an absolute path on this machine. */
  weightsLocation(manifest: ModelManifest): string;
}
