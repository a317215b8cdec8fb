import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** The environment of Python with Keras and the modules of this repository: quiet, on the CPU. */
const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  TF_CPP_MIN_LOG_LEVEL: '3',
  KERAS_BACKEND: 'tensorflow',
  CUDA_VISIBLE_DEVICES: '-1',
  PYTHONPATH: [
    resolve('conformance'),
    resolve('bench/parts'),
    ...(process.env['KERAS_PACKAGES'] ?? '').split(':').filter((folder) => folder !== ''),
  ].join(':'),
  PYTHONDONTWRITEBYTECODE: '1',
});

/** The Python that set-up has found for Keras. */
export const findKeras = (): string => {
  const python = process.env['KERAS_PYTHON'] ?? '';
  if (python !== '') return python;
  throw new Error('expected KERAS_PYTHON to name a Python with Keras, as "npm run conformance" sets it');
};

const TOLD = 'keras ';
const LAST_LINES = 20;

/** Runs a module of Python with Keras; what it tells of its progress goes to the terminal. Rejects with its last words when it fails. */
export const runKeras = (module: string, args: readonly string[]): Promise<void> =>
  new Promise((done, reject) => {
    const child = spawn(findKeras(), ['-m', module, ...args], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    const onText = (text: string): void => {
      for (const line of text.split('\n').filter((part) => part !== '')) {
        lines.push(line);
        if (line.startsWith(TOLD)) process.stderr.write(`  ${line}\n`);
      }
    };
    child.stdout.setEncoding('utf8').on('data', onText);
    child.stderr.setEncoding('utf8').on('data', onText);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) done();
      else reject(new Error(`${module} ended with ${String(code)}:\n${lines.slice(-LAST_LINES).join('\n')}`));
    });
  });
