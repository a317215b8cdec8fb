import type { DatasetLayout, Split } from './dataset.ts';

/** What the folders say of one file. `path` has needless outer folders peeled off. `given` is the path that came in. */
export type PlacedFile = { readonly given: string; readonly path: string } & (
  | { readonly kind: 'labelled'; readonly className: string; readonly split: Split | null }
  | { readonly kind: 'ignored'; readonly reason: string }
);

interface Entry {
  readonly given: string;
  readonly segments: readonly string[];
}

const TRAIN_FOLDERS: ReadonlySet<string> = new Set(['train', 'training']);
const VALIDATION_FOLDERS: ReadonlySet<string> = new Set(['val', 'valid', 'validation']);
const TEST_FOLDER = 'test';
const SYSTEM_FILES: ReadonlySet<string> = new Set([
  'thumbs.db',
  'desktop.ini',
  'ehthumbs.db',
  '$recycle.bin',
]);

const hasControlCharacter = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
};

const noiseReason = (segments: readonly string[]): string | null => {
  if (segments.includes('__MACOSX')) return 'belongs to a __MACOSX folder';
  if (segments.some((segment) => segment.startsWith('.'))) return 'a name on its path starts with a dot';
  if (segments.some((segment) => SYSTEM_FILES.has(segment.toLowerCase())))
    return 'is a file of the operating system';
  // The fingerprint's lines are separated by tabs and line ends.
  return segments.some(hasControlCharacter) ? 'its path holds a control character' : null;
};

/** One step of peeling: the only top folder goes, if it holds folders and cannot itself be a class of two. */
const peelOnce = (entries: readonly Entry[]): readonly Entry[] | null => {
  const inFolders = entries.filter(({ segments }) => segments.length > 1);
  const outer = inFolders[0]?.segments[0];
  if (outer === undefined || inFolders.some(({ segments }) => segments[0] !== outer)) return null;
  const folders = new Set(
    inFolders.filter(({ segments }) => segments.length > 2).map(({ segments }) => segments[1]),
  );
  const hasDirectFiles = inFolders.some(({ segments }) => segments.length === 2);
  if (folders.size === 0 || (folders.size === 1 && hasDirectFiles)) return null;
  return entries.map(({ given, segments }) => ({
    given,
    segments: segments[0] === outer ? segments.slice(1) : segments,
  }));
};

const peel = (entries: readonly Entry[]): { readonly entries: readonly Entry[]; readonly outer: string } => {
  let peeled = entries;
  const outer: string[] = [];
  for (;;) {
    const next = peelOnce(peeled);
    if (next === null) return { entries: peeled, outer: outer.join('/') };
    outer.push(peeled.find(({ segments }) => segments.length > 1)?.segments[0] ?? '');
    peeled = next;
  }
};

/** Which top folders stand for which side; empty where the folders give no split. */
const splitFolders = (entries: readonly Entry[]): ReadonlyMap<string, Split> => {
  const withClasses = new Set(
    entries.filter(({ segments }) => segments.length > 2).map(({ segments }) => segments[0] ?? ''),
  );
  const matching = (names: ReadonlySet<string>): string[] =>
    [...withClasses].filter((folder) => names.has(folder.toLowerCase()));
  const train = matching(TRAIN_FOLDERS);
  const named = matching(VALIDATION_FOLDERS);
  // Test pictures are for after training; they stand in only where nothing else is there to validate on.
  const validation = named.length > 0 ? named : matching(new Set([TEST_FOLDER]));
  if (train.length === 0 || validation.length === 0) return new Map();
  return new Map([
    ...train.map((folder) => [folder, 'train'] as const),
    ...validation.map((folder) => [folder, 'validation'] as const),
  ]);
};

const place = ({ given, segments }: Entry, folders: ReadonlyMap<string, Split>): PlacedFile => {
  const path = segments.join('/');
  const [top, second] = segments;
  if (folders.size === 0) {
    if (top !== undefined && second !== undefined) {
      return { given, path, kind: 'labelled', className: top, split: null };
    }
    return { given, path, kind: 'ignored', reason: 'lies in no class folder' };
  }
  const split = folders.get(top ?? '');
  if (split === undefined) {
    const reason = `lies outside of the folders ${[...folders.keys()].join(' and ')}, which give the split`;
    return { given, path, kind: 'ignored', reason };
  }
  if (second === undefined || segments.length < 3) {
    return { given, path, kind: 'ignored', reason: 'lies in no class folder' };
  }
  return { given, path, kind: 'labelled', className: second, split };
};

const foldersOf = (folders: ReadonlyMap<string, Split>, side: Split): readonly string[] =>
  [...folders].flatMap(([folder, split]) => (split === side ? [folder] : []));

/** What `recogniseLayout` found: a place for each path, in the same order, and the form that they have together. */
export interface RecognisedLayout {
  readonly files: readonly PlacedFile[];
  readonly layout: DatasetLayout;
}

/**
 * Reads classes and splits off the paths of a dataset's files (`/`-separated, relative). Two forms: `class/.../file`, and
 * `train|training/class/.../file` with `val|valid|validation` (or, where none of these is there, `test`) beside it.
 * Folders that hold everything are peeled off. Same order as `paths`; nothing is left out.
 */
export const recogniseLayout = (paths: readonly string[]): RecognisedLayout => {
  const entries = paths.map((given) => ({
    given,
    segments: given.split('/').filter((segment) => segment !== '' && segment !== '.'),
  }));
  const reasons = entries.map(({ segments }) => noiseReason(segments));
  const peeled = peel(entries.filter((_, index) => reasons[index] === null));
  const folders = splitFolders(peeled.entries);
  const rest = peeled.entries.values();
  const files = entries.map(({ given, segments }, index): PlacedFile => {
    const reason = reasons[index] ?? null;
    if (reason !== null) return { given, path: segments.join('/'), kind: 'ignored', reason };
    const entry = rest.next();
    return place(entry.done === true ? { given, segments } : entry.value, folders);
  });
  const outerFolder = peeled.outer;
  if (folders.size === 0) return { files, layout: { outerFolder, kind: 'classFolders' } };
  const [train, validation] = [foldersOf(folders, 'train'), foldersOf(folders, 'validation')];
  return { files, layout: { outerFolder, kind: 'splitFolders', train, validation } };
};
