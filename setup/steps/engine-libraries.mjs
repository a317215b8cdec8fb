import fs from 'node:fs';
import path from 'node:path';
import { engineFolder, wantedDevice } from '../device.mjs';
import { filesIn, makeFolder, replaceFolder, sha256Of, syncFolder } from '../files.mjs';
import { differences, readManifest, writeManifest } from '../manifest.mjs';
import { SetupProblem } from '../problem.mjs';
import { megabytes } from '../progress.mjs';
import { lookForPython, needPython } from '../python.mjs';
import { runTool, tail } from '../tool.mjs';
import { engine, libraryNames } from '../versions.mjs';
import {
  dropWheel,
  explicitTags,
  isWithoutMatch,
  needSpace,
  runPip,
  unpackWheel,
  watchingSize,
} from '../wheel.mjs';

/** @typedef {import('../context.mjs').Context} Context */

/** The headers that the addon includes, as `g++ -M` lists them. */
const headers = [
  ...[
    'c_api',
    'c_api_macros',
    'tf_attrtype',
    'tf_buffer',
    'tf_datatype',
    'tf_status',
    'tf_tensor',
    'tf_tstring',
  ].map((name) => `tensorflow/c/${name}.h`),
  'tensorflow/c/eager/c_api.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'xla/tsl/c/tsl_status.h',
];
const wheelPatterns = [
  ...libraryNames,
  ...headers.map((name) => `include/${name}`),
  'THIRD_PARTY_NOTICES.txt',
].map((name) => `tensorflow/${name.replaceAll('.', '\\.')}`);
const neededHeader = path.join('include', 'tensorflow', 'c', 'eager', 'c_api.h');

/** @param {Context} context @param {'cpu' | 'gpu'} device */
function namesFor(context, device) {
  const folder = engineFolder(context, device);
  return { name: path.basename(folder), folder, manifestFile: path.join(folder, 'manifest.json') };
}

/** @param {string} folder @returns {string | undefined} the first of the files the addon needs that is not there */
function missingIn(folder) {
  return [...libraryNames, neededHeader]
    .map((name) => path.join(folder, name))
    .find((file) => !fs.existsSync(file));
}

/**
 * Where the engine is, once set-up has been there: the folder with the two libraries and `include`.
 * @param {Context} context
 * @returns {Promise<{ folder: string, source: string, manifestFile: string | undefined }>}
 */
export async function findEngine(context) {
  const own = context.env['TF_HOME'];
  if (own !== undefined && own !== '') {
    const folder = path.resolve(own);
    const missing = missingIn(folder);
    if (missing === undefined) return { folder, source: 'TF_HOME', manifestFile: undefined };
    throw new SetupProblem(`TF_HOME is ${own}, but ${missing} is not there`, {
      todo: [
        `let TF_HOME name the folder "tensorflow" of an unpacked TensorFlow ${engine.version} wheel (${libraryNames.join(', ')} and include/)`,
        'or unset TF_HOME, and set-up fetches the libraries',
      ],
    });
  }
  const { folder, manifestFile } = namesFor(context, await wantedDevice(context));
  const manifest = readManifest(manifestFile);
  if (manifest === undefined) return { folder: '', source: `nothing in ${folder}`, manifestFile };
  return { folder: path.join(manifest.root, 'tensorflow'), source: manifest.source, manifestFile };
}

/**
 * @param {import('../wheel.mjs').Fetched} [cpu] the wheel that is fetched for CPUs and the sha256 its libraries must have
 * @returns {import('../settle.mjs').Step}
 */
export function makeEngineLibraries(cpu = engine.cpu) {
  return {
    title: 'engine libraries',
    lock: 'cache',
    async check(context) {
      const { folder, source, manifestFile } = await findEngine(context);
      if (manifestFile === undefined) return { isReady: true, detail: `TensorFlow in ${folder} (${source})` };
      const manifest = readManifest(manifestFile);
      if (manifest === undefined) return { isReady: false, detail: 'not there yet' };
      const [first] = await differences(manifestFile, manifest, { isDeep: context.isVerifying });
      if (first !== undefined) return { isReady: false, detail: first };
      return { isReady: true, detail: `${manifest.what} in ${folder}` };
    },
    async run(context) {
      const device = await wantedDevice(context);
      if (await useInstalled(context, device)) return;
      if (device === 'gpu') await installGpuEngine(context);
      else await unpackCpuEngine(context, cpu);
    },
  };
}

const installedQuestion = `
import importlib.metadata, importlib.util, json, os
found = {}
for name in ("tensorflow", "tensorflow-cpu"):
    try:
        found[name] = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        pass
spec = importlib.util.find_spec("tensorflow")
print(json.dumps({"versions": found, "folder": os.path.dirname(spec.origin) if spec and spec.origin else ""}))
`;

/**
 * A TensorFlow of the right series that the machine's Python has anyway: noted in a manifest, not copied.
 * @param {Context} context @param {'cpu' | 'gpu'} device @returns {Promise<boolean>}
 */
