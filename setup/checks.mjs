import fs from 'node:fs';
import path from 'node:path';
import { SetupProblem } from './problem.mjs';
import { settle } from './settle.mjs';
import { build } from './steps/build.mjs';
import { npmModules } from './steps/npm-modules.mjs';
import { makePlatformStep } from './steps/platform.mjs';
import { runTool, tail } from './tool.mjs';

/** @typedef {import('./context.mjs').Context} Context */

/**
 * The static checks. `needsBuild` ones run what the build makes and fail when it fails.
 * @type {{ title: string, command: string[], needsBuild?: true }[]}
 */
const checks = [
  { title: 'types', command: ['typescript/bin/tsc', '--noEmit'] },
  { title: 'types of set-up', command: ['typescript/bin/tsc', '--noEmit', '-p', 'setup'] },
  { title: 'types of client', command: ['typescript/bin/tsc', '--noEmit', '-p', 'clients/typescript'] },
  { title: 'format and lint', command: ['@biomejs/biome/bin/biome', 'ci', '--colors=off'] },
  { title: 'typed lint', command: ['eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
  {
    title: 'rooms',
    command: ['dependency-cruiser/bin/dependency-cruise.mjs', 'src', '--config', '.dependency-cruiser.cjs'],
  },
  { title: 'dead code', command: ['knip/bin/knip.js'] },
  { title: 'contract drift', command: ['../dist/bin/openapi.js', '--check'], needsBuild: true },
  { title: 'client drift', command: ['../setup/client.mjs', '--check'] },
  { title: 'openapi lint', command: ['@redocly/cli/bin/cli.js', 'lint', 'openapi.yaml'] },
];

/** @typedef {{ title: string, isPassed: boolean, seconds: number, output: string }} Verdict */

/**
 * @param {Context} context @param {(typeof checks)[number]} check @param {string | undefined} buildFault
 * @returns {Promise<Verdict>}
 */
async function judge(context, check, buildFault) {
  const startedAtMs = Date.now();
  const seconds = () => (Date.now() - startedAtMs) / 1000;
  if (check.needsBuild === true && buildFault !== undefined) {
    return { title: check.title, isPassed: false, seconds: seconds(), output: buildFault };
  }
  const [script = '', ...args] = check.command;
  const file = path.join(context.root, 'node_modules', script);
  if (!fs.existsSync(file)) {
    return { title: check.title, isPassed: false, seconds: seconds(), output: `${file} is not there` };
  }
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...context.env,
    REDOCLY_TELEMETRY: 'off',
    REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
    NO_COLOR: '1',
  };
  delete env['FORCE_COLOR'];
  const result = await runTool(process.execPath, [file, ...args], {
    cwd: context.root,
    env,
    signal: context.signal,
  });
  return { title: check.title, isPassed: result.code === 0, seconds: seconds(), output: tail(result, 200) };
}

/** @param {Context} context @returns {Promise<string | undefined>} why there is no build */
async function buildFaultOf(context) {
  try {
    await settle([build], context);
    return undefined;
  } catch (error) {
    if (error instanceof SetupProblem) return error.describe();
    throw error;
  }
}

/**
 * Runs every check, two at a time, whatever fails, and prints a line for each in the order of the list with the
 * output of those that failed.
 * @param {Context} context @param {readonly (typeof checks)[number][]} [list]
 * @returns {Promise<number>} exit code
 */
export async function runChecks(context, list = checks) {
  await settle([makePlatformStep(), npmModules], context);
  const startedAtMs = Date.now();
  const buildFault = list.some((check) => check.needsBuild) ? await buildFaultOf(context) : undefined;
  const { line } = context.progress;
  /** @type {Verdict[]} */
  const verdicts = [];
  const waiting = list.map((check, index) => ({ check, index }));
  let printed = 0;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      verdicts[next.index] = await judge(context, next.check, buildFault);
      for (let ready = verdicts[printed]; ready !== undefined; ready = verdicts[printed]) {
        line(
          `${ready.isPassed ? 'ok    ' : 'FAILED'} ${ready.title.padEnd(18)} (${ready.seconds.toFixed(1)} s)`,
        );
        if (!ready.isPassed) line(ready.output.replaceAll(/^/gm, '  | '));
        printed += 1;
      }
    }
  };
  await Promise.all([worker(), worker()]);
  const failed = verdicts.filter((verdict) => !verdict.isPassed).map((verdict) => verdict.title);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  line(
    failed.length === 0
      ? `check: all ${verdicts.length} passed (${seconds} s)`
      : `check: failed: ${failed.join(', ')} (${seconds} s)`,
  );
  return failed.length === 0 ? 0 : 1;
}
