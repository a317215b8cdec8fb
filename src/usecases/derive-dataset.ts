import {
  AppError,
  type Dataset,
  type DatasetFile,
  freePath,
  KEPT_VERDICTS,
  keepFile,
  markRepeated,
  recogniseBeside,
} from '../domain/index.ts';
import type {
  DatasetChanges,
  DatasetDraft,
  DatasetSource,
  DatasetSources,
  DatasetStore,
  Intake,
  ReceivedFile,
} from '../ports/index.ts';
import { refuseWrongChanges } from './check-changes.ts';
import { type CreateDatasetDeps, openSource, receiveAll, toCandidate } from './create-dataset.ts';
import { makeFindDataset } from './find-dataset.ts';
import { inspectFiles } from './inspect-files.ts';
import { pointingBelow } from './pointing-below.ts';
import { type ReadLayout, readLayout } from './read-layout.ts';
import { type ReceivePredictionsDeps, receivePredictions } from './receive-predictions.ts';
import { type Candidate, settleDataset } from './settle-dataset.ts';

/** What `makeDeriveDataset` needs. */
export interface DeriveDatasetDeps extends CreateDatasetDeps, ReceivePredictionsDeps {
  readonly datasets: Pick<DatasetStore, 'openDraft' | 'find' | 'allFiles'>;
}

/** The parent, as it is read once. */
interface Parent {
  readonly dataset: Dataset;
  readonly files: readonly DatasetFile[];
}

interface Added {
  readonly candidates: readonly Candidate[];
  /** Of stored predictions. */
  readonly predicted: readonly Candidate[];
  readonly warnings: readonly string[];
}

const readParent = async (deps: DeriveDatasetDeps, id: string): Promise<Parent> => {
  const dataset = await makeFindDataset(deps)(id);
  return { dataset, files: await deps.datasets.allFiles(id, {}) };
};

/** A parent that is removed for good meanwhile is one that is not found. */
const explainLoss = async (deps: DeriveDatasetDeps, id: string, error: unknown): Promise<unknown> => {
  if (!(error instanceof AppError) || error.code !== 'FILE_NOT_FOUND') return error;
  await makeFindDataset(deps)(id);
  return new AppError('STORAGE_UNAVAILABLE', error.message, { cause: error });
};

const shareContents = async (
  deps: DeriveDatasetDeps,
  draft: DatasetDraft,
  datasetId: string,
  files: readonly DatasetFile[],
  signal: AbortSignal,
): Promise<void> => {
  try {
    for (const file of files) {
      signal.throwIfAborted();
      if (!KEPT_VERDICTS.has(file.verdict)) continue;
      await draft.receive({ kind: 'shared', path: file.path, datasetId, file });
    }
  } catch (error) {
    throw await explainLoss(deps, datasetId, error);
  }
};

const placeBeside = ({ dataset, files: around }: Parent, own: ReadLayout): ReadLayout => {
  if (own.layout.kind === 'manifest') return own;
  const paths = own.files.map(({ received }) => received.path);
  const beside = recogniseBeside({ layout: dataset.layout, files: around }, paths);
  if (beside === null) return own;
  const files = own.files.flatMap(({ received }, index) => {
    const placed = beside[index];
    return placed === undefined ? [] : [{ placed, received }];
  });
  // What was said of the layout was said of the new files alone.
  return { ...own, files, warnings: [] };
};

const isOfRequest = (error: unknown): error is AppError =>
  error instanceof AppError && error.code === 'REQUEST_INVALID';

const receiveAdded = async (
  sources: DatasetSources,
  draft: DatasetDraft,
  source: DatasetSource,
  signal: AbortSignal,
): Promise<readonly ReceivedFile[]> => {
  try {
    return await receiveAll(draft, openSource(sources, source), signal);
  } catch (error) {
    throw isOfRequest(error) ? pointingBelow('/add', error) : error;
  }
};

const addFiles = async (
  { sources, decoder }: DeriveDatasetDeps,
  draft: DatasetDraft,
  parent: Parent,
  source: DatasetSource,
  signal: AbortSignal,
): Promise<Omit<Added, 'predicted'>> => {
  const received = await receiveAdded(sources, draft, source, signal);
  const { files, warnings } = placeBeside(parent, await readLayout(sources, received));
  return { candidates: (await inspectFiles(decoder, files, signal)).map(toCandidate), warnings };
};

/** Files that come to a path which is taken get one beside it: two classes often have a `001.jpg` each. */
const makeRoom = (staying: readonly Candidate[], coming: readonly Candidate[]): readonly Candidate[] => {
  const taken = new Set(staying.map(({ path }) => path));
  const settled = coming.map((file) => {
    if (file.verdict === 'ignored') return file;
    const path = freePath(file.path, taken);
    taken.add(path);
    return { ...file, path };
  });
  return [...staying, ...settled];
};

const candidatesOf = (
  { dataset: { layout }, files }: Parent,
  { relabel }: DatasetChanges,
  added: Added,
): readonly Candidate[] => {
  const newNames = new Map(relabel.map(({ fileId, className }) => [fileId, className]));
  const kept = files.map((file) => ({
    before: file.path,
    after: keepFile(layout, file, newNames.get(file.fileId) ?? null),
  }));
  const isMoved = ({ before, after }: (typeof kept)[number]): boolean => before !== after.path;
  const staying = kept.filter((file) => !isMoved(file)).map(({ after }) => after);
  const moved = kept.filter(isMoved).map(({ after }) => after);
  const there = [...staying, ...moved, ...added.candidates];
  return makeRoom(staying, [...moved, ...added.candidates, ...markRepeated(there, added.predicted)]);
};

const NOTHING_ADDED = { candidates: [], warnings: [] };

const addAll = async (
  deps: DeriveDatasetDeps,
  draft: DatasetDraft,
  parent: Parent,
  { add, predictions }: DatasetChanges,
  signal: AbortSignal,
): Promise<Added> => {
  const predicted = predictions === null ? [] : await receivePredictions(deps, draft, predictions, signal);
  const files = add === null ? NOTHING_ADDED : await addFiles(deps, draft, parent, add, signal);
  return { ...files, predicted };
};

/**
 * Makes the use case behind `POST /datasets/:id/derive`. Nothing of the parent's files is copied or decoded again; nothing is left
 * behind on failure. Errors as `Intake.derive`.
 */
export const makeDeriveDataset =
  (deps: DeriveDatasetDeps): Intake['derive'] =>
  async ({ parentId, changes, name, leakPolicy }, signal) => {
    const whole = await readParent(deps, parentId);
    refuseWrongChanges(parentId, new Map(whole.files.map((file) => [file.fileId, file])), changes);
    const removed = new Set(changes.remove);
    const parent = { ...whole, files: whole.files.filter(({ fileId }) => !removed.has(fileId)) };
    const draft = await deps.datasets.openDraft();
    try {
      await shareContents(deps, draft, parentId, parent.files, signal);
      const added = await addAll(deps, draft, parent, changes, signal);
      const { id, fingerprint, layout } = parent.dataset;
      const input = {
        candidates: candidatesOf(parent, changes, added),
        name: name ?? parent.dataset.name,
        layout,
        origin: {
          kind: 'derived' as const,
          added: added.candidates.length + added.predicted.length,
          removed: changes.remove.length,
          relabelled: changes.relabel.length,
        },
        parent: { id, fingerprint },
        leakPolicy,
        warnings: added.warnings,
      };
      return await settleDataset(deps, draft, input, signal);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  };
