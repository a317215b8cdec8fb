import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, startService, temporaryFolder } from './service.ts';

const run = promisify(execFile);
const TESTED = /<!-- tested:[^>]*-->\s*```sh\n([\s\S]*?)```/;

const data = temporaryFolder();
const working = temporaryFolder();
let service: RunningService;

describe('the README', () => {
  beforeAll(async () => {
    symlinkSync(resolve('examples'), join(working.path, 'examples'));
    service = await startService(data.path);
  });

  afterAll(async () => {
    await service.stop();
    data.remove();
    working.remove();
  });

  it('leads from a folder of photos to a prediction when its commands are run as they stand', async () => {
    const [, commands = ''] = TESTED.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(commands).toContain('http://127.0.0.1:3000/predict');
    const script = `set -e\n${commands.replaceAll('http://127.0.0.1:3000', service.url)}`;
    const { stdout } = await run('bash', ['-c', script], { cwd: working.path, maxBuffer: 64 * 1024 * 1024 });
    expect(stdout).toContain('event: epoch');
    expect(stdout).toContain('"state":"succeeded"');
    const answer = stdout.slice(stdout.lastIndexOf('{"model"'));
    expect(JSON.parse(answer)).toMatchObject({
      model: 'things',
      version: 1,
      predictions: [{ topK: [{ className: 'fish' }, {}, {}] }],
    });
  });
});
