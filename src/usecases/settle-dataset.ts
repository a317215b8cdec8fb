import { createHash } from 'node:crypto';
import {
  AppError,
  classesOf,
  compareDatasetFiles,
  countSplits,
  countVerdicts,
  type Dataset,
  type DatasetFile,
  type DatasetLayout,
  type DatasetOrigin,
  datasetWarnings,
  describeGroups,
  FILE_VERDICTS,
  fileIdAt,
  fingerprintText,
  judgeFiles,
  type LeakPolicy,
} from '../domain/index.ts';
import type { Clock, CreatedDataset, DatasetDraft, IdSource } from '../ports/index.ts';

/** A file with all that can be said of it alone; the rest is settled with all of them together. */
export type Candidate = Omit<DatasetFile, 'fileId' | 'counterpart' | 'lookAlikes'>;

/** What a dataset is settled from. */
export interface SettleInput {
  readonly candidates: readonly Candidate[];
  /** null: the id. */
  readonly name: string | null;
  readonly layout: DatasetLayout;
  readonly origin: DatasetOrigin;
  readonly parent: Dataset['parent'];
  readonly leakPolicy: LeakPolicy;
  readonly warnings: readonly string[];
}

/** What `settleDataset` needs. */
export interface SettleDeps {
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A path that comes twice could not be told apart later: the first one counts. */
const ignoreRepeatedPaths = (files: readonly Candidate[]): readonly Candidate[] => {
  const seen = new Set<string>();
  return files.map((file) => {
    const isRepeated = seen.has(file.path);
    seen.add(file.path);
    if (!isRepeated || file.verdict === 'ignored') return file;
    return { ...file, verdict: 'ignored', reason: 'another file came before with the same path' };
  });
};

const inOrder = (candidates: readonly Candidate[]): readonly DatasetFile[] =>
  [...ignoreRepeatedPaths(candidates)]
    .sort(compareDatasetFiles)
    .map((file, position) => ({ ...file, fileId: fileIdAt(position), counterpart: null, lookAlikes: null }));

const refuseTooFewClasses = (files: readonly DatasetFile[]): void => {
  const classes = classesOf(files);
  if (classes.length >= 2) return;
  const counts = countVerdicts(files);
  const list = FILE_VERDICTS.filter((verdict) => counts[verdict] > 0).map((v) => `${counts[v]} ${v}`);
  const received = files.length === 0 ? 'no file' : `${files.length} files (${list.join(', ')})`;
  const firstReason = files.find((file) => file.reason !== null);
  const example =
    firstReason === undefined ? '' : `; for example ${firstReason.path}: ${firstReason.reason ?? ''}`;
  if (classes.length === 0) {
    throw new AppError(
      'DATASET_EMPTY',
      `expected pictures in folders, one a class, received ${received}${example}`,
    );
  }
  const only = classes.map(({ className }) => `"${className}"`).join('');
  const detail = `expected usable pictures in at least two class folders, received only the class ${only} in ${received}${example}`;
  throw new AppError('DATASET_TOO_FEW_CLASSES', detail);
};

const describe = (
  { clock, ids }: SettleDeps,
  { name, layout, origin, parent, leakPolicy }: SettleInput,
  files: readonly DatasetFile[],
  warnings: readonly string[],
): Dataset => {
  const id = ids.next('ds');
  const classes = classesOf(files);
  return {
    id,
    name: name ?? id,
    createdAt: clock.now().toISOString(),
    fingerprint: createHash('sha256').update(fingerprintText(files)).digest('hex'),
    classes,
    images: classes.reduce((sum, { images }) => sum + images, 0),
    splits: countSplits(files),
    verdicts: countVerdicts(files),
    warnings: [...datasetWarnings(files), ...warnings],
    layout,
    origin,
    parent,
    leakPolicy,
    ...describeGroups(files, classes),
  };
};

/**
 * Judges all files of a draft together and commits it. `DATASET_EMPTY`, `DATASET_TOO_FEW_CLASSES`, `DATASET_LEAKS`,
 * `STORAGE_UNAVAILABLE`. The draft is the caller's to discard on failure.
 */
export const settleDataset = async (
  deps: SettleDeps,
  draft: DatasetDraft,
  input: SettleInput,
  signal: AbortSignal,
): Promise<CreatedDataset> => {
  const { files, warnings } = judgeFiles(inOrder(input.candidates), input.leakPolicy);
  refuseTooFewClasses(files);
  signal.throwIfAborted();
  return draft.commit(describe(deps, input, files, [...input.warnings, ...warnings]), files);
};
