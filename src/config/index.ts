/** The settings of the program, read once from the environment. */
export type { ApiKey, ApiScope } from './api-keys.ts';
export { ENVIRONMENT, type Environment } from './environment.ts';
export { environmentTable } from './environment-table.ts';
export { type Config, ConfigError, loadConfig } from './load-config.ts';
