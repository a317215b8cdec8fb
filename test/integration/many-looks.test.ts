import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { childEntry } from './support/child.ts';

const run = promisify(execFile);

describe('look-alikes among very many pictures', () => {
  test('are found among 100,000, all of them and no others, and 20,000 that are the same are one group', async () => {
    const { stdout } = await run(process.execPath, [childEntry('many-looks')]);
    const said = stdout.trim().split('\n');
    expect(said.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { name: 'planted', isRight: true },
      { name: 'same', isRight: true },
      { name: 'nearly', isRight: true },
    ]);
  });
});
