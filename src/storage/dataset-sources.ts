import { createReadStream } from 'node:fs';
import type { DatasetSources } from '../ports/index.ts';
import { digestOf } from './copy-with-digest.ts';
import { storageError } from './files.ts';
import { readFolder } from './folder-source.ts';
import type { IntakeLimits } from './limits.ts';
import { readListedFiles } from './listed-files.ts';
import { readManifestRows } from './manifest-rows.ts';
import { readZip } from './zip-source.ts';

/** Opens zip archives, received files, and folders below `datasetsRoot` (null: that form is refused). */
export const makeDatasetSources = (datasetsRoot: string | null, limits: IntakeLimits): DatasetSources => ({
  files: readListedFiles,
  archive: (location) => readZip(location, limits),
  folder: (path, content) => readFolder(datasetsRoot, path, content),
  digest: async (location) => {
    try {
      return await digestOf(createReadStream(location));
    } catch (error) {
      throw storageError(error);
    }
  },
  manifestRows: readManifestRows,
});
