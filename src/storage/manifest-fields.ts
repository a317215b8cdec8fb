import type { ManifestRow } from '../domain/index.ts';

/** The fields of a manifest, each with its names in the order in which they count. */
const FIELD_NAMES = {
  file: ['file', 'file_name', 'filename', 'image', 'path'],
  label: ['label', 'class', 'class_name'],
  split: ['split'],
} as const;

/** One of the fields that a row has. */
type ManifestField = keyof typeof FIELD_NAMES;

/** Which name stands for which field, and which names stand for none. */
export interface NamedFields {
  readonly columns: ReadonlyMap<ManifestField, number>;
  readonly unread: readonly string[];
}

const FIELDS: readonly ManifestField[] = ['file', 'label', 'split'];

/** Finds the fields among names, in any order and case. Of two names for one field, the rest is not read. */
export const findFields = (names: readonly string[]): NamedFields => {
  const plain = names.map((name) => name.trim().toLowerCase());
  const columns = new Map<ManifestField, number>();
  for (const field of FIELDS) {
    const name = FIELD_NAMES[field].find((one) => plain.includes(one));
    if (name !== undefined) columns.set(field, plain.indexOf(name));
  }
  const read = new Set(columns.values());
  return { columns, unread: names.filter((name, index) => !read.has(index) && name.trim() !== '') };
};

/** Whether there is enough to label files with. */
export const isManifest = ({ columns }: NamedFields): boolean => columns.has('file') && columns.has('label');

const MOST_NAMES = 10;

/** Names as a sentence shows them. */
export const shownNames = (names: readonly string[]): string =>
  names.length === 0
    ? 'nothing'
    : names
        .slice(0, MOST_NAMES)
        .map((name) => JSON.stringify(name.slice(0, 100)))
        .join(', ');

const kindOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
};

/** Text as it is, whole numbers as their digits, nothing as null; any other value is a fault. */
const readField = (field: ManifestField, value: unknown): { text: string | null } | { fault: string } => {
  if (value === undefined || value === null) return { text: null };
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string') return { fault: `expected a text as ${field}, received ${kindOf(value)}` };
  if (text.includes('\uFFFD')) {
    return { fault: `expected UTF-8 as ${field}, received ${JSON.stringify(text.slice(0, 100))}` };
  }
  return { text: text.trim() === '' ? null : text.trim() };
};

/** A row by its values, in the order of the names that `fields` was found in. */
export const rowOf = (line: number, { columns }: NamedFields, values: readonly unknown[]): ManifestRow => {
  const row = { line, file: null, label: null, split: null, fault: null } satisfies ManifestRow;
  const texts: Partial<Record<ManifestField, string | null>> = {};
  for (const [field, column] of columns) {
    const read = readField(field, values[column]);
    if ('fault' in read) return { ...row, fault: read.fault };
    texts[field] = read.text;
  }
  return { ...row, ...texts };
};
