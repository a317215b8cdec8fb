import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { errorCode, SetupProblem } from './problem.mjs';

/** @param {string} file @returns {Promise<string>} sha256 in hex, read as a stream */
export async function sha256Of(file) {
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

/**
 * Writes a file so that a reader sees the old one or the whole new one: temporary name, fsync, rename, fsync folder.
 * @param {string} file
 * @param {string | Uint8Array} content
 * @param {number} [mode]
 */
export function writeWhole(file, content, mode = 0o644) {
  const temporary = `${file}.${randomUUID()}.tmp`;
  const handle = fs.openSync(temporary, 'w', mode);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(temporary, file);
  syncFolder(path.dirname(file));
}

/** @param {string} file @param {string} target */
export function copyWhole(file, target) {
  writeWhole(target, fs.readFileSync(file), 0o755);
}

/** @param {string} folder */
export function syncFolder(folder) {
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

/** @param {string} folder puts `made` where `folder` is, in two renames, and removes what was there @param {string} made */
export function replaceFolder(folder, made) {
  const old = `${folder}.${randomUUID()}.old`;
  if (fs.existsSync(folder)) fs.renameSync(folder, old);
  fs.renameSync(made, folder);
  syncFolder(path.dirname(folder));
  fs.rmSync(old, { recursive: true, force: true });
}

/** @param {string} file @returns {unknown} the parsed JSON, or undefined when there is none that can be read */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @param {string} folder @returns {number} total bytes of the files in it, 0 when it is not there */
export function bytesIn(folder) {
  let bytes = 0;
  for (const file of filesIn(folder)) bytes += fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}

/** @param {string} folder @returns {string[]} every file in it, sorted; empty when it is not there */
export function filesIn(folder) {
  /** @type {fs.Dirent[]} */
  let entries;
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? filesIn(file) : [file];
    })
    .sort();
}

/** @param {string} folder makes it, or says what to do where that is not allowed */
export function makeFolder(folder) {
  try {
    fs.mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new SetupProblem(`cannot make the folder ${folder} (${errorCode(error) ?? String(error)})`, {
      todo: ['make it writable, or set XDG_CACHE_HOME to a folder that is'],
    });
  }
}

/** @param {string} folder an existing folder or one to be made @returns {number} bytes a user may still write there */
export function freeBytesAt(folder) {
  let existing = folder;
  while (!fs.existsSync(existing) && path.dirname(existing) !== existing) existing = path.dirname(existing);
  const stat = fs.statfsSync(existing);
  return stat.bavail * stat.bsize;
}
