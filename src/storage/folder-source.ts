import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir, readlink, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, compareCodePoints, type FolderContent } from '../domain/index.ts';
import type { IncomingFile } from '../ports/index.ts';
import { onDisk, storageError, systemCode } from './files.ts';

const MISSING = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'];

/** What cannot be read by this process, now or later: no fault of the disk, so trying again is of no use. */
const CLOSED = [...MISSING, 'EACCES', 'EPERM', 'EISDIR', 'ENXIO', 'ENODEV'];

/** How often links may lead to folders where the walk has been: links to folders of links make more ways than can be walked. */
const MAX_RETURNS = 1000;

const refused = (received: string): AppError => {
  const detail = `expected a folder below DATASETS_ROOT, received ${received}`;
  return new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/path', detail }] });
};

/** As `onDisk`, but what is closed to this process is the fault of the folder that was named. */
const inFolder = async <T>(what: string, name: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (!CLOSED.includes(code)) throw storageError(error);
    throw refused(`one with the ${what} ${JSON.stringify(name)}, which cannot be opened (${code})`);
  }
};

const resolve = (location: string): Promise<string | null> =>
  onDisk(() => realpath(location), { codes: [...MISSING, 'EACCES'], fallback: null });

const isBelow = (root: string, location: string): boolean =>
  location === root || location.startsWith(root.endsWith('/') ? root : `${root}/`);

type Kind = 'folder' | 'file' | 'special';

const kindOf = async (location: string): Promise<Kind | null> => {
  const facts = await onDisk(() => stat(location), { codes: CLOSED, fallback: null });
  if (facts === null) return null;
  if (facts.isDirectory()) return 'folder';
  return facts.isFile() ? 'file' : 'special';
};

/** Whether an open file is the one that was looked at: not another one that a link on its path leads to by now. */
const isAt = async (handle: FileHandle, location: string): Promise<boolean> => {
  const place = await onDisk(() => readlink(`/proc/self/fd/${handle.fd}`));
  return place === location && (await onDisk(() => handle.stat())).isFile();
};

/** A file by its resolved path. Not through a link: between the check and now somebody may have put one there. */
async function* contentOf(location: string, name: string): AsyncGenerator<Uint8Array> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await inFolder('file', name, () => open(location, flags));
  try {
    if (!(await isAt(handle, location))) {
      throw refused(`one whose file ${JSON.stringify(name)} was replaced while it was read`);
    }
    const chunks = handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) yield chunk;
  } catch (error) {
    throw storageError(error);
  } finally {
    await handle.close();
  }
}

/** Pipes, sockets and devices are never opened: they come as files without content, and get a verdict as such. */
async function* noContent(): AsyncGenerator<Uint8Array> {}

interface Place {
  /** Resolved, on disk. */
  readonly location: string;
  /** Below the folder that was asked for. */
  readonly name: string;
  /** Resolved folders that lead here: one that comes again is a circle of links. */
  readonly above: readonly string[];
}

/** What one walk goes by. */
interface Walk {
  readonly root: string;
  readonly content: FolderContent;
  readonly visited: Set<string>;
  returns: number;
}

const incoming = ({ root, content }: Walk, location: string, name: string, kind: Kind): IncomingFile => {
  const bytes = kind === 'special' ? noContent() : contentOf(location, name);
  if (content === 'copy') return { path: name, kind: 'stream', content: bytes };
  const reference = path.relative(root, location);
  return { path: name, kind: 'referenced', reference, location, content: bytes };
};

const lostReason = (entry: Dirent, name: string): string => {
  const shown = JSON.stringify(name);
  if (entry.isSymbolicLink()) return `the link ${shown}, which leads nowhere`;
  return entry.name.includes('\ufffd')
    ? `one with the name ${shown}, which is not in UTF-8`
    : `one with ${shown}, which cannot be found or opened`;
};

const visit = (walk: Walk, location: string): void => {
  if (walk.visited.has(location)) walk.returns += 1;
  walk.visited.add(location);
  if (walk.returns <= MAX_RETURNS) return;
  throw refused(`one whose links lead more than ${MAX_RETURNS} times to folders that were read before`);
};

async function* walkFolder(walk: Walk, { location, name, above }: Place): AsyncGenerator<IncomingFile> {
  visit(walk, location);
  const entries = await inFolder('folder', name, () => readdir(location, { withFileTypes: true }));
  for (const entry of entries.sort((one, other) => compareCodePoints(one.name, other.name))) {
    const entryName = name === '' ? entry.name : `${name}/${entry.name}`;
    const found = await resolve(path.join(location, entry.name));
    if (found === null) throw refused(lostReason(entry, entryName));
    if (!isBelow(walk.root, found)) {
      throw refused(`the link ${JSON.stringify(entryName)}, which leads out of it`);
    }
    const kind = await kindOf(found);
    if (kind === null) throw refused(lostReason(entry, entryName));
    if (kind !== 'folder') {
      yield incoming(walk, found, entryName, kind);
      continue;
    }
    if ([...above, location].includes(found)) {
      throw refused(`the link ${JSON.stringify(entryName)}, which leads in a circle`);
    }
    yield* walkFolder(walk, { location: found, name: entryName, above: [...above, location] });
  }
}

/**
 * The files of a folder below `root`, one after the other. Links are followed while they stay below `root`.
 * `reference` in each is the resolved path below the root. `REQUEST_INVALID` where there is no such folder, or no root
 * (null), or something in it cannot be read.
 */
export async function* readFolder(
  root: string | null,
  given: string,
  content: FolderContent,
): AsyncGenerator<IncomingFile> {
  const shown = JSON.stringify(given.slice(0, 200));
  if (root === null) throw refused(`${shown} while DATASETS_ROOT is not set`);
  const resolvedRoot = await resolve(root);
  if (resolvedRoot === null) throw refused(`${shown} while DATASETS_ROOT is no folder`);
  if (given === '' || given.includes('\0') || path.isAbsolute(given)) throw refused(shown);
  const location = await resolve(path.join(resolvedRoot, given));
  if (location === null || !isBelow(resolvedRoot, location) || (await kindOf(location)) !== 'folder')
    throw refused(shown);
  const walk: Walk = { root: resolvedRoot, content, visited: new Set(), returns: 0 };
  yield* walkFolder(walk, { location, name: '', above: [] });
}
