import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { filesIn, isRecord, readJson, replaceFolder, writeWhole } from '../files.mjs';
import { SetupProblem } from '../problem.mjs';
import { runTool, tail } from '../tool.mjs';

const stampName = '.build.json';

/** @param {string} root @returns {string} sha256 over all that the build reads: sources, settings, locked packages */
function sourceHash(root) {
  const hash = createHash('sha256');
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) =>
    path.join(root, name),
  );
  for (const file of [...settings, ...filesIn(path.join(root, 'src'))]) {
    hash.update(`${path.relative(root, file)}\0`);
    hash.update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

/**
 * The build goes to a folder beside `dist` and takes its place by a rename: no stale file is left, a failed build
 * leaves the old one, and a service that runs from it never sees half of one.
 * @type {import('../settle.mjs').Step}
 */
export const build = {
  title: 'build',
  lock: 'checkout',
  check(context) {
    const dist = path.join(context.root, 'dist');
    const stamp = readJson(path.join(dist, stampName));
    const files = isRecord(stamp) ? stamp['files'] : undefined;
    if (!isRecord(stamp) || typeof files !== 'number')
      return Promise.resolve({ isReady: false, detail: 'not built' });
    if (stamp['sources'] !== sourceHash(context.root))
      return Promise.resolve({ isReady: false, detail: 'older than the sources' });
    if (filesIn(dist).length < files) return Promise.resolve({ isReady: false, detail: 'files are missing' });
    return Promise.resolve({ isReady: true, detail: `dist, ${files} files` });
  },
  async run(context) {
    const task = context.progress.start('build', 'tsc -p tsconfig.build.json');
    const next = path.join(context.root, 'dist-next');
    fs.rmSync(next, { recursive: true, force: true });
    const sources = sourceHash(context.root);
    const compiler = path.join(context.root, 'node_modules', 'typescript', 'bin', 'tsc');
    const args = [compiler, '-p', 'tsconfig.build.json', '--outDir', next, '--noEmitOnError'];
    const result = await runTool(process.execPath, args, {
      cwd: context.root,
      env: context.env,
      signal: context.signal,
    });
    if (result.code !== 0) {
      task.fail();
      fs.rmSync(next, { recursive: true, force: true });
      throw new SetupProblem('the build failed', {
        output: tail(result, 30),
        tried: ['tsc -p tsconfig.build.json'],
        todo: ['correct the errors above, then run this again'],
      });
    }
    const files = filesIn(next).length + 1;
    writeWhole(path.join(next, stampName), `${JSON.stringify({ sources, files })}\n`);
    replaceFolder(path.join(context.root, 'dist'), next);
    task.done(`dist, ${files} files`);
  },
};
