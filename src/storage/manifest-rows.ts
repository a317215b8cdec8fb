import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { AppError } from '../domain/index.ts';
import type { ManifestRow } from '../ports/index.ts';
import { onDisk } from './files.ts';

const invalid = (detail: string, cause: unknown): AppError =>
  new AppError('MANIFEST_INVALID', detail, { cause });

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const rowOf = (line: number, record: unknown): ManifestRow => {
  const fields = new Map(typeof record === 'object' && record !== null ? Object.entries(record) : []);
  return {
    line,
    file: textOf(fields.get('file')),
    label: textOf(fields.get('label')),
    split: textOf(fields.get('split')),
  };
};

const csvRows = (text: string): readonly ManifestRow[] => {
  try {
    const records: unknown[] = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
    return records.map((record, index) => rowOf(index + 2, record));
  } catch (error) {
    throw invalid('expected CSV with the columns file, label and, if wanted, split', error);
  }
};

const jsonRows = (text: string): readonly ManifestRow[] =>
  text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [rowOf(index + 1, JSON.parse(line))];
    } catch (error) {
      throw invalid(`expected one JSON object a line, received another text in line ${index + 1}`, error);
    }
  });

/** The rows of a manifest: CSV with a header, or one JSON object a line where the name ends in `.jsonl`. `MANIFEST_INVALID`. */
export const readManifestRows = async (location: string, name: string): Promise<readonly ManifestRow[]> => {
  const text = await onDisk(() => readFile(location, 'utf8'));
  return name.toLowerCase().endsWith('.jsonl') ? jsonRows(text) : csvRows(text);
};
