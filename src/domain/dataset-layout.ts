import type { DatasetLayout, Split } from './dataset.ts';
import { layoutWarnings, named } from './layout-warnings.ts';
import {
  composed,
  depthInside,
  findSoleFolders,
  type ReceivedPath,
  readPath,
  structureOf,
} from './received-path.ts';
import { findSplitFolders, type SplitFolders } from './split-folders.ts';
import { namedSide } from './split-names.ts';

/** What the layout says of one file. `path` has needless outer folders peeled off. `given` is the path that came in. */
export type PlacedFile = { readonly given: string; readonly path: string } & (
  | {
      readonly kind: 'labelled';
      /** In the composed form (NFC), so that the two spellings of an accent are one class; `path` stays as it came. */
      readonly className: string;
      readonly split: Split | null;
    }
  | { readonly kind: 'ignored'; readonly reason: string }
  /** It is given two labels, so neither is used. */
  | { readonly kind: 'conflicting'; readonly reason: string }
);

/** A place for each path, in the same order, the form that they have together, and what the user should know of it. */
export interface RecognisedLayout {
  readonly files: readonly PlacedFile[];
  readonly layout: DatasetLayout;
  readonly warnings: readonly string[];
}

interface Place {
  readonly className: string;
  readonly split: Split | null;
}

const NO_CLASS_FOLDER = 'lies in no class folder';

const reasonWithoutClass = ({ segments }: ReceivedPath): string =>
  segments.some((segment) => segment.includes('\\'))
    ? `${NO_CLASS_FOLDER}: expected folders that are parted by "/", received "\\"`
    : NO_CLASS_FOLDER;

const reasonOutside = (top: string, { test, validation, train }: SplitFolders): string => {
  if (!test.includes(top)) {
    return `lies outside of the folders ${named([...train, ...validation])}, which give the split`;
  }
  if (validation.length === 0) return NO_CLASS_FOLDER;
  return `is kept for testing: there is ${named(validation)} to validate on`;
};

/** Where the segments below the outer folders lead; a sentence where they lead nowhere. */
const placeIn = (path: ReceivedPath, depth: number, split: SplitFolders | null): Place | string => {
  const folders = path.segments.slice(depth, -1).slice(0, 2).map(composed);
  const [top, second] = folders;
  if (top === undefined) return reasonWithoutClass(path);
  if (split === null) return { className: top, split: null };
  const isTrain = split.train.includes(top);
  if (!isTrain && !split.validation.includes(top)) return reasonOutside(top, split);
  if (second === undefined) return NO_CLASS_FOLDER;
  // Without a folder to validate on, the job decides.
  if (split.validation.length === 0) return { className: second, split: null };
  return { className: second, split: isTrain ? 'train' : 'validation' };
};

const layoutOf = (outerFolder: string, split: SplitFolders | null): DatasetLayout => {
  if (split === null) return { outerFolder, kind: 'classFolders' };
  const { train, validation, test } = split;
  return { outerFolder, kind: 'splitFolders', train, validation, leftAside: test };
};

const makePlacer = (outer: readonly string[], split: SplitFolders | null) => {
  const outside = `lies outside of the folder ${JSON.stringify(outer.join('/'))}, which holds the pictures`;
  return (received: ReceivedPath): PlacedFile => {
    const { given, segments, noise } = received;
    const depth = depthInside(received, outer);
    const path = segments.slice(depth).join('/');
    if (noise !== null) return { given, path, kind: 'ignored', reason: noise };
    if (depth < outer.length && segments.length > depth + 1) {
      return { given, path, kind: 'ignored', reason: outside };
    }
    const place = placeIn(received, depth, split);
    if (typeof place === 'string') return { given, path, kind: 'ignored', reason: place };
    return { given, path, kind: 'labelled', ...place };
  };
};

/**
 * Reads classes and splits off the paths of a dataset's files (`/`-separated, relative). Two forms: `class/.../file`, and
 * `train/class/.../file` with the folders of `findSplitFolders` beside it. Folders that hold everything are peeled off.
 * Same order as `paths`; nothing is left out. Takes time in proportion to the length of all paths.
 */
export const recogniseLayout = (paths: readonly string[]): RecognisedLayout => {
  const received = paths.map(readPath);
  const structure = structureOf(received);
  const sole = findSoleFolders(structure);
  const outer = sole.names.slice(0, sole.needless);
  const inside = structure
    .filter((path) => depthInside(path, outer) === outer.length)
    .map(({ segments }) => segments.slice(outer.length));
  const split = findSplitFolders(inside);
  const files = received.map(makePlacer(outer, split));
  return { files, layout: layoutOf(outer.join('/'), split), warnings: layoutWarnings(inside, split) };
};

/** Whether folders alone give classes: at least two with pictures, and not only the sides of a split. */
export const hasFolderClasses = ({ files }: RecognisedLayout): boolean => {
  const names = new Set<string>();
  for (const file of files) {
    if (file.kind === 'labelled' && readPath(file.path).mayBePicture) names.add(file.className);
  }
  return names.size >= 2 && [...names].some((name) => namedSide(name) === null);
};
