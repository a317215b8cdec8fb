import { AppError, type Dataset, type LeakPolicy } from '../../src/domain/index.ts';
import type { DatasetChanges, DatasetSources } from '../../src/ports/index.ts';
import { makeCreateDataset, makeDeriveDataset } from '../../src/usecases/index.ts';
import { fake, incoming, makeClock, makeIds } from './fakes.ts';
import { makeMemoryDatasets } from './memory-datasets.ts';
import { makeMemoryPredictions } from './memory-predictions.ts';

/** Texts that stand for pictures, by path. */
export type Files = Readonly<Record<string, string>>;

/** A world in which datasets are uploaded and changed. */
export const makeWorld = () => {
  const memory = makeMemoryDatasets();
  const { predictions } = makeMemoryPredictions();
  let arriving: Files = {};
  const deps = {
    ...memory,
    predictions,
    sources: fake<DatasetSources>('sources', {
      files: () => incoming(Object.entries(arriving)),
      folder: (path) => {
        const detail = `expected a folder below DATASETS_ROOT, received "${path}"`;
        throw new AppError('REQUEST_INVALID', detail, { errors: [{ pointer: '/path', detail }] });
      },
    }),
    clock: makeClock(),
    ids: makeIds(),
  };
  const create = makeCreateDataset(deps);
  const derive = makeDeriveDataset(deps);
  const { signal } = new AbortController();
  const source = { kind: 'files', location: '/tmp/x' } as const;
  const upload = async (files: Files, leakPolicy: LeakPolicy = 'report'): Promise<Dataset> => {
    arriving = files;
    return (await create({ source, name: 'pets', leakPolicy }, signal)).dataset;
  };
  const idOf = (dataset: Dataset, path: string): string =>
    memory.filesOf(dataset.id).find((file) => file.path === path)?.fileId ?? `no ${path}`;
  const change = (
    parent: Dataset,
    changes: Partial<DatasetChanges>,
    added?: Files,
    leakPolicy: LeakPolicy = 'report',
  ) => {
    arriving = added ?? {};
    const add = added === undefined ? null : source;
    const whole = { remove: [], relabel: [], add, predictions: null, ...changes };
    return derive({ parentId: parent.id, changes: whole, name: null, leakPolicy }, signal);
  };
  return { ...memory, predictions, upload, change, idOf };
};
