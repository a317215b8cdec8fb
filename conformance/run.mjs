// Compiles the comparison and runs it: `npm run conformance -- --seed 7`.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

const folder = import.meta.dirname;
const root = path.dirname(folder);

/** @param {string[]} args */
const runNode = (args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

runNode([path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', folder]);
runNode([path.join(folder, 'results', 'build', 'conformance', 'main.js'), ...process.argv.slice(2)]);
