import { createHash } from 'node:crypto';
import {
  AppError,
  type DatasetFile,
  type ErrorCode,
  encodeLook,
  type Look,
  makeRandom,
} from '../../src/domain/index.ts';
import type { DatasetDraft, DatasetSources, PictureDecoder, PictureSource } from '../../src/ports/index.ts';
import { makeCreateDataset } from '../../src/usecases/index.ts';
import { fake, incoming, makeClock, makeIds } from './fakes.ts';

/** Contents that stand for pictures; `bad:CODE` is one that the decoder refuses with that code, `WxH` one of that size. */
const errorOf = (content: string): AppError | null =>
  content.startsWith('bad:') ? new AppError(content.slice(4) as ErrorCode, `refused: ${content}`) : null;

const sizeOf = (content: string): { width: number; height: number } => {
  const [, width, height] = /^(\d+)x(\d+)/.exec(content) ?? [];
  return { width: Number(width ?? 100), height: Number(height ?? 80) };
};

/** A look of its own for each content: noise drawn from its hash. */
export const lookOf = (content: string): Look => {
  const random = makeRandom(createHash('sha256').update(content).digest().readUInt32LE());
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));
  return encodeLook({ grey: bytes(256), colours: bytes(32) });
};

/** A store, sources and a decoder that remember what went through them. */
export const makeWorld = () => {
  const contents = new Map<string, string>();
  const committed: { files: readonly DatasetFile[] }[] = [];
  let discarded = 0;
  const draft = fake<DatasetDraft>('draft', {
    receive: async (file) => {
      const parts: Uint8Array[] = [];
      if (!('content' in file)) throw new Error('expected a file with content');
      for await (const part of file.content) parts.push(part);
      const bytes = Buffer.concat(parts);
      const location = `/draft/${contents.size}`;
      contents.set(location, bytes.toString());
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return { path: file.path, bytes: bytes.length, sha256, location, reference: null };
    },
    commit: (dataset, files) => {
      committed.push({ files });
      return Promise.resolve({ dataset, isNew: true });
    },
    discard: () => {
      discarded += 1;
      return Promise.resolve();
    },
  });
  let underWay = 0;
  let mostUnderWay = 0;
  const decoder = fake<PictureDecoder>('decoder', {
    inspect: async (source: PictureSource) => {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await Promise.resolve();
      underWay -= 1;
      const content = contents.get('path' in source ? source.path : '') ?? '';
      const error = errorOf(content);
      if (error !== null) throw error;
      return { type: 'jpeg', ...sizeOf(content), look: lookOf(content) };
    },
  });
  const asked: string[] = [];
  let uploaded: readonly (readonly [string, string])[] = [];
  const sources = fake<DatasetSources>('sources', {
    files: (location) => {
      asked.push(`files ${location}`);
      return incoming(uploaded);
    },
    digest: () => Promise.resolve({ bytes: 99, sha256: 'z1' }),
    archive: (location) => {
      asked.push(`archive ${location}`);
      return incoming([
        ['photos/cat/1.jpg', 'a'],
        ['photos/dog/1.jpg', 'b'],
      ]);
    },
    folder: (path, content) => {
      asked.push(`folder ${path} ${content}`);
      return incoming([
        ['cat/1.jpg', 'a'],
        ['dog/1.jpg', 'b'],
      ]);
    },
  });
  const createDataset = makeCreateDataset({
    datasets: { openDraft: () => Promise.resolve(draft) },
    sources,
    decoder,
    clock: makeClock(),
    ids: makeIds(),
  });
  const create = (...files: (readonly [string, string])[]) => {
    uploaded = files;
    const source = { kind: 'files', location: '/tmp/upload' } as const;
    return createDataset({ source, name: 'mine', leakPolicy: 'report' }, new AbortController().signal);
  };
  return {
    createDataset,
    create,
    draft,
    asked,
    committed,
    discarded: () => discarded,
    mostUnderWay: () => mostUnderWay,
  };
};
