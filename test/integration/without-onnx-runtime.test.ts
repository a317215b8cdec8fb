import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

/** The built program in a folder of its own, with all its packages but ONNX Runtime. */
const installWithout = async (left: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'without-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp('dist', join(folder, 'dist'), { recursive: true });
  await cp('package.json', join(folder, 'package.json'));
  await mkdir(join(folder, 'node_modules'));
  for (const name of await readdir('node_modules')) {
    if (!name.startsWith(left))
      await symlink(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  return folder;
};

const SCRIPT = `
  import { startEngine } from './dist/tensors/engine.js';
  import { createFrozenBase } from './dist/tensors/frozen-base.js';
  import { findPrecisionSupport } from './dist/tensors/precision.js';
  const engine = startEngine({ device: 'auto' });
  const [weightsDir, cacheDir] = process.argv.slice(2);
  const support = await findPrecisionSupport(engine, { weightsDir, cacheDir });
  const options = { weightsDir, frozenConvolutions: 13, precision: 'int8', parent: null };
  const refusal = await createFrozenBase(engine, options).catch(({ code, message }) => ({ code, message }));
  console.log(JSON.stringify({ support, refusal }));
`;

it('without ONNX Runtime the program works in float32, and says why int8 is not available', async () => {
  const folder = await installWithout('onnxruntime');
  await writeFile(join(folder, 'script.mjs'), SCRIPT);
  const { stdout } = await promisify(execFile)(process.execPath, ['script.mjs', resolve('weights'), folder], {
    cwd: folder,
  });
  const message = expect.stringMatching(/onnxruntime-node does not load.*Ask for float32/) as string;
  expect(JSON.parse(stdout)).toEqual({
    support: { auto: 'float32', int8: message },
    refusal: { code: 'PRECISION_UNAVAILABLE', message },
  });
});
