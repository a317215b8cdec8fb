import { composed } from './received-path.ts';
import { namedSide } from './split-names.ts';

/** Top folders by what they are for. Names in the composed form. */
export interface SplitFolders {
  readonly train: readonly string[];
  /** Empty where none holds classes: the job decides then. */
  readonly validation: readonly string[];
  /** Folders whose pictures are not used. */
  readonly test: readonly string[];
}

const hasClasses = (folders: ReadonlyMap<string, boolean>, name: string): boolean =>
  folders.get(name) === true;

/** Top folders, each with whether it holds folders. */
const topFolders = (inside: readonly (readonly string[])[]): ReadonlyMap<string, boolean> => {
  const folders = new Map<string, boolean>();
  for (const segments of inside) {
    if (segments.length < 2) continue;
    const name = composed(segments[0] ?? '');
    folders.set(name, hasClasses(folders, name) || segments.length > 2);
  }
  return folders;
};

/**
 * Finds a split in the top folders: `train|training` beside `val|valid|validation`, in any case, with class folders below.
 * `test|testing` stands in for validation only where nothing else is there, or its pictures would not be for testing.
 * `train` beside sides without class folders gives the classes and no split. null: the top folders are the classes.
 * `inside`: the segments of each file, outer folders peeled off.
 */
export const findSplitFolders = (inside: readonly (readonly string[])[]): SplitFolders | null => {
  const folders = topFolders(inside);
  const names = [...folders.keys()];
  const sideOf = (side: string): string[] => names.filter((name) => namedSide(name) === side);
  const withClasses = (side: string): string[] => sideOf(side).filter((name) => hasClasses(folders, name));
  const train = withClasses('train');
  if (train.length === 0) return null;
  const validation = withClasses('validation');
  if (validation.length > 0) return { train, validation, test: sideOf('test') };
  const test = withClasses('test');
  if (test.length > 0) return { train, validation: test, test: [] };
  const isEveryOneASide = names.every((name) => namedSide(name) !== null);
  if (!isEveryOneASide || names.length === 1) return null;
  return { train, validation: [], test: names.filter((name) => !train.includes(name)) };
};
