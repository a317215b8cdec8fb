import type { DatasetFile, DatasetLayout, FileVerdict } from './dataset.ts';
import { composed } from './received-path.ts';

/** Verdicts that come from looking at all files of a dataset together: with other files around it, a file may be used after all. */
const OF_ALL_FILES: ReadonlySet<FileVerdict> = new Set([
  'duplicate',
  'conflictingLabel',
  'nearDuplicateAcrossSplits',
]);

/** What a dataset that is derived keeps of a file: all that was found out of it alone. */
export type KeptFile = Omit<DatasetFile, 'fileId' | 'counterpart' | 'lookAlikes'>;

/** How deep in a path the folder lies that gives the class; null where no folder does. */
const classDepth = (layout: DatasetLayout, segments: readonly string[], className: string): number | null => {
  if (layout.kind === 'manifest') return null;
  const top = composed(segments[0] ?? '');
  const isSide =
    layout.kind === 'splitFolders' &&
    [...layout.train, ...layout.validation].some((folder) => folder === top);
  const depths = isSide ? [1] : [0, 1];
  return depths.find((depth) => composed(segments[depth] ?? '') === className) ?? null;
};

/** Where a file would lie if its class folder had another name. Where a manifest gives the classes, it stays where it is. */
const relabelledPath = (
  layout: DatasetLayout,
  { path, className }: Pick<DatasetFile, 'path' | 'className'>,
  newName: string,
): string => {
  const segments = path.split('/');
  const depth = className === null ? null : classDepth(layout, segments, className);
  return segments.map((segment, index) => (index === depth ? newName : segment)).join('/');
};

/** The side that the folders give a file; where they give none, the side it is on. */
const givenSplit = (layout: DatasetLayout, { path, className, split }: DatasetFile): DatasetFile['split'] => {
  if (layout.kind !== 'splitFolders' || className === null || layout.validation.length === 0) return split;
  const top = composed(path.split('/')[0] ?? '');
  if (layout.train.includes(top)) return 'train';
  return layout.validation.includes(top) ? 'validation' : split;
};

/**
 * A file of a dataset as one that is derived from it begins with it: what was decided by looking at all files together is open again,
 * what was found out of the file alone stays. `newName`: its class is to be that one; null: its own.
 */
export const keepFile = (layout: DatasetLayout, file: DatasetFile, newName: string | null): KeptFile => {
  const { fileId: _fileId, counterpart: _counterpart, lookAlikes: _lookAlikes, ...known } = file;
  const path = newName === null ? file.path : relabelledPath(layout, file, newName);
  const className = newName === null ? file.className : composed(newName);
  const split = givenSplit(layout, file);
  const isOpen = OF_ALL_FILES.has(file.verdict) && className !== null;
  return {
    ...known,
    path,
    className,
    split,
    ...(isOpen ? { verdict: 'ok' as const, reason: null } : {}),
  };
};

/**
 * A path that is not taken: the one given, or the first of `name_2.jpg`, `name_3.jpg`, ... Such a name sorts after the one it makes
 * room for, so that of two pictures with the same content the one that was there first is the one that is used.
 */
export const freePath = (path: string, taken: ReadonlySet<string>): string => {
  if (!taken.has(path)) return path;
  const [, stem = path, extension = ''] = /^(.*[^/])(\.[^./]*)$/s.exec(path) ?? [];
  for (let number = 2; ; number += 1) {
    const candidate = `${stem}_${number}${extension}`;
    if (!taken.has(candidate)) return candidate;
  }
};
