import fs from 'node:fs';
import path from 'node:path';
import { isRecord, readJson, sha256Of, writeWhole } from './files.mjs';

/** @typedef {{ name: string, bytes: number, sha256: string, mtimeSeconds: number }} ManifestFile */

/**
 * Says what lies in a folder of the cache. Written last: a folder without one is not complete.
 * @typedef {object} Manifest
 * @property {string} what such as "tensorflow 2.21.0"
 * @property {string} source where it came from, for people
 * @property {string} root the folder that `files` are relative to (in the file itself relative to the manifest)
 * @property {ManifestFile[]} files
 */

/**
 * @param {string} file
 * @param {Omit<Manifest, 'files'>} about
 * @param {readonly { name: string, bytes: number, sha256: string }[]} files
 */
export function writeManifest(file, about, files) {
  const listed = files.map(({ name, bytes, sha256 }) => ({
    name,
    bytes,
    sha256,
    mtimeSeconds: secondsOf(fs.statSync(path.join(about.root, name))),
  }));
  const written = { ...about, root: relativeRoot(file, about.root), files: listed };
  writeWhole(file, `${JSON.stringify(written, null, 2)}\n`);
}

/** @param {string} file @param {string} root @returns {string} relative when it is below the manifest's folder, so that a cache can be moved */
function relativeRoot(file, root) {
  const relative = path.relative(path.dirname(file), root);
  return relative.startsWith('..') || path.isAbsolute(relative) ? root : relative;
}

/** @param {fs.Stats} stat whole seconds: container images keep no more */
function secondsOf(stat) {
  return Math.floor(stat.mtimeMs / 1000);
}

/** @param {string} file @returns {Manifest | undefined} undefined when there is none, or none that can be read */
export function readManifest(file) {
  const value = readJson(file);
  if (!isRecord(value) || !Array.isArray(value['files'])) return undefined;
  const { what, source, root, files } = value;
  if (typeof what !== 'string' || typeof source !== 'string' || typeof root !== 'string') return undefined;
  if (!files.every(isManifestFile)) return undefined;
  return { what, source, root: path.resolve(path.dirname(file), root), files };
}

/** @param {unknown} value @returns {value is ManifestFile} */
function isManifestFile(value) {
  if (!isRecord(value)) return false;
  return (
    typeof value['name'] === 'string' &&
    typeof value['bytes'] === 'number' &&
    typeof value['sha256'] === 'string'
  );
}

/**
 * What differs from the manifest, one line a file; empty when nothing does. Files whose size and time are as recorded
 * are taken as they are unless `isDeep`. A file whose time alone differs (a copied cache) is hashed, and when all is
 * well the manifest is written anew, so that this happens once.
 * @param {string} file @param {Manifest} manifest @param {{ isDeep: boolean }} options @returns {Promise<string[]>}
 */
export async function differences(file, manifest, { isDeep }) {
  /** @type {string[]} */
  const lines = [];
  let isTouched = false;
  for (const { name, bytes, sha256, mtimeSeconds } of manifest.files) {
    const listed = path.join(manifest.root, name);
    const stat = fs.statSync(listed, { throwIfNoEntry: false });
    if (stat === undefined) lines.push(`${listed} is missing`);
    else if (stat.size !== bytes) lines.push(`${listed} has ${stat.size} bytes instead of ${bytes}`);
    else {
      const isOlder = secondsOf(stat) !== mtimeSeconds;
      isTouched ||= isOlder;
      if ((isDeep || isOlder) && (await sha256Of(listed)) !== sha256) {
        lines.push(`${listed} does not have its recorded sha256`);
      }
    }
  }
  if (isTouched && lines.length === 0) rewriteTimes(file, manifest);
  return lines;
}

/** @param {string} file @param {Manifest} manifest */
function rewriteTimes(file, manifest) {
  try {
    writeManifest(file, manifest, manifest.files);
  } catch {
    // A cache that may only be read stays as it is and is hashed each time.
  }
}
