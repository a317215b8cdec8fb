import { CsvError, parse } from 'csv-parse/sync';
import type { ManifestRow } from '../domain/index.ts';
import type { ManifestContent } from '../ports/index.ts';
import { findFields, isManifest, type NamedFields, rowOf, shownNames } from './manifest-fields.ts';

/** How much of the text may be its header. */
const MOST_HEADER_CHARACTERS = 65_536;

/** A field that goes on for longer than this has a quote that was never closed. */
const MOST_RECORD_BYTES = 65_536;

/** What spreadsheets write between fields. */
const DELIMITERS = [',', ';', '\t'] as const;

const OPTIONS = {
  trim: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  relax_column_count: true,
  max_record_size: MOST_RECORD_BYTES,
} as const;

/** A fault that ends the reading, in a line of the file. */
interface ManifestFault {
  readonly line: number;
  readonly detail: string;
}

const headerOf = (text: string, delimiter: string): readonly string[] => {
  try {
    return parse(text.slice(0, MOST_HEADER_CHARACTERS), { ...OPTIONS, delimiter, to: 1 })[0] ?? [];
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
};

const faultOf = ({ code }: CsvError): string => {
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return 'expected a row that ends, received a quote that is never closed';
  }
  return 'expected quotes around whole fields, and doubled within them, received a quote at another place';
};

const toRow = (
  fields: readonly string[],
  line: number,
  header: readonly string[],
  named: NamedFields,
): ManifestRow => {
  if (fields.length > header.length) {
    const fault = `expected ${header.length} fields, received ${fields.length}; one that holds a comma needs quotes`;
    return { line, file: null, label: null, split: null, fault };
  }
  return rowOf(line, named, fields);
};

/** The rows of CSV text with a header; at most `mostRows` and one more. A fault where the text breaks off. */
export const readCsv = (text: string, mostRows: number): ManifestContent | ManifestFault => {
  const headers = DELIMITERS.map((delimiter) => ({ delimiter, header: headerOf(text, delimiter) }));
  const found = headers.find(({ header }) => isManifest(findFields(header)));
  if (found === undefined) {
    const received = shownNames(headers[0]?.header ?? []);
    return {
      kind: 'other',
      detail: `expected a header with the columns file and label, received ${received}`,
    };
  }
  const { delimiter, header } = found;
  const named = findFields(header);
  const rows: ManifestRow[] = [];
  let line = 0;
  let isHeader = true;
  const onRecord = (fields: readonly string[], lines: number): null => {
    line = lines;
    if (!isHeader) rows.push(toRow(fields, lines, header, named));
    isHeader = false;
    return null;
  };
  try {
    const on_record = (fields: string[], { lines }: { readonly lines: number }): null =>
      onRecord(fields, lines);
    parse(text, { ...OPTIONS, delimiter, to: mostRows + 2, on_record });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: line + 1, detail: faultOf(error) };
  }
  return { kind: 'manifest', rows, unread: named.unread };
};
