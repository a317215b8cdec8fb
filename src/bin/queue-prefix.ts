import type { Config } from '../config/index.ts';
import { readStoreId } from '../storage/index.ts';

/**
 * Every key of the service in Redis begins with this. Processes of one `DATA_DIR` share it, so that services which share a
 * server do not take each other's jobs.
 */
export const queuePrefix = async ({ DATA_DIR }: Config): Promise<string> =>
  `whetstone:${await readStoreId(DATA_DIR)}`;
