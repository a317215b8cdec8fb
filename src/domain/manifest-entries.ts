import { classNameFault } from './class-name.ts';
import { AppError, type InputFault } from './errors.ts';
import { composed, segmentsOf } from './received-path.ts';
import { type NamedSide, namedSide } from './split-names.ts';

/** One row of a manifest; `line` is 1-based. A field that is not there is null. */
export interface ManifestRow {
  readonly line: number;
  readonly file: string | null;
  readonly label: string | null;
  readonly split: string | null;
  /** "expected ..., received ..." where the row cannot be read at all. */
  readonly fault: string | null;
}

/** What all rows of a manifest say of one file. */
export interface ManifestEntry {
  /** As the first row spells it. */
  readonly file: string;
  readonly rows: number;
  /** In the composed form, as class names are. */
  readonly labels: readonly string[];
  /** The side that the file is on, or null where no row gives one. One that is named twice is trained on, if at all. */
  readonly side: NamedSide | null;
  /** Whether it is named for several sides. */
  readonly isTorn: boolean;
}

const MOST_FAULTS = 20;
const MOST_SHOWN_CHARACTERS = 100;

/** Of the sides that a file is named for, the first of these is taken. */
const SIDES: readonly (NamedSide | null)[] = ['train', 'validation', 'test', null];

const shown = (text: string): string => JSON.stringify(text.slice(0, MOST_SHOWN_CHARACTERS));

const slashed = (file: string): string => file.replaceAll('\\', '/');

/** The form in which a manifest and the files agree on a path: `/` between folders, accents composed. */
export const pathKey = (segments: readonly string[]): string => slashed(composed(segments.join('/')));

const fileFault = (file: string): string | null => {
  const path = slashed(file);
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) {
    return `expected a path that starts at the folder of the manifest, received the absolute path ${shown(file)}`;
  }
  if (!segmentsOf(path).includes('..')) return null;
  return `expected a path below the folder of the manifest, received a step upwards in ${shown(file)}`;
};

const faultOf = ({ file, label, split, fault }: ManifestRow): string | null => {
  if (fault !== null) return fault;
  if (file === null) return 'expected the path of a file, received none';
  if (label === null) return 'expected a label, received none';
  const labelFault = classNameFault(composed(label));
  if (labelFault !== null) return labelFault;
  if (split !== null && namedSide(split) === null) {
    return `expected the split train, val or test, received ${shown(split)}`;
  }
  return fileFault(file);
};

const refuse = (name: string, faults: readonly InputFault[], wrong: number): AppError => {
  const first = faults[0]?.detail ?? '';
  const rows = wrong === 1 ? 'one row that is wrong' : `${wrong} rows that are wrong`;
  const detail = `expected a file, a label and, if wanted, a split in each row of ${name}, received ${rows}; the first: ${first}`;
  return new AppError('MANIFEST_INVALID', detail, { errors: faults });
};

const merge = (known: ManifestEntry | undefined, file: string, row: ManifestRow): ManifestEntry => {
  const side = namedSide(row.split ?? '');
  const label = composed(row.label ?? '');
  if (known === undefined) return { file, rows: 1, labels: [label], side, isTorn: false };
  const labels = known.labels.includes(label) ? known.labels : [...known.labels, label];
  const isTorn = known.isTorn || (known.side !== null && side !== null && known.side !== side);
  const first = SIDES.find((one) => one === known.side || one === side) ?? null;
  return { ...known, rows: known.rows + 1, labels, side: first, isTorn };
};

/**
 * What the rows of the manifest `name` say of each file, by `pathKey`. `MANIFEST_INVALID` where rows are wrong or where there
 * is none; the first of the wrong ones are named, with pointers such as `/labels.csv/12`.
 */
export const foldRows = (rows: readonly ManifestRow[], name: string): ReadonlyMap<string, ManifestEntry> => {
  const entries = new Map<string, ManifestEntry>();
  const faults: InputFault[] = [];
  let wrong = 0;
  for (const row of rows) {
    const detail = faultOf(row);
    if (detail === null && row.file !== null) {
      const key = pathKey(segmentsOf(slashed(row.file)));
      entries.set(key, merge(entries.get(key), row.file, row));
      continue;
    }
    wrong += 1;
    if (faults.length < MOST_FAULTS) faults.push({ pointer: `/${name}/${row.line}`, detail: detail ?? '' });
  }
  if (wrong > 0) throw refuse(name, faults, wrong);
  if (entries.size > 0) return entries;
  throw new AppError('MANIFEST_INVALID', `expected at least one row in ${name}, received none`);
};
