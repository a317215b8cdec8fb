import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { copyWhole, isRecord, makeFolder, readJson, sha256Of, syncFolder, writeWhole } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { holdingLock } from '../settle.mjs';
import { runTool, tail } from '../tool.mjs';
import { libraryNames } from '../versions.mjs';
import { findEngine } from './engine-libraries.mjs';

/** @typedef {import('../context.mjs').Context} Context */

/** @param {string} root */
function packageFolder(root) {
  return path.join(root, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
}

/** @param {string} root @returns {string} where the package looks for its addon */
export function addonFile(root) {
  return path.join(packageFolder(root), 'lib', 'napi-v8', 'tfjs_binding.node');
}

/** @param {string} root @returns {string} what was linked, beside the addon */
function stampFile(root) {
  return path.join(path.dirname(addonFile(root)), 'tfjs_binding.json');
}

/** @param {string} root */
function packageVersion(root) {
  const manifest = readJson(path.join(packageFolder(root), 'package.json'));
  return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : '';
}

/**
 * All that decides the addon's content except the compiler: folder and state of the libraries, and the package.
 * @param {string} root @param {string} engineFolder
 */
function ingredientsOf(root, engineFolder) {
  const libraries = libraryNames.map((name) => {
    const { size } = fs.statSync(path.join(engineFolder, name));
    return `${name} ${size}`;
  });
  return JSON.stringify({ engineFolder, libraries, package: packageVersion(root) });
}

/** @param {Context} context @returns {Promise<{ command: string[], version: string }>} the first compiler that runs */
export async function findCompiler(context) {
  const chosen = (context.env['CXX'] ?? '').split(' ').filter((word) => word !== '');
  const candidates = chosen.length > 0 ? [chosen] : [['g++'], ['c++'], ['clang++']];
  /** @type {string[]} */
  const tried = [];
  for (const command of candidates) {
    const [file = '', ...args] = command;
    const result = await runTool(file, [...args, '--version'], { env: context.env, signal: context.signal });
    if (result.code === 0) return { command, version: result.stdout.split('\n')[0] ?? '' };
    tried.push(`${command.join(' ')}: ${result.isMissing ? 'not found' : `exit code ${result.code}`}`);
  }
  throw new SetupProblem('no C++ compiler: apt-get install g++', {
    tried,
    todo: ['apt-get install g++, or set CXX to a C++17 compiler'],
  });
}

/**
 * Loads an addon in a process of its own, so that a crash stays there.
 * @param {Context} context @param {string} file
 * @returns {Promise<{ version: string } | { fault: string }>} TensorFlow's version as the library itself says it
 */
export async function loadAddon(context, file) {
  const script = 'process.stdout.write(require(process.argv[1]).TF_Version)';
  const env = { ...context.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const result = await runTool(process.execPath, ['-e', script, file], { env, signal: context.signal });
  if (result.code === 0) return { version: result.stdout };
  if (result.endedBy === 'SIGILL')
    return { fault: 'the processor lacks an instruction that TensorFlow needs (SIGILL)' };
  const error = result.stderr.split('\n').find((line) => line.startsWith('Error')) ?? tail(result, 3);
  return { fault: error.trim() === '' ? `ended by ${result.endedBy ?? `exit code ${result.code}`}` : error };
}

/** @type {import('../settle.mjs').Step} */
export const addon = {
  title: 'addon',
  lock: 'checkout',
  async check(context) {
    const file = addonFile(context.root);
    const stamp = readJson(stampFile(context.root));
    if (!fs.existsSync(file) || !isRecord(stamp)) return { isReady: false, detail: 'not compiled' };
    const { folder } = await findEngine(context);
    if (stamp['ingredients'] !== ingredientsOf(context.root, folder))
      return { isReady: false, detail: 'compiled for another engine' };
    if (stamp['sha256'] !== (await sha256Of(file)))
      return { isReady: false, detail: 'not the file that was compiled' };
    return {
      isReady: true,
      detail: `TensorFlow ${String(stamp['tensorflow'])}, ${String(stamp['compiler'])}`,
    };
  },
  async run(context) {
    const { folder } = await findEngine(context);
    const ingredients = ingredientsOf(context.root, folder);
    const compiler = await findCompiler(context);
    const key = createHash('sha256').update(`${ingredients}\n${compiler.version}`).digest('hex').slice(0, 16);
    const cached = path.join(context.cacheRoot, 'addon', key);
    const made = await holdingLock(context, 'cache', 'addon', async () => {
      const known = await cachedAddon(cached);
      return known ?? (await compile(context, compiler, folder, cached));
    });
    makeFolder(path.dirname(addonFile(context.root)));
    copyWhole(path.join(cached, 'tfjs_binding.node'), addonFile(context.root));
    writeWhole(
      stampFile(context.root),
      `${JSON.stringify({ ingredients, compiler: compiler.version, ...made })}\n`,
    );
  },
};

/** @typedef {{ sha256: string, tensorflow: string }} Made */

/** @param {string} folder @returns {Promise<Made | undefined>} */
async function cachedAddon(folder) {
  const note = readJson(path.join(folder, 'addon.json'));
  const file = path.join(folder, 'tfjs_binding.node');
  if (!isRecord(note) || !fs.existsSync(file)) return undefined;
  const { sha256, tensorflow } = note;
  if (typeof sha256 !== 'string' || typeof tensorflow !== 'string') return undefined;
  return (await sha256Of(file)) === sha256 ? { sha256, tensorflow } : undefined;
}

/**
 * @param {Context} context
 * @param {{ command: string[], version: string }} compiler
 * @param {string} engineFolder
 * @param {string} target @returns {Promise<Made>}
 */
async function compile(context, compiler, engineFolder, target) {
  const task = context.progress.start('addon', `compiling with ${compiler.version}`);
  try {
    makeFolder(target);
    const temporary = path.join(target, 'tfjs_binding.tmp.node');
    const [file = '', ...first] = compiler.command;
    const args = [...first, ...compilerArguments(context.root, engineFolder, temporary)];
    const result = await runTool(file, args, {
      cwd: packageFolder(context.root),
      env: context.env,
      signal: context.signal,
    });
    if (result.code !== 0) {
      throw new SetupProblem(`${file} could not compile the TensorFlow addon`, {
        output: tail(result),
        tried: [`${[file, ...args].join(' ')} in ${packageFolder(context.root)}`],
        todo: ['use a compiler for C++17 with its standard library (apt-get install g++), or set CXX'],
      });
    }
    const loaded = await loadAddon(context, temporary);
    if ('fault' in loaded) {
      throw new SetupProblem(`the compiled addon does not load: ${loaded.fault}`, {
        todo: [
          'npm run doctor says what does not fit; npm run setup -- --verify fetches damaged libraries again',
        ],
      });
    }
    const made = { sha256: await sha256Of(temporary), tensorflow: loaded.version };
    fs.renameSync(temporary, path.join(target, 'tfjs_binding.node'));
    syncFolder(target);
    writeWhole(
      path.join(target, 'addon.json'),
      `${JSON.stringify({ ...made, compiler: compiler.version, engineFolder })}\n`,
    );
    task.done(`compiled and loaded, TensorFlow ${loaded.version}`);
    return made;
  } catch (error) {
    task.fail();
    throw error;
  }
}

/**
 * The rpath is absolute: through a symbolic link glibc would resolve TensorFlow's own `$ORIGIN` in the wrong folder.
 * @param {string} root @param {string} engineFolder @param {string} output
 */
function compilerArguments(root, engineFolder, output) {
  const nodeHeaders = path.join(root, 'node_modules', 'node-api-headers', 'include');
  const options = ['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'];
  const includes = [
    `-I${packageFolder(root)}`,
    `-I${path.join(engineFolder, 'include')}`,
    `-I${nodeHeaders}`,
  ];
  const sources = ['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'];
  const libraries = [
    `-L${engineFolder}`,
    ...libraryNames.map((name) => `-l:${name}`),
    `-Wl,-rpath,${engineFolder}`,
  ];
  return [...options, ...includes, ...sources, ...libraries, '-o', output];
}
