import { changedNotes, type NotesChange, notesOf } from '../domain/index.ts';
import type { ModelStore } from '../ports/index.ts';
import { makeFindVersion } from './find-version.ts';
import { type VersionView, viewVersion } from './view-version.ts';

/** What `makeChangeNotes` needs. */
export type ChangeNotesDeps = {
  readonly models: Pick<ModelStore, 'find' | 'pointers' | 'notes' | 'saveNotes'>;
};

/**
 * Makes the use case behind `PATCH /models/:name/versions/:version`. The manifest stays as it is; of changes at the same moment none
 * is lost. `MODEL_NOT_FOUND`, `REQUEST_INVALID` for too many keys.
 */
export const makeChangeNotes =
  (deps: ChangeNotesDeps) =>
  async (name: string, version: number, change: NotesChange): Promise<VersionView> => {
    const { models } = deps;
    const manifest = await makeFindVersion(deps)(name, version);
    for (;;) {
      const { notes, changes } = await models.notes(name, version);
      const changed = changedNotes(notesOf(manifest, notes), change);
      if (await models.saveNotes(name, version, changed, changes)) return viewVersion(deps, manifest);
    }
  };