async function useInstalled(context, device) {
  const { found } = await lookForPython(context);
  if (found === undefined) return false;
  const result = await runTool(found.command, ['-c', installedQuestion], {
    env: context.env,
    signal: context.signal,
  });
  if (result.code !== 0) return false;
  const { versions, folder } = JSON.parse(result.stdout);
  // tensorflow-cpu has no code for a GPU; tensorflow runs on both.
  const version =
    device === 'gpu' ? versions.tensorflow : (versions.tensorflow ?? versions['tensorflow-cpu']);
  if (typeof version !== 'string' || !version.startsWith(engine.series)) return false;
  if (typeof folder !== 'string' || folder === '' || missingIn(folder) !== undefined) return false;
  const task = context.progress.start(
    'engine libraries',
    `TensorFlow ${version} of ${found.command}: sha256`,
  );
  const { folder: target, manifestFile } = namesFor(context, device);
  const root = path.dirname(folder);
  const files = await described(
    root,
    libraryNames.map((name) => path.join(folder, name)),
  );
  fs.rmSync(target, { recursive: true, force: true });
  makeFolder(target);
  writeManifest(
    manifestFile,
    { what: `TensorFlow ${version}`, source: `installed for ${found.command}`, root },
    files,
  );
  task.done(`TensorFlow ${version} in ${folder}`);
  return true;
}

/** @param {string} root @param {readonly string[]} files */
async function described(root, files) {
  const list = [];
  for (const file of files) {
    const { size } = fs.statSync(file);
    list.push({ name: path.relative(root, file), bytes: size, sha256: await sha256Of(file) });
  }
  return list;
}

/** @param {{ requirement: string, approximateWheelBytes: number, approximateUnpackedBytes: number }} fetched */
function fetchedSizes({ requirement, approximateWheelBytes, approximateUnpackedBytes }) {
  return `${requirement}, about ${megabytes(approximateWheelBytes)} to fetch, ${megabytes(approximateUnpackedBytes)} on disk`;
}

/** @param {Context} context @param {import('../wheel.mjs').Fetched} cpu */
async function unpackCpuEngine(context, cpu) {
  const python = await needPython(context, 'fetch TensorFlow');
  const { name, folder, manifestFile } = namesFor(context, 'cpu');
  const partial = `${folder}.partial`;
  const task = context.progress.start('engine libraries', fetchedSizes(cpu));
  try {
    const { platformTag } = engine;
    const what = { name, fetched: cpu, platformTag, patterns: wheelPatterns, target: partial, task };
    const files = await unpackWheel(context, python, what);
    const missing = missingIn(path.join(partial, 'tensorflow'));
    if (missing !== undefined) {
      dropWheel(context, name);
      throw new SetupProblem(`the wheel of ${cpu.requirement} does not hold ${path.basename(missing)}`);
    }
    syncFolder(partial);
    const about = {
      what: `TensorFlow ${engine.version} for CPUs`,
      source: cpu.requirement,
      root: partial,
    };
    writeManifest(path.join(partial, 'manifest.json'), about, files);
    replaceFolder(folder, partial);
    dropWheel(context, name);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    task.done(`TensorFlow ${engine.version} for CPUs, ${megabytes(bytes)} in ${path.dirname(manifestFile)}`);
  } catch (error) {
    task.fail();
    throw error;
  }
}

/**
 * TensorFlow with NVIDIA's libraries beside it, as its own rpath expects them. The result was compiled against and
 * loaded on a machine without a GPU; on one with a GPU it was not tried.
 * @param {Context} context
 */
async function installGpuEngine(context) {
  const python = await needPython(context, 'fetch TensorFlow');
  const { requirement, approximateWheelBytes, approximateUnpackedBytes } = engine.gpu;
  const { folder } = namesFor(context, 'gpu');
  const partial = `${folder}.partial`;
  needSpace(context, requirement, approximateWheelBytes + approximateUnpackedBytes);
  const task = context.progress.start('engine libraries', fetchedSizes(engine.gpu));
  /** @type {string[]} */
  const tried = [];
  for (const tags of [[], explicitTags(engine.platformTag)]) {
    fs.rmSync(partial, { recursive: true, force: true });
    const args = [
      'install',
      '--only-binary=:all:',
      '--no-compile',
      '--no-cache-dir',
      '--progress-bar',
      'off',
      '--target',
      partial,
      ...tags,
      requirement,
    ];
    tried.push(`${python.command} -m pip ${args.join(' ')}`);
    const report = (/** @type {number} */ bytes) => task.update(`${requirement}: ${megabytes(bytes)} so far`);
    const temporary = `${partial}.tmp`;
    const result = await watchingSize(temporary, report, () => runPip(context, python, args, temporary));
    fs.rmSync(temporary, { recursive: true, force: true });
    if (result.code === 0) break;
    if (tags.length > 0 || !isWithoutMatch(tail(result))) {
      task.fail();
      throw new SetupProblem(`pip could not install ${requirement}`, {
        output: tail(result, 6),
        tried,
        todo: ['check that this machine reaches a Python package index, or set DEVICE=cpu'],
      });
    }
  }
  const isLibrary = /\/(tensorflow\/libtensorflow_\w+\.so\.2|nvidia\/.*\.so(\.\d+)*)$/;
  const files = await described(
    partial,
    filesIn(partial).filter((file) => isLibrary.test(file)),
  );
  const about = { what: `TensorFlow ${engine.version} for GPUs`, source: requirement, root: partial };
  writeManifest(path.join(partial, 'manifest.json'), about, files);
  replaceFolder(folder, partial);
  task.done(`TensorFlow ${engine.version} for GPUs in ${folder}`);
}
