import fs from 'node:fs';
import path from 'node:path';
import { bytesIn, isRecord, readJson } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { megabytes } from '../progress.mjs';
import { runTool } from '../tool.mjs';

/** @param {string} file @returns {Record<string, unknown> | undefined} its `packages`, by folder */
function packagesOf(file) {
  const lock = readJson(file);
  const packages = isRecord(lock) ? lock['packages'] : undefined;
  return isRecord(packages) ? packages : undefined;
}

/**
 * Compares package-lock.json with npm's own record of what it installed, which npm writes last: an interrupted
 * install has none.
 * @param {string} root
 * @param {{ isProduction: boolean }} options packages for development may be absent where the service only runs
 * @returns {{ count: number, fault: string | undefined }}
 */
function installedModules(root, { isProduction }) {
  const wanted = packagesOf(path.join(root, 'package-lock.json'));
  if (wanted === undefined) throw new SetupProblem(`cannot read ${path.join(root, 'package-lock.json')}`);
  const installed = packagesOf(path.join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return { count: 0, fault: 'not installed' };
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '' || !isRecord(entry)) continue;
    const found = installed[folder];
    // Optional packages are those of other platforms, as a rule.
    if (found === undefined && entry['optional'] === true) continue;
    if (found === undefined && isProduction && entry['dev'] === true) continue;
    if (!isRecord(found) || found['version'] !== entry['version'])
      return { count: 0, fault: `${folder} is not as locked` };
    if (!fs.existsSync(path.join(root, folder, 'package.json')))
      return { count: 0, fault: `${folder} is missing` };
  }
  return { count: Object.keys(installed).length, fault: undefined };
}

/** @type {import('../settle.mjs').Step} */
export const npmModules = {
  title: 'npm modules',
  lock: 'checkout',
  check(context) {
    const isProduction = context.env['NODE_ENV'] === 'production';
    const { count, fault } = installedModules(context.root, { isProduction });
    return Promise.resolve(
      fault === undefined
        ? { isReady: true, detail: `${count} packages` }
        : { isReady: false, detail: fault },
    );
  },
  async run(context) {
    const task = context.progress.start('npm modules', 'npm ci');
    const npm = context.env['npm_execpath'];
    // Under `npm run` the same npm is used, whatever is on PATH.
    const isScript = npm !== undefined && /\.c?js$/.test(npm) && fs.existsSync(npm);
    const [file, first] = isScript ? [process.execPath, [npm]] : ['npm', []];
    const args = [
      ...first,
      'ci',
      '--ignore-scripts',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    const result = await runTool(file, args, { cwd: context.root, env: context.env, signal: context.signal });
    if (result.code !== 0) {
      task.fail();
      throw new SetupProblem(
        result.isMissing ? 'npm is not on PATH' : `npm ci failed (exit code ${result.code})`,
        {
          output: result.isMissing ? '' : firstErrors(result.stderr),
          tried: [`npm ${args.slice(first.length).join(' ')} in ${context.root}`],
          todo: [
            'check that this machine reaches an npm registry (npm config get registry), then run this again',
          ],
        },
      );
    }
    const { count } = installedModules(context.root, { isProduction: false });
    task.done(`${count} packages, ${megabytes(bytesIn(path.join(context.root, 'node_modules')))}`);
  },
};

/** @param {string} text npm's own error lines; the first ones say what went wrong, the last ones are its manual */
function firstErrors(text) {
  const lines = text.split('\n').filter((line) => /^npm (error|ERR!) ?\S/.test(line));
  return lines.slice(0, 12).join('\n');
}
