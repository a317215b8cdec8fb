import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { IncomingFile, StoredFile } from '../ports/index.ts';
import { storageError } from './files.ts';
import { hasKeys, parseRecord, type RecordKind } from './records.ts';

interface ListedFile {
  readonly path: string;
  readonly file: StoredFile;
}

const LISTED_FILE: RecordKind<ListedFile> = {
  name: 'the record of a received file',
  isOne: (value): value is ListedFile => hasKeys(value, 'path', 'file'),
};

/** Where the list of received files lies in a temporary folder. */
export const listingIn = (folder: string): string => path.join(folder, 'received.jsonl');

/** The files that were received into a temporary folder, in the order in which they came. */
export async function* readListedFiles(folder: string): AsyncGenerator<IncomingFile> {
  const lines = createInterface({ input: createReadStream(listingIn(folder)), crlfDelay: Infinity });
  try {
    for await (const line of lines) {
      const { path: name, file } = parseRecord(line, LISTED_FILE);
      yield { kind: 'stored', path: name, file };
    }
  } catch (error) {
    throw storageError(error);
  }
}
