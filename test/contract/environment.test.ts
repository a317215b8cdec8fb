import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ENVIRONMENT } from '../../src/config/index.ts';

const root = new URL('../../', import.meta.url);

/** The names that scripts and compose files rely on. */
const PROMISED = [
  'HOST',
  'PORT',
  'DATA_DIR',
  'REDIS_URL',
  'REDIS_SERVER_BIN',
  'DATASETS_ROOT',
  'STORAGE',
  'DEVICE',
  'TF_HOME',
  'WEIGHTS_DIR',
  'API_KEYS',
  'API_KEYS_FILE',
  'LOG_LEVEL',
  'UPLOAD_MAX_BYTES',
  'TRAINING_CONCURRENCY',
  'PREDICT_MAX_BATCH',
  'PREDICT_BATCH_WINDOW_MS',
  'PREDICT_QUEUE_MAX',
  'PREDICT_DEADLINE_MS',
  'SHUTDOWN_GRACE_MS',
];

const filesBelow = (folder: string, ending: RegExp): readonly (readonly [string, string])[] =>
  readdirSync(new URL(folder, root), { recursive: true })
    .map(String)
    .filter((name) => ending.test(name))
    .map((name) => [`${folder}${name}`, readFileSync(new URL(`${folder}${name}`, root), 'utf8')] as const);

const sources = filesBelow('src/', /\.ts$/);
const setup = filesBelow('setup/', /\.mjs$/);

describe('the environment', () => {
  test('has every name that scripts rely on', () => {
    expect(Object.keys(ENVIRONMENT.properties)).toEqual(expect.arrayContaining(PROMISED));
  });

  test('has no name that nothing reads', () => {
    const readers = [...sources, ...setup].filter(([name]) => !name.endsWith('config/environment.ts'));
    for (const name of Object.keys(ENVIRONMENT.properties)) {
      const isRead = readers.some(([, text]) => new RegExp(`\\b${name}\\b`).test(text));
      expect(isRead, `${name} is read by somebody`).toBe(true);
    }
  });

  test('is read by config and the programs in bin only', () => {
    // The number of the parent, which one process hands to the next, is no setting.
    const readers = sources
      .filter(([, text]) => /process\.env\b/.test(text.replaceAll('process.env.WHETSTONE_PARENT_PID', '')))
      .map(([name]) => name);
    expect(readers.filter((name) => !/^src\/(config|bin)\//.test(name))).toEqual([]);
  });
});
