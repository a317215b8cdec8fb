import type { DatasetClass, DatasetFile, FileVerdict, GroupShape, LeakPolicy, Split } from './dataset.ts';
import { groupShapes, unitsOf } from './group-shapes.ts';
import { compareCodePoints } from './keras-order.ts';

const usable = (files: readonly DatasetFile[]): readonly DatasetFile[] =>
  files.filter((file) => file.verdict === 'ok');

/** A verdict with its sentence, and the file that it is about. */
export type Judgement = Pick<DatasetFile, 'verdict' | 'reason' | 'counterpart'>;

const OK: Judgement = { verdict: 'ok', reason: null, counterpart: null };

const judgeConflict = (group: readonly DatasetFile[], verdicts: Map<DatasetFile, Judgement>): void => {
  const classNames = [...new Set(group.map(({ className }) => className))];
  const shown = classNames.map((className) => `"${className ?? ''}"`).join(' and ');
  const reason = `the same picture lies in the classes ${shown}`;
  for (const file of group) {
    const other = group.find(({ className }) => className !== file.className);
    verdicts.set(file, { verdict: 'conflictingLabel', reason, counterpart: other?.fileId ?? null });
  }
};

const judgeCopies = (
  group: readonly DatasetFile[],
  leakPolicy: LeakPolicy,
  verdicts: Map<DatasetFile, Judgement>,
): void => {
  const inTraining = group.find(({ split }) => split === 'train');
  const firstOf = new Map<Split | null, DatasetFile>();
  for (const file of group) {
    const leaked = file.split === 'validation' ? inTraining : undefined;
    const first = leaked ?? firstOf.get(file.split);
    if (first === undefined) {
      firstOf.set(file.split, file);
      verdicts.set(file, OK);
      continue;
    }
    const isLeak = leaked !== undefined && leakPolicy !== 'move';
    const [verdict, what] = isLeak
      ? (['nearDuplicateAcrossSplits', 'is trained on:'] as const)
      : (['duplicate', 'as'] as const);
    verdicts.set(file, {
      verdict,
      reason: `the same picture ${what} ${first.path}`,
      counterpart: first.fileId,
    });
  }
};

/**
 * Judges pictures of the same content among the usable ones. `files` in the order of the dataset: the first of a class and
 * split stays `ok`, the rest are `duplicate`. In two classes, none is used (`conflictingLabel`). On both sides of a given
 * split, the one in training stays, and the one in validation is `nearDuplicateAcrossSplits`, or validation would be too kind;
 * where look-alikes move to training, it would be there twice and is a `duplicate`.
 */
export const judgeContents = (
  files: readonly DatasetFile[],
  leakPolicy: LeakPolicy,
): readonly DatasetFile[] => {
  const bySha256 = new Map<string, DatasetFile[]>();
  for (const file of usable(files)) {
    const group = bySha256.get(file.sha256);
    if (group === undefined) bySha256.set(file.sha256, [file]);
    else group.push(file);
  }
  const verdicts = new Map<DatasetFile, Judgement>();
  for (const group of bySha256.values()) {
    if (group.length < 2) continue;
    const hasOneClass = group.every(({ className }) => className === group[0]?.className);
    if (hasOneClass) judgeCopies(group, leakPolicy, verdicts);
    else judgeConflict(group, verdicts);
  }
  return files.map((file) => ({ ...file, ...verdicts.get(file) }));
};

/** The classes with usable pictures, numbered by code point as Keras numbers them. */
export const classesOf = (files: readonly DatasetFile[]): readonly DatasetClass[] => {
  const counts = new Map<string, number>();
  for (const { className } of usable(files)) {
    if (className !== null) counts.set(className, (counts.get(className) ?? 0) + 1);
  }
  return [...counts]
    .sort(([left], [right]) => compareCodePoints(left, right))
    .map(([className, images], classIndex) => ({ className, classIndex, images }));
};

/** How many files have which verdict; every verdict is there. */
export const countVerdicts = (files: readonly DatasetFile[]): Readonly<Record<FileVerdict, number>> => {
  const counts: Record<FileVerdict, number> = {
    ok: 0,
    corrupt: 0,
    unsupported: 0,
    tooLarge: 0,
    tooSmall: 0,
    duplicate: 0,
    conflictingLabel: 0,
    ignored: 0,
    nearDuplicateAcrossSplits: 0,
  };
  for (const { verdict } of files) counts[verdict] += 1;
  return counts;
};

/** Usable pictures on each side of a split that the folders give. */
export const countSplits = (files: readonly DatasetFile[]): { train: number; validation: number } => {
  const counts = { train: 0, validation: 0 };
  for (const { verdict, split } of files) if (verdict === 'ok' && split !== null) counts[split] += 1;
  return counts;
};

/**
 * The text whose sha256 is a dataset's fingerprint: `split TAB class TAB path TAB sha256` of each usable file, sorted by
 * code point, each line ended by a line feed. The split is empty where the folders give none.
 */
export const fingerprintText = (files: readonly DatasetFile[]): string =>
  usable(files)
    .map((file) => [file.split ?? '', file.className ?? '', file.path, file.sha256].join('\t'))
    .sort(compareCodePoints)
    .map((line) => `${line}\n`)
    .join('');

/** The groups of look-alikes among the usable files: how many, how many pictures in them, and their shapes. */
export const describeGroups = (
  files: readonly DatasetFile[],
  classes: readonly DatasetClass[],
): {
  readonly nearDuplicates: { readonly groups: number; readonly images: number };
  readonly groupShapes: readonly GroupShape[];
} => {
  const indexes = new Map(classes.map(({ className, classIndex }) => [className, classIndex]));
  const labelled = files.flatMap(({ verdict, className, lookAlikes }) => {
    const classIndex = className === null || verdict !== 'ok' ? undefined : indexes.get(className);
    return classIndex === undefined || lookAlikes === null ? [] : [{ classIndex, lookAlikes }];
  });
  const units = unitsOf(labelled).filter(({ members }) => members.length > 1);
  const images = units.reduce((sum, { members }) => sum + members.length, 0);
  return { nearDuplicates: { groups: units.length, images }, groupShapes: groupShapes(units) };
};
