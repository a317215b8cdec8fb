import fs from 'node:fs';
import path from 'node:path';
import { gpusOf, processor, wantedDevice } from './device.mjs';
import { freeBytesAt, isRecord, readJson, sha256Of } from './files.mjs';
import { differences, readManifest } from './manifest.mjs';
import { SetupProblem } from './problem.mjs';
import { megabytes } from './progress.mjs';
import { lookForPython } from './python.mjs';
import { pingRedis } from './redis-ping.mjs';
import { addon, addonFile, findCompiler, loadAddon } from './steps/addon.mjs';
import { build } from './steps/build.mjs';
import { findEngine } from './steps/engine-libraries.mjs';
import { npmModules } from './steps/npm-modules.mjs';
import { nodeRangeOf, platformFacts, platformFault } from './steps/platform.mjs';
import { findServer } from './steps/redis.mjs';
import { runTool } from './tool.mjs';
import { engine, valkey } from './versions.mjs';

/** @typedef {import('./context.mjs').Context} Context */

/**
 * One line of the report. `missing` is needed and not in order; `note` is for information.
 * @typedef {{ name: string, state: 'ok' | 'note' | 'missing', detail: string, todo?: string }} Finding
 */

const setupTodo = 'npm run setup';

/** @param {string} name @param {string} detail @returns {Finding} */
const ok = (name, detail) => ({ name, state: 'ok', detail });
/** @param {string} name @param {string} detail @param {string} [todo] @returns {Finding} */
const missing = (name, detail, todo) => ({
  name,
  state: 'missing',
  detail,
  ...(todo === undefined ? {} : { todo }),
});

/** @type {Record<string, (context: Context) => Promise<Finding>>} */
const findings = {
  async platform(context) {
    const facts = platformFacts();
    const fault = platformFault(facts, nodeRangeOf(context.root));
    if (fault !== undefined) return missing('platform', fault);
    return ok('platform', `${facts.system} ${facts.architecture}, glibc ${facts.glibc ?? 'none'}`);
  },

  async node(context) {
    const npm = await runTool('npm', ['--version'], { env: context.env, signal: context.signal });
    const range = nodeRangeOf(context.root);
    return ok(
      'Node',
      `${process.versions.node} (${range}), npm ${npm.code === 0 ? npm.stdout.trim() : 'not on PATH'}`,
    );
  },

  async modules(context) {
    const state = await npmModules.check(context);
    return state.isReady ? ok('npm modules', state.detail) : missing('npm modules', state.detail, setupTodo);
  },

  async python(context) {
    const { found, tried } = await lookForPython(context);
    const todo = 'apt-get install python3 python3-pip (only needed while set-up fetches something)';
    if (found?.hasPip === true) {
      const pip = await runTool(found.command, ['-m', 'pip', '--version'], {
        env: context.env,
        signal: context.signal,
      });
      return ok(
        'Python',
        `${found.version} (${found.command}), ${pip.stdout.split(' ').slice(0, 2).join(' ')}`,
      );
    }
    return { name: 'Python', state: 'note', detail: found === undefined ? 'none' : tried.join('; '), todo };
  },

  async compiler(context) {
    try {
      return ok('C++ compiler', (await findCompiler(context)).version);
    } catch (error) {
      const todo = 'apt-get install g++ (only needed while the addon is not compiled)';
      return { name: 'C++ compiler', state: 'note', detail: asProblem(error).tried.join('; '), todo };
    }
  },

  async libraries(context) {
    const title = 'engine libraries';
    const { folder, source, manifestFile } = await findEngine(context);
    if (manifestFile === undefined) return ok(title, `${folder} (${source}, its sha256 is not known)`);
    const manifest = readManifest(manifestFile);
    if (manifest === undefined) return missing(title, source, setupTodo);
    const [first] = await differences(manifestFile, manifest, { isDeep: true });
    if (first !== undefined) return missing(title, first, 'npm run setup -- --verify');
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    return ok(title, `${manifest.what}, ${megabytes(bytes)} in ${folder}, sha256 verified`);
  },

  async addon(context) {
    const state = await addon.check(context);
    if (!state.isReady) return missing('addon', state.detail, setupTodo);
    const loaded = await loadAddon(context, addonFile(context.root));
    if ('fault' in loaded)
      return missing('addon', `does not load: ${loaded.fault}`, 'npm run setup -- --verify');
    const isSeries = loaded.version.startsWith(engine.series);
    return ok(
      'addon',
      `loads, TensorFlow ${loaded.version}${isSeries ? '' : ` (tested with ${engine.version})`}`,
    );
  },

  async device(context) {
    const { model, cores, flags } = processor();
    const gpus = await gpusOf(context);
    const device = await wantedDevice(context);
    const gpu = gpus.length > 0 ? gpus.join('; ') : 'no GPU (nvidia-smi)';
    const detail = `${model}, ${cores} cores, ${flags.join(' ')}; ${gpu}; engine for: ${device}`;
    if (device === 'gpu' && gpus.length === 0)
      return missing('device', detail, 'install the NVIDIA driver, or set DEVICE=cpu');
    return ok('device', detail);
  },

  async redis(context) {
    const found = await findServer(context);
    if (found.kind === 'binary') return ok('redis', `${found.version}, ${found.binary}`);
    if (found.kind === 'none')
      return missing(
        'redis',
        found.detail,
        `${setupTodo} (fetches Valkey ${valkey.version}), or apt-get install redis-server`,
      );
    const { version, fault, shown } = await pingRedis(context.env['REDIS_URL'] ?? '');
    if (fault === undefined)
      return ok('redis', `REDIS_URL ${shown} answers${version === undefined ? '' : `, version ${version}`}`);
    return missing(
      'redis',
      `REDIS_URL ${shown}: ${fault}`,
      'start that server, or unset REDIS_URL for a private one',
    );
  },

  async weights(context) {
    const folder = path.join(context.root, 'weights');
    const manifest = readJson(path.join(folder, 'manifest.json'));
    const files = isRecord(manifest) && Array.isArray(manifest['files']) ? manifest['files'] : [];
    const faults = [];
    for (const file of files) {
      if (!isRecord(file) || typeof file['name'] !== 'string') continue;
      const there = path.join(folder, file['name']);
      const size = fs.statSync(there, { throwIfNoEntry: false })?.size;
      if (size === undefined) faults.push(`${file['name']} is missing`);
      else if (size !== file['bytes'] || (await sha256Of(there)) !== file['sha256'])
        faults.push(`${file['name']} differs`);
    }
    const todo = 'git checkout -- weights';
    if (files.length === 0) return missing('weights', `no ${path.join(folder, 'manifest.json')}`, todo);
    return faults.length === 0
      ? ok('weights', `${files.length} files, sha256 verified`)
      : missing('weights', faults.join('; '), todo);
  },

  async build(context) {
    const state = await build.check(context);
    return state.isReady ? ok('build', state.detail) : missing('build', state.detail, setupTodo);
  },

  disk(context) {
    const [cache, checkout] = [context.cacheRoot, context.root].map(
      (folder) => `${megabytes(freeBytesAt(folder))} at ${folder}`,
    );
    return Promise.resolve({ name: 'free disk', state: 'note', detail: `${cache}, ${checkout}` });
  },
};

