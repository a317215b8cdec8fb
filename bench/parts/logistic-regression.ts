import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { preparePython } from './python-environment.ts';

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

/** Asks scikit-learn's logistic regression on standardised features, with each of the values of C. */
export const askScikitLearn = (
  features: readonly Float32Array[],
  labels: readonly number[],
  splits: readonly ReferenceSplit[],
  cs: readonly number[],
): ReferenceResult => {
  const ready = preparePython('bench-python', PACKAGES, 'sklearn');
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
