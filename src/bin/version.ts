import { readFileSync } from 'node:fs';
import { ownPath } from './entries.ts';

const readVersion = (): string => {
  const facts: unknown = JSON.parse(readFileSync(ownPath('package.json'), 'utf8'));
  return typeof facts === 'object' && facts !== null && 'version' in facts
    ? String(facts.version)
    : 'unknown';
};

/** The version of the program, from `package.json`. */
export const VERSION = readVersion();
