import path from 'node:path';
import process from 'node:process';
import { runChecks } from './checks.mjs';
import { makeContext } from './context.mjs';
import { runDoctor } from './doctor.mjs';
import { exitCodeOf, launch } from './launch.mjs';
import { Interrupted, SetupProblem } from './problem.mjs';
import { createProgress } from './progress.mjs';
import { holdingLock, settle } from './settle.mjs';
import { addon } from './steps/addon.mjs';
import { build } from './steps/build.mjs';
import { makeEngineLibraries } from './steps/engine-libraries.mjs';
import { keras } from './steps/keras.mjs';
import { npmModules } from './steps/npm-modules.mjs';
import { makePlatformStep } from './steps/platform.mjs';
import { redis } from './steps/redis.mjs';

/** @typedef {import('./context.mjs').Context} Context */

const allSteps = [makePlatformStep(), npmModules, makeEngineLibraries(), addon, redis, build];

/** @type {Record<string, (context: Context, args: string[]) => Promise<number>>} */
const commands = {
  setup: (context, args) => setUp(context, args),
  serve: (context, args) => setUpAndLaunch(context, ['dist/bin/cli.js', 'serve', ...args]),
  demo: (context, args) => setUpAndLaunch(context, ['dist/bin/cli.js', 'demo', ...args]),
  test: (context, args) => setUpAndLaunch(context, ['node_modules/vitest/vitest.mjs', 'run', ...args]),
  bench: (context, args) => setUpAndLaunch(context, ['bench/run.mjs', ...args]),
  conformance: (context, args) =>
    setUpAndLaunch(context, ['conformance/run.mjs', ...args], [...allSteps, keras]),
  'versus-keras': (context, args) =>
    setUpAndLaunch(context, ['bench/run.mjs', 'versus-keras', ...args], [...allSteps, keras]),
  weights: (context, args) => fetchWeights(context, args),
  client: (context, args) => makeClient(context, args),
  check: (context) => runChecks({ ...context, progress: createProgress(process.stdout) }),
  doctor: (context, args) => runDoctor(context, { isJson: args.includes('--json') }),
};

/** @param {Context} context @param {string[]} args */
async function setUp(context, args) {
  const isVerifying = args.includes('--verify');
  const unknown = args.find((arg) => arg !== '--verify');
  if (unknown !== undefined)
    throw new SetupProblem(`setup does not know ${unknown}`, { todo: ['npm run setup [-- --verify]'] });
  const startedAtMs = Date.now();
  const { ran, ready } = await settle(allSteps, { ...context, isVerifying });
  for (const { title, detail } of ready) context.progress.line(`${title.padEnd(18)} ${detail}`);
  const seconds = ((Date.now() - startedAtMs) / 1000).toFixed(1);
  context.progress.line(
    ran.length === 0 ? `everything was in place (${seconds} s)` : `set up: ${ran.join(', ')} (${seconds} s)`,
  );
  return 0;
}

/** @param {Context} context @param {string[]} args for Node @param {readonly import('./settle.mjs').Step[]} [steps] */
async function setUpAndLaunch(context, args, steps = allSteps) {
  const { env } = await settle(steps, context);
  context.signal.throwIfAborted();
  return launch(args, { cwd: context.root, env: { ...context.env, ...env } });
}

/**
 * Needs neither TensorFlow nor Redis. Two checkouts share what is downloaded, so only one of them may download at a time.
 * @param {Context} context @param {string[]} args
 */
async function fetchWeights(context, args) {
  await settle([makePlatformStep(), npmModules, build], context);
  const cache = path.join(context.cacheRoot, 'weights');
  return holdingLock(context, 'cache', 'weights', () =>
    launch(['dist/bin/weights.js', '--cache', cache, ...args], { cwd: context.root, env: context.env }),
  );
}

/** @param {Context} context @param {string[]} args */
async function makeClient(context, args) {
  await settle([makePlatformStep(), npmModules], context);
  return launch(['setup/client.mjs', ...args], { cwd: context.root, env: context.env });
}

/** @param {string[]} argv */
async function main([name = '', ...args]) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined)
    throw new SetupProblem(`no command "${name}"`, { todo: [`one of ${Object.keys(commands).join(', ')}`] });
  const interruption = new AbortController();
  // Ends the tool that a step is running; once the program itself runs, `launch` hands signals on to it.
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => interruption.abort(new Interrupted(signal));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  return command(makeContext({ signal: interruption.signal }), args);
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof Interrupted) {
    process.stderr.write(`\n${error.message}: run this again and it goes on where it was\n`);
    return exitCodeOf(error.signal);
  }
  if (!(error instanceof SetupProblem)) throw error;
  process.stderr.write(`\n${error.describe()}\n`);
  return 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(report);
