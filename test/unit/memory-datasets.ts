import { createHash } from 'node:crypto';
import {
  AppError,
  type Dataset,
  type DatasetFile,
  encodeLook,
  type Look,
  makeRandom,
} from '../../src/domain/index.ts';
import type {
  DatasetDraft,
  DatasetStore,
  IncomingFile,
  PictureDecoder,
  PictureSource,
} from '../../src/ports/index.ts';
import { fake } from './fakes.ts';

/** A look of its own for each content: noise drawn from its hash. */
const lookOf = (text: string): Look => {
  const random = makeRandom(createHash('sha256').update(text).digest().readUInt32LE());
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));
  return encodeLook({ grey: bytes(256), colours: bytes(32) });
};

const readAll = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  return Buffer.concat(parts).toString();
};

/** Datasets in memory, by fingerprint as in the real store, and a decoder that reads the texts which stand for their pictures. */
export const makeMemoryDatasets = () => {
  const byFingerprint = new Map<string, { dataset: Dataset; files: readonly DatasetFile[] }>();
  /** By location. */
  const contents = new Map<string, string>();
  const shared: string[] = [];
  const inspected: string[] = [];
  let discarded = 0;
  const entry = (id: string) => [...byFingerprint.values()].find(({ dataset }) => dataset.id === id);
  const receive = async (file: IncomingFile): ReturnType<DatasetDraft['receive']> => {
    if (file.kind === 'shared') {
      if (entry(file.datasetId) === undefined) throw new AppError('FILE_NOT_FOUND', 'it is gone');
      const { bytes, sha256, reference } = file.file;
      shared.push(file.path);
      return { path: file.path, bytes, sha256, reference, location: `/shared/${sha256}` };
    }
    if (file.kind === 'stored') throw new Error('expected a file with content');
    const text = await readAll(file.content);
    const location = `/draft/${contents.size}`;
    contents.set(location, text);
    const sha256 = createHash('sha256').update(text).digest('hex');
    const reference = file.kind === 'referenced' ? file.reference : null;
    return { path: file.path, bytes: text.length, sha256, location, reference };
  };
  const draft: DatasetDraft = {
    receive,
    commit: (dataset, files) => {
      const existing = byFingerprint.get(dataset.fingerprint);
      if (existing !== undefined) return Promise.resolve({ dataset: existing.dataset, isNew: false });
      byFingerprint.set(dataset.fingerprint, { dataset, files });
      return Promise.resolve({ dataset, isNew: true });
    },
    discard: () => {
      discarded += 1;
      return Promise.resolve();
    },
  };
  const datasets = fake<DatasetStore>('datasets', {
    openDraft: () => Promise.resolve(draft),
    find: (id) => Promise.resolve(entry(id)?.dataset ?? null),
    allFiles: (id) => Promise.resolve(entry(id)?.files ?? []),
  });
  const decoder = fake<PictureDecoder>('decoder', {
    inspect: (source: PictureSource) => {
      const text = contents.get('path' in source ? source.path : '') ?? '';
      inspected.push(text);
      if (text.startsWith('bad')) return Promise.reject(new AppError('IMAGE_UNREADABLE', `refused: ${text}`));
      return Promise.resolve({ type: 'jpeg' as const, width: 100, height: 80, look: lookOf(text) });
    },
  });
  return {
    datasets,
    decoder,
    byFingerprint,
    filesOf: (id: string) => entry(id)?.files ?? [],
    shared,
    inspected,
    discarded: () => discarded,
  };
};
