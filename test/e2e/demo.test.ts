import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { CLASSES, PHOTOS } from './photos.ts';
import { environmentOf, processesOf, temporaryFolder } from './service.ts';

const run = promisify(execFile);
const folder = temporaryFolder();

/** The last two photos of each class, by name: what the demo promises to set aside. */
const setAside = CLASSES.flatMap((className) =>
  readdirSync(join(PHOTOS, className))
    .sort()
    .slice(-2)
    .map((file) => `${className}/${file}`),
);

const filesOfDataset = (): string => {
  const root = join(folder.path, 'datasets');
  const [fingerprint = ''] = readdirSync(root).filter((name) => /^[0-9a-f]{64}$/.test(name));
  return readFileSync(join(root, fingerprint, 'files.jsonl'), 'utf8');
};

describe('the demo', () => {
  afterAll(() => {
    folder.remove();
  });

  it('with --once is right on photos that it neither trained on nor validated with, and leaves nothing running', async () => {
    const { stdout } = await run(process.execPath, ['dist/bin/cli.js', 'demo', '--once'], {
      env: environmentOf(folder.path, {}),
    });
    expect(stdout).toContain('Uploading 73 photos in 3 classes (fish, monument, tool); 6 are set aside.');
    const [, right = '0', of = '0'] = /(\d) of (\d) right\./.exec(stdout) ?? [];
    expect(of).toBe('6');
    expect(Number(right)).toBeGreaterThanOrEqual(5);
    const files = filesOfDataset();
    expect(files).toContain('"fish/fish1.jpg"');
    for (const photo of setAside) {
      expect(stdout, photo).toContain(photo);
      expect(files, photo).not.toContain(`"${photo}"`);
    }
    expect(processesOf(folder.path)).toEqual([]);
  });
});
