import type { DatasetSources } from '../ports/index.ts';
import { readFolder } from './folder-source.ts';
import type { IntakeLimits } from './limits.ts';
import { readZip } from './zip-source.ts';

/** Opens zip archives, and folders below `datasetsRoot` (null: that form is refused). */
export const makeDatasetSources = (datasetsRoot: string | null, limits: IntakeLimits): DatasetSources => ({
  archive: (location) => readZip(location, limits),
  folder: (path) => readFolder(datasetsRoot, path),
});
