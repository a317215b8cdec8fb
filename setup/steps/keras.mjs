import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { bytesIn, makeFolder, replaceFolder } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { megabytes } from '../progress.mjs';
import { needPython } from '../python.mjs';
import { tail } from '../tool.mjs';
import { needSpace, runPip, watchingSize } from '../wheel.mjs';

/** @typedef {import('../context.mjs').Context} Context */

/** For messages and the check of free disk: the wheels, and what they become. */
const approximateWheelBytes = 330e6;
const approximateUnpackedBytes = 1.6e9;
/** The Pythons that TensorFlow 2.21 has wheels for. */
const [oldestMinor, newestMinor] = [10, 13];

/** @param {Context} context @returns {string} */
function requirementsFile(context) {
  return path.join(context.root, 'conformance', 'requirements.txt');
}

/** @param {Context} context @param {string} version @returns {string} one folder for each Python and each list of packages */
function packagesFolder(context, version) {
  const list = createHash('sha256')
    .update(fs.readFileSync(requirementsFile(context)))
    .digest('hex');
  const [major, minor] = version.split('.');
  return path.join(context.cacheRoot, `keras-${list.slice(0, 12)}-python${major}.${minor}`);
}

/** @param {Context} context */
async function fittingPython(context) {
  const python = await needPython(context, 'run Keras');
  const [major = 0, minor = 0] = python.version.split('.').map(Number);
  if (major === 3 && minor >= oldestMinor && minor <= newestMinor) return python;
  const range = `3.${oldestMinor} to 3.${newestMinor}`;
  throw new SetupProblem(
    `Keras and TensorFlow need Python ${range}, ${python.command} is ${python.version}`,
    {
      todo: [`set PYTHON to a Python ${range} that has pip`],
    },
  );
}

/**
 * Python packages of Keras and TensorFlow in a folder of the cache, for the comparisons with Keras alone. The service needs none
 * of them.
 * @type {import('../settle.mjs').Step}
 */
export const keras = {
  title: 'keras',
  lock: 'cache',
  async check(context) {
    const { command, version } = await fittingPython(context);
    const folder = packagesFolder(context, version);
    if (!fs.existsSync(folder)) return { isReady: false, detail: `${folder} is not there` };
    const env = { KERAS_PYTHON: command, KERAS_PACKAGES: folder };
    return { isReady: true, detail: `${folder}, Python ${version}`, env };
  },
  async run(context) {
    const python = await fittingPython(context);
    const folder = packagesFolder(context, python.version);
    needSpace(context, 'Keras', approximateWheelBytes + approximateUnpackedBytes);
    const about = `about ${megabytes(approximateWheelBytes)} to fetch, ${megabytes(approximateUnpackedBytes)} on disk`;
    const task = context.progress.start(
      'keras',
      `Keras and TensorFlow for Python ${python.version}, ${about}`,
    );
    const partial = `${folder}.partial`;
    fs.rmSync(partial, { recursive: true, force: true });
    makeFolder(partial);
    const args = ['install', '--only-binary=:all:', '--no-cache-dir', '--progress-bar', 'off'];
    args.push('--target', path.join(partial, 'packages'), '-r', requirementsFile(context));
    const report = (/** @type {number} */ bytes) => task.update(`${megabytes(bytes)} so far`);
    const result = await watchingSize(partial, report, () =>
      runPip(context, python, args, path.join(partial, 'tmp')),
    );
    if (result.code !== 0) {
      task.fail();
      throw new SetupProblem('pip could not install Keras and TensorFlow', {
        output: tail(result, 6),
        tried: [`${python.command} -m pip ${args.join(' ')}`],
        todo: ['check that this machine reaches a Python package index, then run this again'],
      });
    }
    replaceFolder(folder, path.join(partial, 'packages'));
    fs.rmSync(partial, { recursive: true, force: true });
    task.done(`${megabytes(bytesIn(folder))} in ${folder}`);
  },
};
