import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError, compareCodePoints, type FolderContent } from '../domain/index.ts';
import type { IncomingFile } from '../ports/index.ts';
import { onDisk } from './files.ts';

const MISSING = ['ENOENT', 'ENOTDIR', 'ELOOP'];

const refused = (received: string): AppError => {
  const detail = `expected a folder below DATASETS_ROOT, received ${received}`;
  return new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/path', detail }] });
};

const resolve = (location: string): Promise<string | null> =>
  onDisk(() => realpath(location), { codes: MISSING, fallback: null });

const isBelow = (root: string, location: string): boolean =>
  location === root || location.startsWith(root.endsWith('/') ? root : `${root}/`);

const isFolder = async (location: string): Promise<boolean> =>
  (await onDisk(() => stat(location), { codes: MISSING, fallback: null }))?.isDirectory() === true;

/** A file by its resolved path. Not through a link: between the check and now somebody may have put one there. */
async function* contentOf(location: string): AsyncGenerator<Uint8Array> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await onDisk(() => open(location, flags));
  try {
    const chunks = handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>;
    for await (const chunk of chunks) yield chunk;
  } finally {
    await handle.close();
  }
}

interface Place {
  /** Resolved, on disk. */
  readonly location: string;
  /** Below the folder that was asked for. */
  readonly name: string;
  /** Resolved folders that lead here: one that comes again is a circle of links. */
  readonly above: readonly string[];
}

const incoming = (root: string, location: string, name: string, content: FolderContent): IncomingFile => {
  const file = { path: name, content: contentOf(location) };
  if (content === 'copy') return { kind: 'stream', ...file };
  return { kind: 'referenced', reference: path.relative(root, location), location, ...file };
};

async function* walk(
  root: string,
  { location, name, above }: Place,
  content: FolderContent,
): AsyncGenerator<IncomingFile> {
  const entries = await onDisk(() => readdir(location, { withFileTypes: true }));
  for (const entry of entries.sort((one, other) => compareCodePoints(one.name, other.name))) {
    const entryName = name === '' ? entry.name : `${name}/${entry.name}`;
    const found = await resolve(path.join(location, entry.name));
    if (found === null || !isBelow(root, found)) {
      throw refused(
        `the link ${JSON.stringify(entryName)}, which leads ${found === null ? 'nowhere' : 'out of it'}`,
      );
    }
    if (await isFolder(found)) {
      if ([...above, location].includes(found))
        throw refused(`the link ${JSON.stringify(entryName)}, which leads in a circle`);
      yield* walk(root, { location: found, name: entryName, above: [...above, location] }, content);
    } else yield incoming(root, found, entryName, content);
  }
}

/**
 * The files of a folder below `root`, one after the other. Links are followed while they stay below `root`.
 * `reference` in each is the resolved path below the root. `REQUEST_INVALID` where there is no such folder, or no root (null).
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
  if (location === null || !isBelow(resolvedRoot, location) || !(await isFolder(location)))
    throw refused(shown);
  yield* walk(resolvedRoot, { location, name: '', above: [] }, content);
}
