import type { DatasetClass, DatasetFile, FileVerdict, GroupShape, Split } from './dataset.ts';
import { FILE_VERDICTS } from './dataset.ts';
import { groupShapes, unitsOf } from './group-shapes.ts';
import { compareCodePoints } from './keras-order.ts';

const usable = (files: readonly DatasetFile[]): readonly DatasetFile[] =>
  files.filter((file) => file.verdict === 'ok');

/** A verdict with its sentence, and the file that it is about. */
export type Judgement = Pick<DatasetFile, 'verdict' | 'reason' | 'counterpart'>;

const OK: Judgement = { verdict: 'ok', reason: null, counterpart: null };

/** Below this many usable pictures, a class gets a warning. */
const FEW_PICTURES = 10;

/** Above this ratio of the largest to the smallest class, the dataset gets a warning. */
const IMBALANCE_RATIO = 100;

const judgeConflict = (group: readonly DatasetFile[], verdicts: Map<DatasetFile, Judgement>): void => {
  const classNames = [...new Set(group.map(({ className }) => className))];
  const shown = classNames.map((className) => `"${className ?? ''}"`).join(' and ');
  const reason = `the same picture lies in the classes ${shown}`;
  for (const file of group) {
    const other = group.find(({ className }) => className !== file.className);
    verdicts.set(file, { verdict: 'conflictingLabel', reason, counterpart: other?.fileId ?? null });
  }
};

const judgeGroup = (group: readonly DatasetFile[], verdicts: Map<DatasetFile, Judgement>): void => {
  if (group.some(({ className }) => className !== group[0]?.className)) {
    judgeConflict(group, verdicts);
    return;
  }
  const inTraining = group.find(({ split }) => split === 'train');
  const firstOf = new Map<Split | null, DatasetFile>();
  for (const file of group) {
    const first = firstOf.get(file.split);
    if (file.split === 'validation' && inTraining !== undefined) {
      const reason = `the same picture is trained on: ${inTraining.path}`;
      const counterpart = inTraining.fileId;
      verdicts.set(file, { verdict: 'nearDuplicateAcrossSplits', reason, counterpart });
    } else if (first !== undefined) {
      const reason = `the same picture as ${first.path}`;
      verdicts.set(file, { verdict: 'duplicate', reason, counterpart: first.fileId });
    } else {
      firstOf.set(file.split, file);
      verdicts.set(file, OK);
    }
  }
};

/**
 * Judges pictures of the same content among the usable ones. `files` in the order of the dataset: the first of a class and
 * split stays `ok`, the rest are `duplicate`. In two classes, none is used (`conflictingLabel`). On both sides of a given
 * split, the one in training stays and the one in validation is `nearDuplicateAcrossSplits`, or validation would be too kind.
 */
export const judgeContents = (files: readonly DatasetFile[]): readonly DatasetFile[] => {
  const bySha256 = new Map<string, DatasetFile[]>();
  for (const file of usable(files)) {
    const group = bySha256.get(file.sha256);
    if (group === undefined) bySha256.set(file.sha256, [file]);
    else group.push(file);
  }
  const verdicts = new Map<DatasetFile, Judgement>();
  for (const group of bySha256.values()) if (group.length > 1) judgeGroup(group, verdicts);
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
  const of = (split: Split): number => usable(files).filter((file) => file.split === split).length;
  return { train: of('train'), validation: of('validation') };
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

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const splitWarnings = (files: readonly DatasetFile[], classes: readonly DatasetClass[]): string[] => {
  const sides = countSplits(files);
  if (sides.train + sides.validation === 0) return [];
  const warnings: string[] = [];
  for (const split of ['train', 'validation'] as const) {
    const present = new Set(usable(files).flatMap((file) => (file.split === split ? [file.className] : [])));
    const absent = classes.filter(({ className }) => !present.has(className));
    const verb = split === 'train' ? 'train on' : 'validate on';
    for (const { className } of absent) warnings.push(`Class "${className}" has no picture to ${verb}.`);
  }
  return warnings;
};

/** What a user should know of a dataset before training on it, in sentences. */
export const datasetWarnings = (files: readonly DatasetFile[]): readonly string[] => {
  const classes = classesOf(files);
  const few = classes.filter(({ images }) => images < FEW_PICTURES);
  const warnings = few.map(
    ({ className, images }) =>
      `Class "${className}" has ${plural(images, 'usable picture')}; at least ${FEW_PICTURES} are advised.`,
  );
  const sizes = classes.map(({ images }) => images);
  const [largest, smallest] = [Math.max(...sizes), Math.min(...sizes)];
  if (classes.length > 1 && largest > IMBALANCE_RATIO * smallest) {
    warnings.push(
      `The largest class has ${largest} pictures and the smallest ${smallest}: more than ${IMBALANCE_RATIO} to 1.`,
    );
  }
  const counts = countVerdicts(files);
  const unused = FILE_VERDICTS.filter(
    (verdict) => verdict !== 'ok' && verdict !== 'ignored' && counts[verdict] > 0,
  );
  if (unused.length > 0) {
    const list = unused.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ');
    warnings.push(`Some pictures are not used: ${list}.`);
  }
  return [...warnings, ...splitWarnings(files, classes)];
};
