import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgress } from './progress.mjs';

/**
 * What every step is given.
 * @typedef {object} Context
 * @property {string} root the checkout
 * @property {string} cacheRoot folder shared by all checkouts of this user
 * @property {NodeJS.ProcessEnv} env
 * @property {ReturnType<typeof createProgress>} progress
 * @property {AbortSignal} signal aborted with an `Interrupted` as its reason
 * @property {boolean} isVerifying hash what is in the cache instead of comparing sizes and times
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} `$XDG_CACHE_HOME/whetstone`, or `~/.cache/whetstone` when that is unset, empty or relative
 */
function cacheRootOf(env) {
  const base = env['XDG_CACHE_HOME'];
  if (base !== undefined && path.isAbsolute(base)) return path.join(base, 'whetstone');
  const home = env['HOME'];
  return path.join(home !== undefined && path.isAbsolute(home) ? home : os.homedir(), '.cache', 'whetstone');
}

/**
 * @param {Partial<Context>} [given] what differs from this process and this checkout
 * @returns {Context}
 */
export function makeContext(given = {}) {
  const env = given.env ?? process.env;
  return {
    root: path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..'),
    cacheRoot: cacheRootOf(env),
    env,
    progress: createProgress(process.stderr),
    signal: new AbortController().signal,
    isVerifying: false,
    ...given,
  };
}
