import { entriesOf, WHOLE_PAGE } from './pages.ts';
import { addressOf, type CallOptions, type Transport } from './transport.ts';
import { type Files, formOf, hasFiles } from './upload.ts';
import type { AnswerOf, BodyOf, Dataset, DatasetFile, FieldsOf, QueryOf } from './wire.ts';

/** What a dataset is made of: pictures, a zip, a folder on the server (`path`) or an upload (`uploadId`). */
export type DatasetSource = (Files & FieldsOf<'createDataset'>) | BodyOf<'createDataset'>;

/** What is to be different in a derived dataset, with files to add or without. */
export type Derivation = (Files & FieldsOf<'deriveDataset'>) | BodyOf<'deriveDataset'>;

const bodyOf = (source: DatasetSource | Derivation): FormData | object => {
  if (!hasFiles(source)) return source;
  const { images: _images, archive: _archive, ...fields } = { images: null, archive: null, ...source };
  return formOf(source, fields);
};

/** The calls below `/datasets`. */
export const datasetCalls = (transport: Transport) => {
  const list = (query: QueryOf<'listDatasets'> & CallOptions = {}) => {
    const { signal, ...rest } = query;
    return transport.json<AnswerOf<'listDatasets'>>({ path: '/datasets', query: rest, signal });
  };
  return {
    /** Makes a dataset. The same pictures again give the dataset that they are already. */
    create: (source: DatasetSource, options: QueryOf<'createDataset'> & CallOptions = {}) => {
      const { signal, ...query } = options;
      const call = { method: 'POST', path: '/datasets', query, body: bodyOf(source), signal } as const;
      return transport.json<AnswerOf<'createDataset', 201>>(call);
    },
    /** One part of the list of datasets, newest first. */
    list,
    /** All datasets, newest first. */
    all: (options: CallOptions = {}): AsyncGenerator<Dataset, void, undefined> =>
      entriesOf((after) =>
        list({ limit: WHOLE_PAGE, ...(after === undefined ? {} : { after }), ...options }),
      ),
    /** One dataset. */
    get: (id: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'findDataset'>>({ path: addressOf('/datasets/{id}', { id }), signal }),
    /** All files of a dataset, or those of a verdict, class or split. */
    files: (
      id: string,
      options: Omit<QueryOf<'listDatasetFiles'>, 'after' | 'limit'> & CallOptions = {},
    ): AsyncGenerator<DatasetFile, void, undefined> => {
      const { signal, ...query } = options;
      const path = addressOf('/datasets/{id}/files', { id });
      return entriesOf((after) =>
        transport.json<AnswerOf<'listDatasetFiles'>>({
          path,
          query: { limit: WHOLE_PAGE, ...query, after },
          signal,
        }),
      );
    },
    /** A new dataset from one that is there and changes; the old one stays as it is. */
    derive: (id: string, changes: Derivation, options: QueryOf<'deriveDataset'> & CallOptions = {}) => {
      const { signal, ...query } = options;
      const path = addressOf('/datasets/{id}/derive', { id });
      const call = { method: 'POST', path, query, body: bodyOf(changes), signal } as const;
      return transport.json<AnswerOf<'deriveDataset', 201>>(call);
    },
    /** Puts a dataset into the bin, or removes it for good (`purge`). */
    remove: (id: string, options: QueryOf<'removeDataset'> & CallOptions = {}): Promise<void> => {
      const { signal, ...query } = options;
      return transport.done({ method: 'DELETE', path: addressOf('/datasets/{id}', { id }), query, signal });
    },
    /** Takes a dataset out of the bin. */
    restore: (id: string, { signal }: CallOptions = {}) =>
      transport.json<AnswerOf<'restoreDataset'>>({
        method: 'POST',
        path: addressOf('/datasets/{id}/restore', { id }),
        signal,
      }),
  };
};
