import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { say } from './report.ts';

/** Pictures by their index: what is trained on, what is asked. */
export interface ReferenceSplit {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** How many test pictures scikit-learn gets right: one row a split, one number a value of C. Or why it was not asked. */
export type ReferenceResult =
  | { readonly sklearn: string; readonly right: readonly (readonly number[])[] }
  | { readonly skipped: string };

const PACKAGES = ['scikit-learn', 'numpy'];

const cacheFolder = (): string => {
  const cacheHome = process.env['XDG_CACHE_HOME'] ?? '';
  return join(cacheHome === '' ? join(homedir(), '.cache') : cacheHome, 'whetstone', 'bench-python');
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** A Python with scikit-learn in the cache, made on first use. */
const preparePython = (): { python: string } | { skipped: string } => {
  const folder = cacheFolder();
  const python = join(folder, 'bin', 'python');
  if (spawnSync(python, ['-c', 'import sklearn'], { stdio: 'ignore' }).status === 0) return { python };
  say(`making a Python environment with ${PACKAGES.join(' and ')}`);
  const base = process.env['PYTHON'] ?? 'python3';
  const made = spawnSync(base, ['-m', 'venv', '--clear', folder], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(python)) {
    return {
      skipped: `no Python environment: ${made.error?.message ?? lastLine(`${made.stdout}${made.stderr}`)}`,
    };
  }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES], { encoding: 'utf8' });
  if (installed.status === 0) return { python };
  return { skipped: `pip install ${PACKAGES.join(' ')} failed: ${lastLine(installed.stderr)}` };
};

/** Asks scikit-learn's logistic regression on standardised features, with each of the values of C. */
export const askScikitLearn = (
  features: readonly Float32Array[],
  labels: readonly number[],
  splits: readonly ReferenceSplit[],
  cs: readonly number[],
): ReferenceResult => {
  const ready = preparePython();
  if ('skipped' in ready) return ready;
  const input = JSON.stringify({ features: features.map((row) => [...row]), labels, splits, cs });
  const script = join('bench', 'parts', 'logistic_regression.py');
  const { status, stdout, stderr } = spawnSync(ready.python, [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return JSON.parse(stdout) as { sklearn: string; right: number[][] };
};
