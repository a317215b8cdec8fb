import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';

const SOCKET_NAME = 'redis.sock';
/** `sun_path` of unix(7) holds 108 bytes with the closing zero. */
const MAX_PATH_BYTES = 107;

const fits = (path: string): boolean => Buffer.byteLength(path) <= MAX_PATH_BYTES;

/** A folder that nobody but this user can enter. */
export const makePrivateFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
};

/** Under a folder that others may write to, a name that was there before us must be ours and a real folder. */
const makeOwnFolder = (folder: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new AppError(
      'QUEUE_UNAVAILABLE',
      `expected ${folder} to be a folder of this user, found something else`,
    );
  }
  chmodSync(folder, 0o700);
};

/**
 * Where the server of `folder` has its socket: in the folder itself or, when that path is too long for a socket, in a
 * folder with a fixed name under the system's temporary folder. The folder exists and has mode 0700.
 */
export const placeSocket = (folder: string): string => {
  makePrivateFolder(folder);
  const beside = join(folder, SOCKET_NAME);
  if (fits(beside)) return beside;
  const name = `whetstone-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const elsewhere = [tmpdir(), '/tmp']
    .map((parent) => join(parent, name))
    .find((path) => fits(join(path, SOCKET_NAME)));
  if (elsewhere === undefined) {
    throw new AppError(
      'QUEUE_UNAVAILABLE',
      `expected a temporary folder with a path short enough for a socket, found ${tmpdir()}`,
    );
  }
  makeOwnFolder(elsewhere);
  return join(elsewhere, SOCKET_NAME);
};
