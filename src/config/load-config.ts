import { resolve } from 'node:path';
import { Value } from 'typebox/value';
import { type ApiKey, parseApiKeys } from './api-keys.ts';
import { ENVIRONMENT, type Environment } from './environment.ts';
import { parsePinnedModels } from './pinned-models.ts';

/** The settings of a process: the environment with defaults, absolute paths and parsed keys. */
export interface Config extends Omit<Environment, 'API_KEYS' | 'API_KEYS_FILE' | 'PREDICT_PINNED'> {
  readonly apiKeys: readonly ApiKey[];
  /** References of models that the predictor always holds. */
  readonly pinnedModels: readonly string[];
}

/** Thrown when the environment has faults; the message lists all of them, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Variables = Readonly<Record<string, string | undefined>>;

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|::1)$/;

// An empty variable is the same as an unset one: that is how compose files and shells leave it out.
const given = (variables: Variables): Record<string, string> => {
  const known: Record<string, string> = {};
  for (const name of Object.keys(ENVIRONMENT.properties)) {
    const value = variables[name];
    if (value !== undefined && value !== '') known[name] = value;
  }
  return known;
};

const faultsOf = (candidate: unknown): string[] =>
  [...Value.Errors(ENVIRONMENT, candidate)].map((fault) => {
    const name = fault.instancePath.slice(1);
    const received = Value.Pointer.Get(candidate, fault.instancePath);
    const choice = 'allowedValues' in fault.params ? ` (${fault.params.allowedValues.join(', ')})` : '';
    return `${name}: ${fault.message}${choice}, received ${JSON.stringify(received)}`;
  });

const guardFaults = (environment: Environment, hasKeys: boolean): string[] => {
  const faults: string[] = [];
  if (!LOOPBACK.test(environment.HOST) && !hasKeys) {
    faults.push(
      `HOST: expected a loopback address as long as no API key is set, received "${environment.HOST}"; set API_KEYS or API_KEYS_FILE to listen elsewhere`,
    );
  }
  if (environment.STORAGE !== 'fs') faults.push(`STORAGE: expected "fs", received "${environment.STORAGE}"`);
  return faults;
};

/**
 * Reads the settings from `variables` (as `process.env`), frozen. Relative paths are below `folder`.
 * `readFile` reads `API_KEYS_FILE`. Throws `ConfigError` with every fault in one message.
 */
export const loadConfig = (
  variables: Variables,
  folder: string,
  readFile: (path: string) => string,
): Config => {
  const candidate = Value.Convert(ENVIRONMENT, Value.Default(ENVIRONMENT, given(variables)));
  if (!Value.Check(ENVIRONMENT, candidate)) throw faulty(faultsOf(candidate));
  const environment: Environment = candidate;
  const keys = parseApiKeys(environment, readFile);
  const pinned = parsePinnedModels(environment.PREDICT_PINNED);
  const faults = [...keys.faults, ...pinned.faults, ...guardFaults(environment, keys.apiKeys.length > 0)];
  if (faults.length > 0) throw faulty(faults);
  const { API_KEYS: _keys, API_KEYS_FILE: _file, PREDICT_PINNED: _pinned, ...rest } = environment;
  return Object.freeze({
    ...rest,
    ...absolutePaths(environment, folder),
    apiKeys: keys.apiKeys,
    pinnedModels: pinned.pinnedModels,
  });
};

const absolutePaths = (environment: Environment, folder: string) => ({
  DATA_DIR: resolve(folder, environment.DATA_DIR),
  ...(environment.DATASETS_ROOT === undefined
    ? {}
    : { DATASETS_ROOT: resolve(folder, environment.DATASETS_ROOT) }),
  ...(environment.WEIGHTS_DIR === undefined ? {} : { WEIGHTS_DIR: resolve(folder, environment.WEIGHTS_DIR) }),
});

const faulty = (faults: readonly string[]): ConfigError =>
  new ConfigError(
    `The environment has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
  );
