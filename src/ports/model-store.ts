import type { AliasMove, ModelManifest } from '../domain/index.ts';

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

/** Published model versions. `STORAGE_UNAVAILABLE` when the storage cannot be used. */
export interface ModelStore {
  /** Makes the next version visible, atomically. A job publishes once: publishing again for the same job returns what is there. */
  publish(version: NewVersion, createdAt: string): Promise<ModelManifest>;
  find(model: string, version: number): Promise<ModelManifest | null>;
  /** Sorted by name. */
  models(): Promise<readonly ModelSummary[]>;
  /** Newest first; empty if there is no such model. */
  versions(model: string): Promise<readonly ModelManifest[]>;
  /** Moves an alias; its history is kept. */
  moveAlias(model: string, alias: string, move: AliasMove): Promise<void>;
  /** The version an alias points to, or null. */
  alias(model: string, alias: string): Promise<number | null>;
  /** The version that was published last over all models, or null when there is none. */
  newest(): Promise<{ readonly model: string; readonly version: number } | null>;
  /** The weights file of a version, as an absolute path on this machine. */
  weightsLocation(manifest: ModelManifest): string;
}