/** @param {unknown} error @returns {SetupProblem} */
function asProblem(error) {
  return error instanceof SetupProblem
    ? error
    : new SetupProblem(error instanceof Error ? error.message : String(error));
}

/** @param {Context} context @param {string} name @param {(context: Context) => Promise<Finding>} look @returns {Promise<Finding>} */
async function lookFor(context, name, look) {
  try {
    return await look(context);
  } catch (error) {
    if (context.signal.aborted) throw error;
    const problem = asProblem(error);
    return missing(name, problem.message, problem.todo.join('; '));
  }
}

/**
 * Prints what was found, whatever is missing. @param {Context} context @param {{ isJson: boolean, print?: (text: string) => unknown }} options
 * @returns {Promise<number>} 1 when something that is needed is not in order
 */
export async function runDoctor(context, { isJson, print = (text) => process.stdout.write(text) }) {
  const list = await Promise.all(
    Object.entries(findings).map(([name, look]) => lookFor(context, name, look)),
  );
  const isHealthy = list.every((finding) => finding.state !== 'missing');
  print(isJson ? `${JSON.stringify({ isHealthy, findings: list }, null, 2)}\n` : asTable(list));
  return isHealthy ? 0 : 1;
}

/** @param {readonly Finding[]} list */
function asTable(list) {
  const signs = { ok: 'ok', note: '--', missing: 'MISSING' };
  const lines = list.map(({ name, state, detail, todo }) => {
    const line = `${signs[state].padEnd(8)} ${name.padEnd(18)} ${detail}`;
    return todo === undefined || todo === '' ? line : `${line}\n${''.padEnd(28)}run: ${todo}`;
  });
  const count = list.filter((finding) => finding.state === 'missing').length;
  const verdict = count === 0 ? 'everything that is needed is there' : `${count} missing`;
  return `${lines.join('\n')}\n${verdict}\n`;
}
