import { randomUUID } from 'node:crypto';
import { copyFile, link, rename } from 'node:fs/promises';
import { onDisk, storageError, sync, systemCode } from './files.ts';

type Outcome = 'shared' | 'missing' | 'impossible';

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  EEXIST: 'shared',
  ENOENT: 'missing',
  EXDEV: 'impossible',
  EMLINK: 'impossible',
  EPERM: 'impossible',
  ENOTSUP: 'impossible',
};

const tryLink = async (from: string, to: string): Promise<Outcome> => {
  try {
    await link(from, to);
    return 'shared';
  } catch (error) {
    const outcome = OUTCOMES[systemCode(error) ?? ''];
    if (outcome === undefined) throw storageError(error);
    return outcome;
  }
};

/**
 * Gives a file a second name, under which it stays when the first one is removed; a disk without links gets a copy. One that is there
 * already stays. False if the file, or the folder of the new name, is not there.
 */
export const shareFile = async (from: string, to: string): Promise<boolean> => {
  const outcome = await tryLink(from, to);
  if (outcome !== 'impossible') return outcome === 'shared';
  const temporary = `${to}-${randomUUID()}`;
  await onDisk(async () => {
    await copyFile(from, temporary);
    await sync(temporary);
    await rename(temporary, to);
  });
  return true;
};
