import type { ManifestRow } from '../domain/index.ts';
import type { ManifestContent } from '../ports/index.ts';
import { findFields, isManifest, type NamedFields, rowOf, shownNames } from './manifest-fields.ts';

/** Lines by line feed alone: a JSON text may hold other signs that end a line elsewhere. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

const objectIn = (line: string): ReadonlyMap<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? new Map(Object.entries(value))
      : null;
  } catch {
    return null;
  }
};

const broken = (line: number): ManifestRow => {
  const fault = 'expected one JSON object in the line, received another text';
  return { line, file: null, label: null, split: null, fault };
};

/** Rows mostly have the keys of the one before. */
const makeFindFields = (): ((names: readonly string[]) => NamedFields) => {
  let known = { key: '', fields: findFields([]) };
  return (names) => {
    const key = names.join('\n');
    if (known.key !== key) known = { key, fields: findFields(names) };
    return known.fields;
  };
};

/** The rows of a text with one JSON object a line; at most `mostRows` and one more. */
export const readJsonLines = (text: string, mostRows: number): ManifestContent => {
  const find = makeFindFields();
  const unread = new Set<string>();
  const rows: ManifestRow[] = [];
  let first: readonly string[] = [];
  let hasFields = false;
  let line = 0;
  for (const content of linesOf(text)) {
    line += 1;
    if (content.trim() === '') continue;
    const object = objectIn(content);
    const names = [...(object?.keys() ?? [])];
    const fields = find(names);
    rows.push(object === null ? broken(line) : rowOf(line, fields, [...object.values()]));
    if (first.length === 0) first = names;
    hasFields ||= isManifest(fields);
    for (const name of fields.unread) unread.add(name);
    if (rows.length > mostRows) break;
  }
  if (hasFields) return { kind: 'manifest', rows, unread: [...unread] };
  return {
    kind: 'other',
    detail: `expected JSON objects with the keys file and label, one a line, received ${shownNames(first)}`,
  };
};
