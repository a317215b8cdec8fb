import type { Environment } from './environment.ts';

/** What a key allows. `admin` includes the others. */
export type ApiScope = 'predict' | 'train' | 'admin';

/** A key as it is configured: never the key itself, only the sha256 of it (lower-case hex). */
export interface ApiKey {
  readonly sha256: string;
  readonly scopes: readonly ApiScope[];
}

const SCOPES: readonly ApiScope[] = ['predict', 'train', 'admin'];
const LINE = /^([a-z+]+):([0-9a-f]{64})$/;

const isScope = (word: string): word is ApiScope => SCOPES.some((scope) => scope === word);

const parseLine = (line: string): ApiKey | null => {
  const [, scopes = '', sha256 = ''] = LINE.exec(line) ?? [];
  const words = scopes.split('+');
  return sha256 !== '' && words.every(isScope) ? { sha256, scopes: words } : null;
};

/** The keys of `API_KEYS` and `API_KEYS_FILE`, and a sentence for each entry that is not of the form `scope+scope:sha256`. */
export const parseApiKeys = (
  environment: Environment,
  readFile: (path: string) => string,
): { apiKeys: readonly ApiKey[]; faults: readonly string[] } => {
  const entries = (environment.API_KEYS ?? '').split(',').map((entry) => ({ entry, from: 'API_KEYS' }));
  const faults: string[] = [];
  if (environment.API_KEYS_FILE !== undefined) {
    try {
      const lines = readFile(environment.API_KEYS_FILE).split('\n');
      entries.push(...lines.map((entry) => ({ entry, from: 'API_KEYS_FILE' })));
    } catch {
      faults.push(`API_KEYS_FILE: expected a file that can be read, received "${environment.API_KEYS_FILE}"`);
    }
  }
  const apiKeys: ApiKey[] = [];
  for (const { entry, from } of entries) {
    const line = entry.trim();
    if (line === '' || line.startsWith('#')) continue;
    const key = parseLine(line);
    if (key === null)
      faults.push(
        `${from}: expected "scope+scope:sha256" with scopes ${SCOPES.join(', ')}, received an entry of ${line.length} characters`,
      );
    else apiKeys.push(key);
  }
  return { apiKeys, faults };
};
