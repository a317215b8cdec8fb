// Compiles the benches and runs the ones named (all without a name): `npm run bench -- engine`. Each prints JSON.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const folder = import.meta.dirname;
const root = path.dirname(folder);

/** @param {string[]} args @param {NodeJS.ProcessEnv} env */
const runNode = (args, env = process.env) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

const known = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => path.basename(file, '.ts'));
const asked = process.argv.slice(2);
const unknown = asked.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`no bench "${unknown}": there are ${known.join(', ')}`);
  process.exit(1);
}

runNode([path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
const settings = { TF_CPP_MIN_LOG_LEVEL: '2', TF_FORCE_GPU_ALLOW_GROWTH: 'true', MALLOC_ARENA_MAX: '2' };
for (const name of asked.length > 0 ? asked : known) {
  runNode([path.join(folder, 'results', 'build', 'bench', `${name}.js`)], { ...settings, ...process.env });
}
