import type { Split } from './dataset.ts';
import type { PlacedFile, RecognisedLayout } from './dataset-layout.ts';
import { AppError } from './errors.ts';
import { named } from './layout-warnings.ts';
import { foldRows, type ManifestEntry, type ManifestRow, pathKey } from './manifest-entries.ts';
import {
  composed,
  depthInside,
  findSoleFolders,
  type ReceivedPath,
  readPath,
  structureOf,
  UNWRITABLE_PATH,
} from './received-path.ts';

/** A manifest that came with the files. */
export interface Manifest {
  /** As it came in. */
  readonly path: string;
  readonly rows: readonly ManifestRow[];
  /** Its columns or keys that mean nothing here. */
  readonly unread: readonly string[];
}

/** Names of a manifest, those that count first before the others. */
const MANIFEST_NAMES: readonly string[] = ['manifest', 'labels', 'annotations', 'metadata'].flatMap(
  (name) => [`${name}.csv`, `${name}.jsonl`],
);

const MOST_EXAMPLES = 3;

const rankOf = ({ segments }: ReceivedPath): number =>
  MANIFEST_NAMES.indexOf(segments.at(-1)?.toLowerCase() ?? '');

/**
 * The paths that may be a manifest, those to try first before the others: files of that name at the top, or in an outer folder
 * that holds all pictures.
 */
export const manifestPathsIn = (paths: readonly string[]): readonly string[] => {
  const received = paths.map(readPath);
  const candidates = received.filter((path) => path.noise === null && rankOf(path) >= 0);
  if (candidates.length === 0) return [];
  const { names } = findSoleFolders(structureOf(received));
  return candidates
    .filter((path) => depthInside(path, names) === path.segments.length - 1)
    .sort((one, other) => one.segments.length - other.segments.length || rankOf(one) - rankOf(other))
    .map(({ given }) => given);
};

type Side = Split | 'test' | null;

/** The side of an entry, as far as all entries together give a split. */
const makeSideOf = (entries: readonly ManifestEntry[]): ((entry: ManifestEntry) => Side) => {
  const hasSplit = entries.some(({ side }) => side !== null);
  const hasValidation = entries.some(({ side }) => side === 'validation');
  return ({ side }) => {
    if (side === null) return hasSplit ? 'train' : null;
    // As with folders: test pictures stand in only where there is nothing else to validate on.
    return side === 'test' && !hasValidation ? 'validation' : side;
  };
};

const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `One ${one}` : `${count} ${many}`;

const warningsOf = (
  { unread }: Manifest,
  name: string,
  came: readonly ManifestEntry[],
  missing: readonly ManifestEntry[],
): readonly string[] => {
  const warnings: string[] = [];
  if (missing.length > 0) {
    const files = counted(missing.length, 'file', 'files');
    const examples = named(missing.slice(0, MOST_EXAMPLES).map(({ file }) => file));
    warnings.push(`${files} of the manifest ${name} did not come, for example ${examples}.`);
  }
  const without = came.filter(({ side }) => side === null).length;
  if (without > 0 && without < came.length) {
    const files = counted(without, 'file has', 'files have');
    warnings.push(`${files} no split in the manifest ${name}, unlike others; they are trained on.`);
  }
  const torn = came.filter(({ isTorn }) => isTorn);
  if (torn.length > 0) {
    const files = counted(torn.length, 'file has', 'files have');
    const example = named(torn.slice(0, 1).map(({ file }) => file));
    warnings.push(
      `${files} more than one split in the manifest ${name}, for example ${example}; train counts before val, and val before test.`,
    );
  }
  if (unread.length > 0)
    warnings.push(`The manifest ${name} has fields that are not read: ${named(unread)}.`);
  return warnings;
};

const refuseStrangers = (
  name: string,
  entries: readonly ManifestEntry[],
  paths: readonly Pick<ReceivedPath, 'given' | 'noise' | 'mayBePicture'>[],
): AppError => {
  const row = JSON.stringify(entries[0]?.file ?? '');
  const file = paths.find(({ noise, mayBePicture }) => noise === null && mayBePicture);
  const instead = file === undefined ? '' : ` while ${JSON.stringify(file.given)} came`;
  const detail = `expected paths of files that came in ${name}, which start at its folder, received none; for example ${row}${instead}`;
  return new AppError('MANIFEST_INVALID', detail);
};

const placeEntry = (entry: ManifestEntry, side: Side, name: string) => {
  const [className = '', second] = entry.labels;
  if (second !== undefined) {
    const reason = `the manifest ${name} gives it the labels ${named(entry.labels)}`;
    return { kind: 'conflicting', reason } as const;
  }
  if (side !== 'test') return { kind: 'labelled', className, split: side } as const;
  const reason = `is kept for testing: the manifest ${name} names others to validate on`;
  return { kind: 'ignored', reason } as const;
};

/**
 * Reads classes and splits off a manifest that is one of `paths`. Folders mean nothing then; files that it does not name are
 * ignored. Same order as `paths`; nothing is left out. `MANIFEST_INVALID` for wrong rows, and where it names no file that came.
 */
export const placeByManifest = (paths: readonly string[], manifest: Manifest): RecognisedLayout => {
  const own = readPath(manifest.path).segments;
  const outer = own.slice(0, -1).map(composed);
  const name = own.at(-1) ?? '';
  const entries = foldRows(manifest.rows, name);
  const received = paths.map((given) => {
    const path = readPath(given);
    const depth = depthInside(path, outer);
    const below = path.segments.slice(depth);
    const entry = depth === outer.length ? entries.get(pathKey(below)) : undefined;
    return { given, noise: path.noise, mayBePicture: path.mayBePicture, path: below.join('/'), entry };
  });
  const cameEntries = new Set(received.flatMap(({ entry }) => entry ?? []));
  const came = [...cameEntries];
  if (came.length === 0) throw refuseStrangers(name, [...entries.values()], received);
  const missing = [...entries.values()].filter((entry) => !cameEntries.has(entry));
  const sideOf = makeSideOf(came);
  const files = received.map(({ given, path, entry, noise }): PlacedFile => {
    if (given === manifest.path) return { given, path, kind: 'ignored', reason: 'is the manifest' };
    const isUsed = entry !== undefined && noise !== UNWRITABLE_PATH;
    if (isUsed) return { given, path, ...placeEntry(entry, sideOf(entry), name) };
    return { given, path, kind: 'ignored', reason: noise ?? `not named in the manifest ${name}` };
  });
  const count = (of: readonly ManifestEntry[]): number => of.reduce((sum, { rows }) => sum + rows, 0);
  const layout = {
    outerFolder: outer.join('/'),
    kind: 'manifest',
    file: name,
    rows: manifest.rows.length,
    missing: count(missing),
  } as const;
  return { files, layout, warnings: warningsOf(manifest, name, came, missing) };
};
