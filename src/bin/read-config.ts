import { readFileSync } from 'node:fs';
import { type Config, ConfigError, loadConfig } from '../config/index.ts';

const MISCONFIGURED = 2;

/** The settings of this process; ends it with all faults on standard error when there are any. */
export const readConfig = (): Config => {
  try {
    return loadConfig(process.env, process.cwd(), (path) => readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(MISCONFIGURED);
  }
};
