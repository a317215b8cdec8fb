import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { say } from './report.ts';

/** A Python with packages, or why there is none. */
export type PythonEnvironment = { readonly python: string } | { readonly skipped: string };

const folderOf = (name: string): string => {
  const cacheHome = process.env['XDG_CACHE_HOME'] ?? '';
  return join(cacheHome === '' ? join(homedir(), '.cache') : cacheHome, 'whetstone', name);
};

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** An environment of Python in the cache folder, made on first use. `module` is one that is there once all `packages` are. */
export const preparePython = (
  name: string,
  packages: readonly string[],
  module: string,
): PythonEnvironment => {
  const folder = folderOf(name);
  const python = join(folder, 'bin', 'python');
  if (spawnSync(python, ['-c', `import ${module}`], { stdio: 'ignore' }).status === 0) return { python };
  say(`making a Python environment with ${packages.join(', ')}`);
  const base = process.env['PYTHON'] ?? 'python3';
  const made = spawnSync(base, ['-m', 'venv', '--clear', folder], { encoding: 'utf8' });
  if (made.status !== 0 || !existsSync(python)) {
    return {
      skipped: `no Python environment: ${made.error?.message ?? lastLine(`${made.stdout}${made.stderr}`)}`,
    };
  }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { encoding: 'utf8' });
  if (installed.status === 0) return { python };
  return { skipped: `pip install ${packages.join(' ')} failed: ${lastLine(installed.stderr)}` };
};
