import { composed } from './received-path.ts';
import type { SplitFolders } from './split-folders.ts';
import { namedSide } from './split-names.ts';

const MOST_NAMED = 5;

/** Names in quotes, the first few of them. */
export const named = (names: readonly string[]): string => {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`);
  return names.length > MOST_NAMED
    ? `${shown.join(', ')} and ${names.length - MOST_NAMED} more`
    : shown.join(', ');
};

const foldersBelow = (inside: readonly (readonly string[])[]): ReadonlyMap<string, ReadonlySet<string>> => {
  const below = new Map<string, Set<string>>();
  for (const segments of inside) {
    const [top, second] = segments.slice(0, -1);
    if (top === undefined) continue;
    const name = composed(top);
    const folders = below.get(name) ?? new Set();
    below.set(name, folders);
    if (second !== undefined) folders.add(composed(second));
  }
  return below;
};

/** The folders that are there below every class, if they are the same ones below all. */
const sameFoldersBelow = (below: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] => {
  const [first, ...others] = below.values();
  if (first === undefined || first.size < 2 || others.length === 0) return [];
  const isSame = others.every(
    (folders) => folders.size === first.size && [...folders].every((name) => first.has(name)),
  );
  return isSame ? [...first] : [];
};

const warnOfClasses = (inside: readonly (readonly string[])[]): readonly string[] => {
  const below = foldersBelow(inside);
  const classes = [...below.keys()];
  if (classes.length > 1 && classes.every((name) => namedSide(name) !== null)) {
    return [
      `The classes are ${named(classes)}, which are names of the sides of a split; a split is read from folders such as "train/cat/1.jpg".`,
    ];
  }
  const same = sameFoldersBelow(below);
  if (same.length === 0) return [];
  return [
    `Each of the folders ${named(classes)} holds the folders ${named(same)}; the outer ones were taken as the classes.`,
  ];
};

/** What is likely to be meant otherwise than it was read, in sentences. `inside` as for `findSplitFolders`. */
export const layoutWarnings = (
  inside: readonly (readonly string[])[],
  split: SplitFolders | null,
): readonly string[] => {
  if (split === null) return warnOfClasses(inside);
  if (split.validation.length > 0 || split.test.length === 0) return [];
  return [`The folders ${named(split.test)} hold no class folders; their pictures are not used.`];
};
