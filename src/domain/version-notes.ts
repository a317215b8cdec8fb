import { AppError } from './errors.ts';
import type { ModelManifest, VersionNotes } from './model.ts';

/** Most that a job and the notes of a version hold: keys, and characters of a key, of a value and of a description. */
export const METADATA_BOUNDS = { keys: 32, key: 64, value: 500, description: 2000 } as const;

/** A change of notes: what is absent stays, null removes (RFC 7396). */
export interface NotesChange {
  readonly description?: string | null;
  readonly metadata?: Readonly<Record<string, string | null>>;
}

/** The notes of a version: until something is changed, the metadata that its job brought. */
export const notesOf = ({ metadata }: ModelManifest, noted: VersionNotes | null): VersionNotes =>
  noted ?? { description: null, metadata };

/** The notes with a change in place. `REQUEST_INVALID` where they would hold too many keys. */
export const changedNotes = (notes: VersionNotes, change: NotesChange): VersionNotes => {
  const merged = new Map(Object.entries(notes.metadata));
  for (const [key, value] of Object.entries(change.metadata ?? {})) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  if (merged.size > METADATA_BOUNDS.keys) {
    const detail = `expected at most ${METADATA_BOUNDS.keys} keys in all, received ${merged.size}`;
    throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/metadata', detail }] });
  }
  const { description = notes.description } = change;
  return { description, metadata: Object.fromEntries(merged) };
};
