import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../domain/index.ts';

const isListed = (entry: unknown): entry is { readonly name: string; readonly sha256: string } =>
  typeof entry === 'object' &&
  entry !== null &&
  'name' in entry &&
  'sha256' in entry &&
  typeof entry.name === 'string' &&
  typeof entry.sha256 === 'string';

const readList = async (weightsDir: string): Promise<readonly unknown[]> => {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(weightsDir, 'manifest.json'), 'utf8'));
    if (typeof manifest !== 'object' || manifest === null || !('files' in manifest)) return [];
    return Array.isArray(manifest.files) ? (manifest.files as unknown[]) : [];
  } catch {
    // A folder that was put together by hand has no list; then there is nothing to compare with.
    return [];
  }
};

/** Refuses a file of the folder of weights that is not the one that its `manifest.json` lists: `WEIGHTS_INVALID`. */
export const checkShipped = async (weightsDir: string, name: string, sha256: string): Promise<void> => {
  const listed = (await readList(weightsDir)).filter(isListed).find((file) => file.name === name);
  if (listed === undefined || listed.sha256 === sha256) return;
  throw new AppError(
    'WEIGHTS_INVALID',
    `The weights file ${name} is damaged: expected the sha256 ${listed.sha256}, found ${sha256}.`,
  );
};
