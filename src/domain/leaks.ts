import type { DatasetFile, LeakPolicy } from './dataset.ts';
import { AppError } from './errors.ts';
import { type FindNearest, makeNearestLook } from './nearest-look.ts';
import { escapePointer } from './recipe-reader.ts';

/** A usable picture to validate on, whose group of look-alikes has usable pictures to train on. */
interface Leak {
  readonly file: DatasetFile;
  /** Finds the nearest of those to train on. */
  readonly find: FindNearest;
}

/** Pairs that a warning names. */
const NAMED_PAIRS = 3;

/** Faults that an error lists. */
const LISTED_FAULTS = 20;

const leaksIn = (groups: readonly (readonly DatasetFile[])[]): readonly Leak[] => {
  const findAmong = makeNearestLook();
  return groups.flatMap((group) => {
    const trained = group.filter(({ split }) => split === 'train');
    if (trained.length === 0) return [];
    const find = findAmong(trained);
    return group.flatMap((file) => (file.split === 'validation' ? [{ file, find }] : []));
  });
};

const replace = (
  files: readonly DatasetFile[],
  changes: ReadonlyMap<DatasetFile, DatasetFile>,
): readonly DatasetFile[] => files.map((file) => changes.get(file) ?? file);

const namesOf = (leaks: readonly Leak[]): string =>
  leaks
    .slice(0, NAMED_PAIRS)
    .map(({ file, find }) => `${file.path} (like ${find(file)?.path ?? ''})`)
    .join(', ');

interface Outcome {
  readonly files: readonly DatasetFile[];
  readonly warnings: readonly string[];
}

const setAside = (files: readonly DatasetFile[], leaks: readonly Leak[]): Outcome => {
  const changes = new Map<DatasetFile, DatasetFile>();
  for (const { file, find } of leaks) {
    const other = find(file);
    const reason = `looks like a picture that is trained on: ${other?.path ?? ''}`;
    const counterpart = other?.fileId ?? null;
    changes.set(file, { ...file, verdict: 'nearDuplicateAcrossSplits', reason, counterpart });
  }
  return { files: replace(files, changes), warnings: [] };
};

const move = (files: readonly DatasetFile[], leaks: readonly Leak[]): Outcome => {
  if (leaks.length === 0) return { files, warnings: [] };
  const changes = new Map<DatasetFile, DatasetFile>();
  for (const { file } of leaks) changes.set(file, { ...file, split: 'train' });
  const what = leaks.length === 1 ? '1 picture' : `${leaks.length} pictures`;
  const warning = `${what} moved from validation to training, where a look-alike is: ${namesOf(leaks)}.`;
  return { files: replace(files, changes), warnings: [warning] };
};

const faultOf = (file: DatasetFile, what: string) => ({
  pointer: `/${escapePointer(file.path)}`,
  detail: `${file.path} ${what}, which is trained on`,
});

const refuse = (files: readonly DatasetFile[], leaks: readonly Leak[]): Outcome => {
  const copies = files.filter(({ verdict }) => verdict === 'nearDuplicateAcrossSplits');
  const total = copies.length + leaks.length;
  if (total === 0) return { files, warnings: [] };
  const shown = copies.slice(0, LISTED_FAULTS);
  const wanted = new Set(shown.map(({ counterpart }) => counterpart));
  const paths = new Map(
    files.filter(({ fileId }) => wanted.has(fileId)).map(({ fileId, path }) => [fileId, path]),
  );
  const faults = [
    ...shown.map((file) =>
      faultOf(file, `is the same picture as ${paths.get(file.counterpart ?? '') ?? ''}`),
    ),
    ...leaks
      .slice(0, LISTED_FAULTS - shown.length)
      .map(({ file, find }) => faultOf(file, `looks like ${find(file)?.path ?? ''}`)),
  ];
  const detail = `expected no picture to validate on that looks like one to train on, received ${total}, for example: ${faults[0]?.detail ?? ''}; leakPolicy "report" sets them aside, "move" trains on them`;
  throw new AppError('DATASET_LEAKS', detail, { errors: faults });
};

const POLICIES = { report: setAside, move, fail: refuse } as const satisfies Record<LeakPolicy, unknown>;

/**
 * Does what the policy says with usable pictures to validate on whose group of look-alikes has a usable one to train on. `groups`:
 * usable files of `files`. With `fail`, exact copies count that have the verdict `nearDuplicateAcrossSplits` already;
 * `DATASET_LEAKS` lists up to 20 files, with both paths each.
 */
export const applyLeakPolicy = (
  files: readonly DatasetFile[],
  groups: readonly (readonly DatasetFile[])[],
  leakPolicy: LeakPolicy,
): Outcome => POLICIES[leakPolicy](files, leaksIn(groups));
