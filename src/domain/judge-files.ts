import type { DatasetFile, LeakPolicy } from './dataset.ts';
import { countSplits, judgeContents } from './dataset-content.ts';
import { applyLeakPolicy } from './leaks.ts';
import { lookAlikeGroups } from './look-alikes.ts';

/** The files with what was found out by looking at all of them together. */
export interface JudgedFiles {
  readonly files: readonly DatasetFile[];
  readonly warnings: readonly string[];
}

/** Where some pictures are said to be for validation, those of which nothing is said are trained on. */
const fillSides = (files: readonly DatasetFile[]): JudgedFiles => {
  const isWithoutSide = ({ className, split }: DatasetFile): boolean => className !== null && split === null;
  const count = files.filter((file) => file.verdict === 'ok' && isWithoutSide(file)).length;
  if (count === 0 || countSplits(files).validation === 0) return { files, warnings: [] };
  const what = count === 1 ? '1 picture is' : `${count} pictures are`;
  return {
    files: files.map((file) => (isWithoutSide(file) ? { ...file, split: 'train' } : file)),
    warnings: [`${what} on no side of the given split: trained on.`],
  };
};

/** A split of which one side has no usable picture is no split: the job decides then. */
const dropOneSidedSplit = (files: readonly DatasetFile[]): JudgedFiles => {
  const { train, validation } = countSplits(files);
  if (train > 0 === validation > 0) return { files, warnings: [] };
  const side = train === 0 ? 'train' : 'validate';
  const warning = `The given split has no usable picture to ${side} on; the split is left to each job.`;
  return { files: files.map((file) => ({ ...file, split: null })), warnings: [warning] };
};

const markLookAlikes = (
  files: readonly DatasetFile[],
): { readonly files: readonly DatasetFile[]; readonly groups: readonly (readonly DatasetFile[])[] } => {
  const groups = lookAlikeGroups(files.map(({ verdict, look }) => (verdict === 'ok' ? look : null)));
  const marked = [...files];
  const members = groups.map((positions) => {
    const first = positions.map((position) => files[position]?.fileId)[0] ?? null;
    return positions.flatMap((position) => {
      const file = files[position];
      if (file === undefined) return [];
      const member = { ...file, lookAlikes: first };
      marked[position] = member;
      return [member];
    });
  });
  return { files: marked, groups: members };
};

/**
 * Judges the files of a dataset, in its order, by what each one alone cannot tell. In this order, each step among the pictures
 * that are usable after those before:
 *
 * 1. Where some are for validation, pictures without a side of the split are for training.
 * 2. The same content: once in a class and side; in two classes, none is used; on both sides, as `judgeContents` says.
 * 3. Look-alikes are grouped, whatever their classes and sides.
 * 4. Pictures to validate on whose group has a picture to train on, as `leakPolicy` says: `report` sets them aside
 *    (`nearDuplicateAcrossSplits`), `move` moves them to training, `fail` throws `DATASET_LEAKS`, for copies of step 2 too.
 * 5. A split that has only one side left is given up.
 */
export const judgeFiles = (files: readonly DatasetFile[], leakPolicy: LeakPolicy): JudgedFiles => {
  const sided = fillSides(files);
  const marked = markLookAlikes(judgeContents(sided.files, leakPolicy));
  const settled = applyLeakPolicy(marked.files, marked.groups, leakPolicy);
  const kept = dropOneSidedSplit(settled.files);
  return { files: kept.files, warnings: [...sided.warnings, ...settled.warnings, ...kept.warnings] };
};
