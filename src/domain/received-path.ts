/** A path that came in, taken apart. */
export interface ReceivedPath {
  readonly given: string;
  /** Folders and file name, as they came. */
  readonly segments: readonly string[];
  /** Why the file belongs to a system or a tool and not to the user; null for all others. */
  readonly noise: string | null;
  /** False where the name says that it is something else (`notes.txt`, `LICENSE`). Content decides later. */
  readonly mayBePicture: boolean;
}

/** Folders that hold all pictures, from the outside in. Names are in the composed form. */
interface SoleFolders {
  readonly names: readonly string[];
  /** How many of them, from the outside, are no class of their own. */
  readonly needless: number;
}

const SYSTEM_NAMES: ReadonlySet<string> = new Set([
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '$recycle.bin',
  '#recycle',
  '@eadir',
  'system volume information',
]);

const PICTURE_NAME = /\.(?:jpe?g|jpe|jfif|png|webp|gif|tiff?|bmp|heic|heif|avif|jp2|jxl|ppm|pgm|pnm|svg)$/i;
const TEXT_NAME = /^(?:readme|licen[cs]e|notice|copying|authors|changelog|makefile|dockerfile|checksums?)$/i;

/** The form in which names are compared: macOS writes `é` as `e` and an accent, others as one character. */
export const composed = (name: string): string => name.normalize('NFC');

/** The fingerprint's lines are separated by tabs and line ends, and half a surrogate pair has no UTF-8. */
const unwritable = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return /\p{Surrogate}/u.test(text);
};

/** The sentence for a file whose path is `unwritable`. */
export const UNWRITABLE_PATH = 'its path holds a control character';

/** As deep as an archive may be; no tree of pictures is. */
const MOST_SEGMENTS = 32;

const noiseOf = (segments: readonly string[]): string | null => {
  if (segments.some(unwritable)) return UNWRITABLE_PATH;
  if (segments.length > MOST_SEGMENTS) return `lies below more than ${MOST_SEGMENTS - 1} folders`;
  if (segments.includes('__MACOSX')) return 'belongs to a __MACOSX folder';
  if (segments.some((segment) => segment.startsWith('.'))) return 'a name on its path starts with a dot';
  if (segments.some((segment) => SYSTEM_NAMES.has(segment.toLowerCase())))
    return 'is a file of the operating system';
  return null;
};

const hasPictureName = (name: string): boolean =>
  PICTURE_NAME.test(name) || (!name.includes('.') && !TEXT_NAME.test(name));

/** Folders and file name of a path (`/`-separated, relative); empty parts and `.` fall out. */
export const segmentsOf = (path: string): readonly string[] =>
  path.split('/').filter((segment) => segment !== '' && segment !== '.');

/** Takes a path apart. */
export const readPath = (given: string): ReceivedPath => {
  const segments = segmentsOf(given);
  return { given, segments, noise: noiseOf(segments), mayBePicture: hasPictureName(segments.at(-1) ?? '') };
};

/** What the structure is read off: files with the name of a picture, or all where there is none. Noise never counts. */
export const structureOf = (paths: readonly ReceivedPath[]): readonly ReceivedPath[] => {
  const wanted = paths.filter(({ noise }) => noise === null);
  const pictures = wanted.filter(({ mayBePicture }) => mayBePicture);
  return pictures.length > 0 ? pictures : wanted;
};

const folderAt = ({ segments }: ReceivedPath, depth: number): string | null =>
  depth < segments.length - 1 ? composed(segments[depth] ?? '') : null;

const soleFolderAt = (inside: readonly ReceivedPath[], depth: number): string | null => {
  const [first] = inside;
  const name = first === undefined ? null : folderAt(first, depth);
  return inside.every((path) => folderAt(path, depth) === name) ? name : null;
};

/** A folder of pictures, or with one folder beside its own pictures, is a class; one that holds folders only is not. */
const isClass = (inside: readonly ReceivedPath[], depth: number): boolean => {
  const folders = new Set<string>();
  let hasPictures = false;
  for (const path of inside) {
    const folder = folderAt(path, depth + 1);
    if (folder === null) hasPictures = true;
    else folders.add(folder);
  }
  return folders.size === 0 || (folders.size === 1 && hasPictures);
};

/** Finds the folders that hold everything; files beside them do not count. `structure` as `structureOf` gives it. */
export const findSoleFolders = (structure: readonly ReceivedPath[]): SoleFolders => {
  const names: string[] = [];
  let needless: number | null = null;
  let inside = structure;
  for (;;) {
    const depth = names.length;
    inside = inside.filter(({ segments }) => segments.length > depth + 1);
    const name = soleFolderAt(inside, depth);
    if (name === null) return { names, needless: needless ?? depth };
    if (isClass(inside, depth)) needless ??= depth;
    names.push(name);
  }
};

/** How many of the outer folders a path lies in. */
export const depthInside = ({ segments }: ReceivedPath, outer: readonly string[]): number => {
  let depth = 0;
  while (
    depth < outer.length &&
    depth < segments.length - 1 &&
    composed(segments[depth] ?? '') === outer[depth]
  ) {
    depth += 1;
  }
  return depth;
};
