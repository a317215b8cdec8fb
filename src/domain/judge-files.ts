import type { DatasetFile, LeakPolicy } from './dataset.ts';
import { countSplits, judgeContents } from './dataset-content.ts';

/** The files with what was found out by looking at all of them together. */
export interface JudgedFiles {
  readonly files: readonly DatasetFile[];
  readonly warnings: readonly string[];
}

/** A split of which one side has no usable picture is no split: the job decides then. */
const dropOneSidedSplit = (files: readonly DatasetFile[]): JudgedFiles => {
  const { train, validation } = countSplits(files);
  if (train > 0 === validation > 0) return { files, warnings: [] };
  const side = train === 0 ? 'training' : 'validation';
  const warning = `The ${side} folder has no usable picture; the split is left to each job.`;
  return { files: files.map((file) => ({ ...file, split: null })), warnings: [warning] };
};

/** Judges the files of a dataset, in its order, by what each one alone cannot tell: same content, look-alikes, sides of the split. */
export const judgeFiles = (files: readonly DatasetFile[], _leakPolicy: LeakPolicy): JudgedFiles =>
  dropOneSidedSplit(judgeContents(files));
