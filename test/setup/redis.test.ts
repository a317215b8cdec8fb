import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { settle } from '../../setup/settle.mjs';
import { redis } from '../../setup/steps/redis.mjs';
import { valkey } from '../../setup/versions.mjs';
import { cleanEnv, makePath, makeScratch, repository, type Scratch } from './scratch.ts';

let scratch: Scratch;
beforeEach(() => {
  scratch = makeScratch();
});
afterEach(() => {
  scratch.remove();
});

/** A server program that answers `--version` with `version`. */
function writeServer(version: string): string {
  const folder = makePath(scratch, ['sh']);
  const file = path.join(folder, 'redis-server');
  fs.writeFileSync(file, `#!${path.join(folder, 'sh')}\necho 'Redis server v=${version} sha=0'\n`, {
    mode: 0o755,
  });
  return file;
}

describe('the redis step', () => {
  it('fetches one Valkey when two set-ups start at once without a server, and both end with it', async () => {
    const script = `
      import { makeContext } from ${JSON.stringify(path.join(repository, 'setup/context.mjs'))};
      import { settle } from ${JSON.stringify(path.join(repository, 'setup/settle.mjs'))};
      import { redis } from ${JSON.stringify(path.join(repository, 'setup/steps/redis.mjs'))};
      console.log(JSON.stringify(await settle([redis], makeContext())));`;
    // Version managers put scripts before Python, which want more than Python on PATH.
    const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim();
    const env = {
      ...cleanEnv(),
      PATH: makePath(scratch, []),
      PYTHON: python,
      XDG_CACHE_HOME: scratch.folder,
    };
    const runs = [1, 2].map(async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [answer] = await Promise.all([text(child.stdout), once(child, 'exit')]);
      return JSON.parse(answer) as Awaited<ReturnType<typeof settle>>;
    });
    const answers = await Promise.all(runs);
    const binary = path.join(scratch.folder, 'whetstone', 'valkey', valkey.version, 'valkey-server');
    expect(answers.flatMap((answer) => answer.ran)).toEqual(['redis']);
    expect(answers.map((answer) => answer.env)).toEqual([
      { REDIS_SERVER_BIN: binary },
      { REDIS_SERVER_BIN: binary },
    ]);
    expect(execFileSync(binary, ['--version'], { encoding: 'utf8' })).toMatch(/^Valkey server v=9\./);
    const cache = fs
      .readdirSync(path.join(scratch.folder, 'whetstone'), { recursive: true })
      .map(String)
      .sort();
    expect(cache).toEqual([
      'valkey',
      `valkey/${valkey.version}`,
      `valkey/${valkey.version}/LICENSE`,
      `valkey/${valkey.version}/manifest.json`,
      `valkey/${valkey.version}/valkey-server`,
      'wheels',
    ]);
  });

  it('needs nothing when REDIS_URL is set', async () => {
    const context = scratch.context({ REDIS_URL: 'redis://127.0.0.1:1', PATH: '' });
    await expect(redis.check(context)).resolves.toEqual({ isReady: true, detail: 'REDIS_URL is set' });
  });

  it('uses the server on PATH and leaves one alone that is too old for the queue', async () => {
    const found = await redis.check(scratch.context({ PATH: path.dirname(writeServer('7.2.4')) }));
    expect(found).toEqual({ isReady: true, detail: 'Redis 7.2.4, redis-server' });
    const old = await redis.check(scratch.context({ PATH: path.dirname(writeServer('5.0.14')) }));
    expect(old.isReady).toBe(false);
  });

  it('says so when REDIS_SERVER_BIN names something else', async () => {
    const failure = redis.check(scratch.context({ REDIS_SERVER_BIN: '/bin/true' }));
    await expect(failure).rejects.toThrow(
      'REDIS_SERVER_BIN is /bin/true, which does not run as a Redis or Valkey server',
    );
  });
});
