import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that is removed when the test has ended. */
export const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(path.join(tmpdir(), 'whetstone-intake-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
