import { randomUUID } from 'node:crypto';
import { link } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import { makeFolder, onDisk, readText, removeAll, writeAtomically } from './files.ts';

const ID = /^[0-9a-f-]{36}$/;

/**
 * The id of what is stored in `dataFolder`; the first process that asks gives it one for good. Services with different stores
 * can so be told apart where they meet. `STORAGE_UNAVAILABLE`.
 */
export const readStoreId = async (dataFolder: string): Promise<string> => {
  const file = path.resolve(dataFolder, 'store-id');
  const id = (await readText(file)) ?? (await giveId(file));
  if (ID.test(id)) return id;
  throw new AppError('STORAGE_UNAVAILABLE', `expected the id of the store in ${file}, received other text`);
};

/** A link is made as one step and only once, so that all processes get the same id. */
const giveId = async (file: string): Promise<string> => {
  const own = randomUUID();
  const candidate = `${file}-${own}`;
  await makeFolder(path.dirname(file));
  await writeAtomically(candidate, own);
  await onDisk(() => link(candidate, file), { codes: ['EEXIST'], fallback: undefined });
  await removeAll(candidate);
  return (await readText(file)) ?? own;
};
