import { addressOf, type CallOptions, type Transport } from './transport.ts';
import type { AnswerOf, FieldsOf, QueryOf, VersionChange } from './wire.ts';

type ImportFields = FieldsOf<'importVersion'>;

/** A `.h5` of Keras, and what it does not say of itself. */
export interface ModelFile extends Partial<Pick<ImportFields, 'preprocess' | 'interpolation' | 'alias'>> {
  readonly file: Blob;
  /** What the version says of the file it was made from (`model.h5`). */
  readonly name?: string;
  /** In the order of the outputs. */
  readonly classNames: readonly string[];
  /** Whether pictures are turned by EXIF first. */
  readonly orient?: boolean;
}

const formOf = ({ file, name = 'model.h5', classNames, ...fields }: ModelFile): FormData => {
  const form = new FormData();
  form.append('classNames', JSON.stringify(classNames));
  for (const [field, value] of Object.entries(fields)) form.append(field, String(value));
  form.append('file', file, name);
  return form;
};

/** The calls below `/models`. */
export const modelCalls = (transport: Transport) => ({
  /** One part of the list of models. */
  list: (options: QueryOf<'listModels'> & CallOptions = {}) => {
    const { signal, ...query } = options;
    return transport.json<AnswerOf<'listModels'>>({ path: '/models', query, signal });
  },
  /** One model. */
  get: (name: string, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'findModel'>>({ path: addressOf('/models/{name}', { name }), signal }),
  /** One part of the list of a model's versions. */
  versions: (name: string, options: QueryOf<'listVersions'> & CallOptions = {}) => {
    const { signal, ...query } = options;
    const path = addressOf('/models/{name}/versions', { name });
    return transport.json<AnswerOf<'listVersions'>>({ path, query, signal });
  },
  /** The manifest of a version. */
  version: (name: string, version: number, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'findVersion'>>({
      path: addressOf('/models/{name}/versions/{version}', { name, version }),
      signal,
    }),
  /** Changes its description and metadata; null removes, and what is not named stays. */
  change: (name: string, version: number, changes: VersionChange, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'changeVersion'>>({
      method: 'PATCH',
      path: addressOf('/models/{name}/versions/{version}', { name, version }),
      body: changes,
      signal,
    }),
  /** Its layers, as Keras's summary has them. */
  summary: (name: string, version: number, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'summariseVersion'>>({
      path: addressOf('/models/{name}/versions/{version}/summary', { name, version }),
      headers: { accept: 'application/json' },
      signal,
    }),
  /** Makes a version of a file; `latest` moves to it, and `alias` too where one is given. */
  import: (name: string, given: ModelFile, { signal }: CallOptions = {}) =>
    transport.json<AnswerOf<'importVersion', 201>>({
      method: 'POST',
      path: addressOf('/models/{name}/versions', { name }),
      body: formOf(given),
      signal,
    }),
  /** Removes a version that nothing uses, with its files. */
  remove: (name: string, version: number, { signal }: CallOptions = {}): Promise<void> =>
    transport.done({
      method: 'DELETE',
      path: addressOf('/models/{name}/versions/{version}', { name, version }),
      signal,
    }),
  /** A version as a file, for Keras or others. */
  export: async (
    name: string,
    version: number,
    options: QueryOf<'exportVersion'> & CallOptions = {},
  ): Promise<Blob> => {
    const { signal, ...query } = options;
    const path = addressOf('/models/{name}/versions/{version}/export', { name, version });
    return (await transport.send({ path, query, signal })).blob();
  },
});
