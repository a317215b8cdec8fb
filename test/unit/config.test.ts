import { describe, expect, it } from 'vitest';
import { ConfigError, ENVIRONMENT, loadConfig } from '../../src/config/index.ts';

const HASH = 'a'.repeat(64);
const noFile = (): string => {
  throw new Error('no file is read in this test');
};
const load = (variables: Record<string, string>) => loadConfig(variables, '/srv/app', noFile);

describe('the environment', () => {
  it('gives every setting its documented default', () => {
    const config = load({});
    expect(config).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 3000,
      DATA_DIR: '/srv/app/data',
      DEVICE: 'auto',
      UPLOAD_MAX_BYTES: 2147483648,
      FEATURE_CACHE_MAX_BYTES: 21474836480,
      TRAINING_CONCURRENCY: 1,
      PREDICT_MAX_BATCH: 16,
      PREDICT_BATCH_WINDOW_MS: 2,
      PREDICT_QUEUE_MAX: 256,
      PREDICT_DEADLINE_MS: 30000,
      apiKeys: [],
    });
    expect(config.REDIS_URL).toBeUndefined();
  });

  it('takes an empty variable for an unset one', () => {
    expect(load({ PORT: '', REDIS_URL: '' })).toMatchObject({ PORT: 3000 });
  });

  it('names every fault in one message, with what was expected and what came', () => {
    const attempt = () => load({ PORT: 'many', DEVICE: 'tpu', PREDICT_MAX_BATCH: '0' });
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/PORT: must be integer, received "many"/);
    expect(attempt).toThrow(/DEVICE: .*auto, cpu, gpu.*received "tpu"/);
    expect(attempt).toThrow(/PREDICT_MAX_BATCH: must be >= 1, received 0/);
  });

  it('refuses to listen beyond loopback without an API key', () => {
    expect(() => load({ HOST: '0.0.0.0' })).toThrow(/HOST: expected a loopback address.*API_KEYS/);
    expect(load({ HOST: '0.0.0.0', API_KEYS: `predict+train:${HASH}` }).HOST).toBe('0.0.0.0');
    expect(load({ HOST: '::1' }).HOST).toBe('::1');
  });

  it('reads keys from the variable and from the file, and never shows a faulty one', () => {
    const config = loadConfig({ API_KEYS: `admin:${HASH}`, API_KEYS_FILE: '/run/keys' }, '/srv/app', () => {
      return `# service accounts\npredict:${'b'.repeat(64)}\n`;
    });
    expect(config.apiKeys).toEqual([
      { sha256: HASH, scopes: ['admin'] },
      { sha256: 'b'.repeat(64), scopes: ['predict'] },
    ]);
    expect(() => load({ API_KEYS: 'sup3rsecret' })).toThrow(/API_KEYS: expected "scope\+scope:sha256"/);
    expect(() => load({ API_KEYS: 'sup3rsecret' })).not.toThrow(/sup3rsecret/);
  });

  it('cannot be changed once it is loaded', () => {
    const config = load({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.hasOwn(config, 'API_KEYS')).toBe(false);
  });

  it('describes every variable', () => {
    for (const [name, schema] of Object.entries(ENVIRONMENT.properties)) {
      expect('description' in schema ? schema.description : '', name).toMatch(/\.$/);
    }
  });
});
