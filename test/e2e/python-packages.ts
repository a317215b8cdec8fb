import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makeContext } from '../../setup/context.mjs';
import { needPython } from '../../setup/python.mjs';
import { tail } from '../../setup/tool.mjs';
import { needSpace, runPip } from '../../setup/wheel.mjs';

/** A Python with packages of a requirements file, which lie in a folder of the cache. */
export interface PythonPackages {
  readonly command: string;
  readonly folder: string;
}

const NEEDED_BYTES = 300e6;
const OLDEST_MINOR = 9;
const NEWEST_MINOR = 13;

const INSTALL = [
  'install',
  '--no-deps',
  '--require-hashes',
  '--only-binary=:all:',
  '--no-compile',
  '--no-cache-dir',
  '--progress-bar=off',
];

/** Installs the packages once; throws where there is no Python of 3.9 to 3.13 or no package index. */
export const pythonPackages = async (name: string, requirements: string): Promise<PythonPackages> => {
  const context = makeContext();
  const python = await needPython(context, `install ${requirements}`);
  const [major, minor] = python.version.split('.').map(Number);
  if (major !== 3 || minor === undefined || minor < OLDEST_MINOR || minor > NEWEST_MINOR) {
    const range = `3.${OLDEST_MINOR} to 3.${NEWEST_MINOR}`;
    throw new Error(
      `expected Python ${range} for ${requirements}, received ${python.version}; set PYTHON to one`,
    );
  }
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(context.cacheRoot, `${name}-py3.${minor}-${digest}`);
  if (existsSync(folder)) return { command: python.command, folder };
  mkdirSync(context.cacheRoot, { recursive: true });
  needSpace(context, requirements, NEEDED_BYTES);
  const partial = `${folder}.${randomUUID()}.partial`;
  try {
    const args = [...INSTALL, '--target', join(partial, 'packages'), '-r', requirements];
    const result = await runPip(context, python, args, join(partial, 'tmp'));
    if (result.code !== 0)
      throw new Error(`pip could not install ${requirements}, which needs a package index:\n${tail(result)}`);
    // Another run may have been quicker; what it made is the same.
    if (!existsSync(folder)) renameSync(join(partial, 'packages'), folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return { command: python.command, folder };
};
