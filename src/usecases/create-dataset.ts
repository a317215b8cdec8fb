import { createHash } from 'node:crypto';
import {
  AppError,
  classesOf,
  compareDatasetFiles,
  countSplits,
  countVerdicts,
  type Dataset,
  type DatasetFile,
  datasetWarnings,
  FILE_VERDICTS,
  fingerprintText,
  judgeContents,
  placeFiles,
} from '../domain/index.ts';
import type {
  Clock,
  DatasetDraft,
  DatasetSources,
  DatasetStore,
  IdSource,
  IncomingFiles,
  PictureDecoder,
  ReceivedFile,
} from '../ports/index.ts';
import { type InspectedFile, inspectFiles } from './inspect-files.ts';

/** Where the files of a new dataset come from. `location` is an absolute path, owned by the caller; `path` lies below `DATASETS_ROOT`. */
export type DatasetSource =
  | { readonly kind: 'files'; readonly files: IncomingFiles }
  | { readonly kind: 'archive'; readonly location: string }
  | { readonly kind: 'folder'; readonly path: string };

/** What `createDataset` is asked for; without a name the folder's name or the id is taken. */
export interface CreateDatasetInput {
  readonly source: DatasetSource;
  readonly name: string | null;
}

/** The dataset, and whether it is new: the same content again gives the one that is there. */
export interface CreatedDataset {
  readonly dataset: Dataset;
  readonly isNew: boolean;
}

/** What `makeCreateDataset` needs. */
export interface CreateDatasetDeps {
  readonly datasets: Pick<DatasetStore, 'openDraft'>;
  readonly sources: DatasetSources;
  readonly decoder: PictureDecoder;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Receives, checks and stores a dataset. */
export type CreateDataset = (input: CreateDatasetInput, signal: AbortSignal) => Promise<CreatedDataset>;

const receiveAll = async (
  draft: DatasetDraft,
  files: IncomingFiles,
  signal: AbortSignal,
): Promise<readonly ReceivedFile[]> => {
  const received: ReceivedFile[] = [];
  for await (const file of files) {
    signal.throwIfAborted();
    received.push(await draft.receive(file));
  }
  return received;
};

/** A path that comes twice could not be told apart later: the first one counts. */
const ignoreRepeatedPaths = (files: readonly InspectedFile[]): readonly InspectedFile[] => {
  const seen = new Set<string>();
  return files.map((file) => {
    const { path } = file.placed;
    const isRepeated = seen.has(path);
    seen.add(path);
    if (!isRepeated || file.judgement.verdict === 'ignored') return file;
    return {
      ...file,
      judgement: { verdict: 'ignored', reason: 'another file came before with the same path' },
    };
  });
};

const toDatasetFile = (ids: IdSource, file: InspectedFile): DatasetFile => ({
  fileId: ids.next('file'),
  path: file.placed.path,
  className: file.placed.kind === 'labelled' ? file.placed.className : null,
  split: file.placed.kind === 'labelled' ? file.placed.split : null,
  bytes: file.received.bytes,
  width: file.width,
  height: file.height,
  sha256: file.received.sha256,
  ...file.judgement,
});

/** Judges pictures of the same content; only those that can be read take part. */
const judge = (files: readonly DatasetFile[]): readonly DatasetFile[] => {
  const labelled = files.flatMap((file) =>
    file.verdict === 'ok' && file.className !== null ? [{ ...file, className: file.className }] : [],
  );
  const byId = new Map([...judgeContents(labelled)].map(([file, judgement]) => [file.fileId, judgement]));
  return files.map((file) => ({ ...file, ...byId.get(file.fileId) }));
};

/** A split of which one side has no usable picture is no split: the job decides then. */
const dropOneSidedSplit = (
  files: readonly DatasetFile[],
): { files: readonly DatasetFile[]; warnings: string[] } => {
  const { train, validation } = countSplits(files);
  if (train > 0 === validation > 0) return { files, warnings: [] };
  const side = train === 0 ? 'training' : 'validation';
  const warning = `The ${side} folder has no usable picture; the split is left to each job.`;
  return { files: files.map((file) => ({ ...file, split: null })), warnings: [warning] };
};

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
  { clock, ids }: CreateDatasetDeps,
  { name, source }: CreateDatasetInput,
  files: readonly DatasetFile[],
  warnings: readonly string[],
): Dataset => {
  const id = ids.next('ds');
  const classes = classesOf(files);
  const folderName =
    source.kind === 'folder' ? source.path.split('/').findLast((part) => part !== '') : undefined;
  return {
    id,
    name: name ?? folderName ?? id,
    createdAt: clock.now().toISOString(),
    fingerprint: createHash('sha256').update(fingerprintText(files)).digest('hex'),
    classes,
    images: classes.reduce((sum, { images }) => sum + images, 0),
    splits: countSplits(files),
    verdicts: countVerdicts(files),
    warnings: [...datasetWarnings(files), ...warnings],
  };
};

const openSource = (sources: DatasetSources, source: DatasetSource): IncomingFiles => {
  if (source.kind === 'files') return source.files;
  return source.kind === 'archive' ? sources.archive(source.location) : sources.folder(source.path);
};

/**
 * Makes the use case behind `POST /datasets`. Every file gets a verdict; nothing is visible before all are judged, and
 * nothing is left behind on failure. `DATASET_EMPTY`, `DATASET_TOO_FEW_CLASSES`, and the errors of sources and store.
 */
export const makeCreateDataset =
  (deps: CreateDatasetDeps): CreateDataset =>
  async (input, signal) => {
    const draft = await deps.datasets.openDraft();
    try {
      const received = await receiveAll(draft, openSource(deps.sources, input.source), signal);
      const places = placeFiles(received.map(({ path }) => path));
      const pairs = places.flatMap((placed, index) => {
        const file = received[index];
        return file === undefined ? [] : [{ placed, received: file }];
      });
      const inspected = ignoreRepeatedPaths(await inspectFiles(deps.decoder, pairs, signal));
      const sorted = inspected.map((file) => toDatasetFile(deps.ids, file)).sort(compareDatasetFiles);
      const { files, warnings } = dropOneSidedSplit(judge(sorted));
      refuseTooFewClasses(files);
      signal.throwIfAborted();
      return await draft.commit(describe(deps, input, files, warnings), files);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  };
