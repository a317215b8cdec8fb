import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { makeKey } from '../cli/index.ts';
import { ownPath } from './entries.ts';
import { runApi, runServe, runWorker } from './run-commands.ts';
import { runDemo } from './run-demo.ts';
import { runImport } from './run-import.ts';
import { VERSION } from './version.ts';

const USAGE = `whetstone ${VERSION}: a folder of labelled pictures becomes an image classifier behind a REST endpoint

  whetstone serve             everything on one machine: Redis, API, one worker
  whetstone api               HTTP and predictions; needs REDIS_URL
  whetstone worker            runs jobs; needs REDIS_URL
  whetstone demo [--once]     trains on the example photos and asks the model about others
  whetstone import FILE --model NAME --classes cat,dog   brings a Keras .h5 to a running service
  whetstone doctor [--json]   what was found, and what is missing
  whetstone key [--scopes predict+train]   makes an API key

Settings are environment variables; README.md lists them.
`;

const printKey = (args: readonly string[]): void => {
  const { values } = parseArgs({
    args: [...args],
    options: { scopes: { type: 'string', default: 'predict+train' } },
  });
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const { key, entry } = makeKey(values.scopes, randomBytes, sha256);
  process.stdout.write(`key, shown only now:  ${key}\nentry for API_KEYS:   ${entry}\n`);
};

const runDoctor = (args: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, [ownPath('setup/run.mjs'), 'doctor', ...args], {
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
};

const COMMANDS = new Map<string, (args: readonly string[]) => Promise<void> | void>([
  ['serve', runServe],
  ['api', runApi],
  ['worker', runWorker],
  ['demo', runDemo],
  ['import', runImport],
  ['doctor', runDoctor],
  ['key', printKey],
]);

const [name = '', ...args] = process.argv.slice(2);
const command = COMMANDS.get(name);
if (command === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = name === '' || name === '--help' ? 0 : 2;
} else {
  try {
    await command(args);
  } catch (error) {
    process.stderr.write(`whetstone ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
