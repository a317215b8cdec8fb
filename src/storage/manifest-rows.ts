import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../domain/index.ts';
import type { ManifestContent } from '../ports/index.ts';
import { onDisk } from './files.ts';
import { readCsv } from './manifest-csv.ts';
import { readJsonLines } from './manifest-jsonl.ts';

const MOST_BYTES = 64 * 1024 ** 2;

/** Twice as many as a dataset may hold files. */
const MOST_ROWS = 200_000;

const BYTE_ORDER_MARKS = [
  { encoding: 'utf-16le', mark: [0xff, 0xfe] },
  { encoding: 'utf-16be', mark: [0xfe, 0xff] },
] as const;

/** UTF-8 unless a byte order mark says UTF-16, as spreadsheets write it. */
const textOf = (bytes: Buffer): string => {
  const found = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  return new TextDecoder(found?.encoding ?? 'utf-8').decode(bytes);
};

const invalid = (name: string, line: number, detail: string): AppError =>
  new AppError('MANIFEST_INVALID', `In ${name}, line ${line}: ${detail}`, {
    errors: [{ pointer: `/${name}/${line}`, detail }],
  });

/**
 * The rows of a file that may be a manifest: CSV with a header, or one JSON object a line where the name ends in `.jsonl`.
 * `MANIFEST_INVALID` where a manifest breaks off or has too many rows; wrong fields are faults of their rows.
 */
export const readManifestRows = async (location: string, given: string): Promise<ManifestContent> => {
  const name = path.posix.basename(given);
  const { size } = await onDisk(() => stat(location));
  if (size > MOST_BYTES) {
    return { kind: 'other', detail: `expected a manifest of at most ${MOST_BYTES} bytes, received ${size}` };
  }
  const text = textOf(await onDisk(() => readFile(location)));
  const isCsv = !name.toLowerCase().endsWith('.jsonl');
  const content = isCsv ? readCsv(text, MOST_ROWS) : readJsonLines(text, MOST_ROWS);
  if (!('kind' in content)) throw invalid(name, content.line, content.detail);
  if (content.kind === 'other' || content.rows.length <= MOST_ROWS) return content;
  const last = content.rows.at(-1)?.line ?? 0;
  throw invalid(name, last, `expected at most ${MOST_ROWS} rows, received more`);
};
