import type { DatasetOrigin } from '../domain/index.ts';
import type {
  Clock,
  DatasetDraft,
  DatasetSource,
  DatasetSources,
  DatasetStore,
  IdSource,
  IncomingFiles,
  Intake,
  PictureDecoder,
  ReceivedFile,
} from '../ports/index.ts';
import { type InspectedFile, inspectFiles } from './inspect-files.ts';
import { readLayout } from './read-layout.ts';
import { type Candidate, settleDataset } from './settle-dataset.ts';

/** What `makeCreateDataset` needs. */
export interface CreateDatasetDeps {
  readonly datasets: Pick<DatasetStore, 'openDraft'>;
  readonly sources: DatasetSources;
  readonly decoder: Pick<PictureDecoder, 'inspect'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Takes all files of a source over into a draft, in their order. */
export const receiveAll = async (
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

/** What can be said of an inspected file before all are looked at together. */
export const toCandidate = ({ placed, received, findings }: InspectedFile): Candidate => ({
  path: placed.path,
  className: placed.kind === 'labelled' ? placed.className : null,
  split: placed.kind === 'labelled' ? placed.split : null,
  bytes: received.bytes,
  sha256: received.sha256,
  reference: received.reference,
  ...findings,
});

/** The files of a source, as a stream. */
export const openSource = (sources: DatasetSources, source: DatasetSource): IncomingFiles => {
  if (source.kind === 'files') return sources.files(source.location);
  return source.kind === 'archive'
    ? sources.archive(source.location)
    : sources.folder(source.path, source.content);
};

const originOf = async (sources: DatasetSources, source: DatasetSource): Promise<DatasetOrigin> => {
  if (source.kind === 'files') return { kind: 'files' };
  if (source.kind === 'archive') {
    return { kind: 'archive', ...(source.digest ?? (await sources.digest(source.location))) };
  }
  return { kind: 'folder', path: source.path, content: source.content };
};

const nameOf = (source: DatasetSource): string | null =>
  source.kind === 'folder' ? (source.path.split('/').findLast((part) => part !== '') ?? null) : null;

/** Makes the use case behind `POST /datasets`; nothing is left behind on failure. Errors as `Intake.create`. */
export const makeCreateDataset =
  (deps: CreateDatasetDeps): Intake['create'] =>
  async ({ source, name, leakPolicy }, signal) => {
    const { datasets, sources, decoder } = deps;
    const draft = await datasets.openDraft();
    try {
      const received = await receiveAll(draft, openSource(sources, source), signal);
      const { files, layout, warnings } = await readLayout(sources, received);
      const candidates = (await inspectFiles(decoder, files, signal)).map(toCandidate);
      const origin = await originOf(sources, source);
      const input = { candidates, name: name ?? nameOf(source), layout, origin, leakPolicy };
      return await settleDataset(deps, draft, { ...input, parent: null, warnings }, signal);
    } catch (error) {
      await draft.discard();
      throw error;
    }
  };
